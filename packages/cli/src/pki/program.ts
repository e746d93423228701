// The program `virtgate pki`: its commands.

import { CertificateError } from "@virtgate/pki";
import type { Context } from "../tools/context.js";
import { runTool } from "../tools/program.js";
import { addExport } from "./command-export.js";
import { addInit } from "./command-init.js";
import { addInstall } from "./command-install.js";
import { addIssue } from "./command-issue.js";
import { addList } from "./command-list.js";
import { addRevoke } from "./command-revoke.js";
import { addShow } from "./command-show.js";
import { addValidate } from "./command-validate.js";
import { defaultFolder } from "./places.js";

/** The exit status. Says itself what went wrong. */
export const runPki = (words: readonly string[], context: Context): Promise<number> =>
  runTool(
    {
      name: "virtgate pki",
      description:
        "Certificates for libvirt's TLS: makes them, puts them in place and tells what is wrong with them.",
      help: helpAfter(context),
      isRefusal: (thrown) => thrown instanceof CertificateError,
      addCommands(program, tell) {
        addInit(program, context);
        addIssue(program, context);
        addRevoke(program, context);
        addList(program, context);
        addShow(program, context);
        addInstall(program, context);
        addExport(program, context);
        addValidate(program, context, tell);
      },
    },
    words,
    context,
  );

const helpAfter = ({ env }: Context) => `
From nothing to a verified connection, on one machine as root:
  virtgate pki init --server HOST --client USER
  virtgate pki install

For other machines:
  virtgate pki export HOST | ssh root@HOST tar -xpC /

The authority keeps its key and what it has issued in ${defaultFolder(env)} unless --dir says otherwise.
Exit status: 0 good, 1 it failed or found problems, 2 the command line is wrong.
`;
