// The daemon itself: what it logs, where to, and when it ends by itself.

import { attempt } from "../failure.js";
import type { AdminCommand } from "./shell.js";

export const daemonLogFilters: AdminCommand = {
  name: "daemon-log-filters",
  group: "management",
  help: "fetch or set the currently defined set of logging filters on daemon",
  description:
    "Depending on whether run with or without options, the command fetches or redefines the existing active set of filters on daemon.",
  options: [
    { name: "filters", type: "string", help: "redefine the existing set of logging filters", emptyOk: true },
  ],
  async run(shell, args) {
    const wanted = args.raw("filters");
    if (wanted !== undefined) {
      await attempt(
        "Unable to change daemon logging settings",
        shell.call.connectSetLoggingFilters({ filters: wanted, flags: 0 }),
      );
      return true;
    }
    const { filters } = await attempt(
      "Unable to get daemon logging filters information",
      shell.call.connectGetLoggingFilters({ flags: 0 }),
    );
    shell.extra(" Logging filters: ");
    shell.print(`${filters ?? ""}\n`);
    return true;
  },
};

export const daemonLogOutputs: AdminCommand = {
  name: "daemon-log-outputs",
  group: "management",
  help: "fetch or set the currently defined set of logging outputs on daemon",
  description:
    "Depending on whether run with or without options, the command fetches or redefines the existing active set of outputs on daemon.",
  options: [
    { name: "outputs", type: "string", help: "redefine the existing set of logging outputs", emptyOk: true },
  ],
  async run(shell, args) {
    const wanted = args.raw("outputs");
    if (wanted !== undefined) {
      await attempt(
        "Unable to change daemon logging settings",
        shell.call.connectSetLoggingOutputs({ outputs: wanted, flags: 0 }),
      );
      return true;
    }
    const { outputs } = await attempt(
      "Unable to get daemon logging outputs information",
      shell.call.connectGetLoggingOutputs({ flags: 0 }),
    );
    shell.extra(" Logging outputs: ");
    shell.print(`${outputs}\n`);
    return true;
  },
};

export const daemonTimeout: AdminCommand = {
  name: "daemon-timeout",
  group: "management",
  help: "set the auto shutdown timeout of the daemon",
  description: "set the auto shutdown timeout of the daemon",
  options: [
    {
      name: "timeout",
      type: "int",
      required: true,
      nameRequired: true,
      help: "number of seconds the daemon will run without any active connection",
    },
  ],
  async run(shell, args) {
    await shell.call.connectSetDaemonTimeout({ timeout: args.uint("timeout")!, flags: 0 });
    return true;
  },
};
