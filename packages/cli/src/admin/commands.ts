// The table of virt-admin's commands, in the order in which its help shows them.

import { cd, echo, exit, helpCommand, pwd, quit } from "../commands/self.js";
import type { CommandGroup, HelpTable } from "../help.js";
import { clientDisconnect, clientInfo, clientList } from "./client-commands.js";
import { connect, uri, version } from "./connection-commands.js";
import { daemonLogFilters, daemonLogOutputs, daemonTimeout } from "./daemon-commands.js";
import {
  serverClientsInfo,
  serverClientsSet,
  serverList,
  serverThreadpoolInfo,
  serverThreadpoolSet,
  serverUpdateTls,
} from "./server-commands.js";
import type { AdminCommand, AdminCommands } from "./shell.js";

const aliases: Readonly<Record<string, string>> = {
  "srv-list": "server-list",
  "srv-threadpool-info": "server-threadpool-info",
  "srv-clients-list": "client-list",
  "srv-clients-info": "server-clients-info",
  "srv-threadpool-set": "server-threadpool-set",
  "srv-clients-set": "server-clients-set",
  "srv-update-tls": "server-update-tls",
};

const groups: readonly CommandGroup[] = [
  { keyword: "virtgate", title: "Virtgate itself", alsoCalled: ["virt-admin", "Virt-admin itself"] },
  { keyword: "monitor", title: "Monitoring commands" },
  { keyword: "management", title: "Management commands" },
];

/** Those that virtgate has too, in the group that they have here. */
const self = (command: Omit<AdminCommand, "group">): AdminCommand => ({ ...command, group: "virtgate" });

const commands: readonly AdminCommand[] = [
  self(cd),
  self(echo),
  self(exit),
  self(helpCommand(async () => helpTable)),
  self(pwd),
  self(quit),
  uri,
  version,
  connect,
  serverList,
  serverThreadpoolInfo,
  clientList,
  clientInfo,
  serverClientsInfo,
  serverThreadpoolSet,
  clientDisconnect,
  serverClientsSet,
  serverUpdateTls,
  daemonLogFilters,
  daemonLogOutputs,
  daemonTimeout,
];

export const helpTable: HelpTable = { groups, commands, aliases };

const byName = new Map(commands.map((command) => [command.name, command]));

export const adminCommands: AdminCommands = new Map([
  ...byName,
  ...Object.entries(aliases).map(([alias, name]) => [alias, byName.get(name)!] as const),
]);
