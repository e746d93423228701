// The connection to the daemon: where to, how old both sides are, and another one.

import { formatVersion } from "@virtgate/client";
import { attempt } from "../failure.js";
import { libvirtVersion } from "../version.js";
import type { AdminCommand } from "./shell.js";

export const uri: AdminCommand = {
  name: "uri",
  group: "virtgate",
  help: "print the admin server URI",
  options: [],
  run(shell) {
    shell.print(`${shell.link.connection.uri}\n`);
    return true;
  },
};

export const version: AdminCommand = {
  name: "version",
  group: "virtgate",
  help: "show version",
  description: "Display the system and also the daemon version information.",
  options: [],
  async run(shell) {
    shell.print(`Compiled against library: libvirt ${libvirtVersion}\n`);
    shell.print(`Using library: libvirt ${libvirtVersion}\n`);
    const { libVer } = await attempt("failed to get the daemon version", shell.call.connectGetLibVersion());
    shell.print(`Running against daemon: ${formatVersion(Number(libVer))}\n`);
    return true;
  },
};

export const connect: AdminCommand = {
  name: "connect",
  group: "virtgate",
  help: "connect to daemon's admin server",
  description: "Connect to a daemon's administrating server.",
  local: true,
  options: [{ name: "name", type: "string", help: "daemon's admin server connection URI", emptyOk: true }],
  async run({ link, terminal }, args) {
    link.uri = args.raw("name") ?? link.uri;
    if (!(await link.open())) terminal.print("Connected to the admin server\n");
    return true;
  },
};
