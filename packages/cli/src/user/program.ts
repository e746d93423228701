// The program `virtgate user`: its commands.

import { SaslError } from "@virtgate/sasl";
import { runTool } from "../tools/program.js";
import { addCheck } from "./command-check.js";
import { addDel } from "./command-del.js";
import { addImport } from "./command-import.js";
import { addList } from "./command-list.js";
import { addAdd, addPasswd } from "./command-passwd.js";
import type { UserContext } from "./context.js";

/** The exit status. Says itself what went wrong. */
export const runUser = (words: readonly string[], context: UserContext): Promise<number> =>
  runTool(
    {
      name: "virtgate user",
      description: "Who may sign in with SASL: names and what proves passwords, never passwords themselves.",
      help,
      isRefusal: (thrown) => thrown instanceof SaslError,
      addCommands(program, tell) {
        addAdd(program, context);
        addPasswd(program, context);
        addDel(program, context);
        addList(program, context);
        addImport(program, context, tell);
        addCheck(program, context, tell);
      },
    },
    words,
    context,
  );

const help = `
As root on the host:
  virtgate user add fred
  virtgate user check fred

Users are in the file that 'virtgate_users:' of the SASL configuration names (/etc/sasl2/libvirt.conf), or in
/etc/libvirt/virtgate-users (root) or ~/.config/libvirt/virtgate-users. The daemon asks Cyrus' file (sasldb_path) for
whom it does not find there.
Exit status: 0 good, 1 it failed or found problems, 2 the command line is wrong.
`;
