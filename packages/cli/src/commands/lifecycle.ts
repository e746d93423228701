// Commands that start, stop and pause domains. What they say names the domain as the user named it.

import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, type Option } from "../grammar/command.js";
import { lookupDomain } from "./domain.js";

export const suspend: Command = {
  name: "suspend",
  group: "domain",
  help: "suspend a domain",
  description: "Suspend a running domain.",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "suspend", args);
    const given = args.required("domain");
    await attempt(`Failed to suspend domain '${given}'`, shell.call.domainSuspend({ dom }));
    shell.extra(`Domain '${given}' suspended\n`);
    return true;
  },
};

export const resume: Command = {
  name: "resume",
  group: "domain",
  help: "resume a domain",
  description: "Resume a previously suspended domain.",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "resume", args);
    const given = args.required("domain");
    await attempt(`Failed to resume domain '${given}'`, shell.call.domainResume({ dom }));
    shell.extra(`Domain '${given}' resumed\n`);
    return true;
  },
};

/** virDomainShutdownFlagValues and virDomainRebootFlagValues alike. */
const modes: Readonly<Record<string, number>> = { acpi: 1, agent: 2, initctl: 4, signal: 8, paravirt: 16 };

const modeOption: Option = {
  name: "mode",
  type: "string",
  help: "shutdown mode: acpi|agent|initctl|signal|paravirt",
  complete: Object.keys(modes),
};

/** `--mode acpi,agent`. `last`: what joins the last two modes in the refusal; virsh is of two minds about it. */
function modeFlags(args: Arguments, last: string): number {
  const given = args.string("mode");
  if (given === undefined) return 0;
  return given.split(",").reduce((flags, mode) => {
    const flag = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
    if (flag === undefined) {
      throw new Failure(
        `Unknown mode ${mode} value, expecting 'acpi', 'agent', 'initctl', 'signal'${last} 'paravirt'`,
      );
    }
    return flags | flag;
  }, 0);
}

export const shutdown: Command = {
  name: "shutdown",
  group: "domain",
  help: "gracefully shutdown a domain",
  description: "Run shutdown in the target domain.",
  options: [domainOption(), modeOption],
  async run(shell, args) {
    const flags = modeFlags(args, ", or");
    const dom = await lookupDomain(shell, "shutdown", args);
    const given = args.required("domain");
    const work =
      flags === 0 ? shell.call.domainShutdown({ dom }) : shell.call.domainShutdownFlags({ dom, flags });
    await attempt(`Failed to shutdown domain '${given}'`, work);
    shell.extra(`Domain '${given}' is being shutdown\n`);
    return true;
  },
};

export const reboot: Command = {
  name: "reboot",
  group: "domain",
  help: "reboot a domain",
  description: "Run a reboot command in the target domain.",
  options: [domainOption(), modeOption],
  async run(shell, args) {
    const flags = modeFlags(args, " or");
    const dom = await lookupDomain(shell, "reboot", args);
    const given = args.required("domain");
    await attempt(`Failed to reboot domain '${given}'`, shell.call.domainReboot({ dom, flags }));
    shell.extra(`Domain '${given}' is being rebooted\n`);
    return true;
  },
};

export const reset: Command = {
  name: "reset",
  group: "domain",
  help: "reset a domain",
  description: "Reset the target domain as if by power button",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "reset", args);
    const given = args.required("domain");
    await attempt(`Failed to reset domain '${given}'`, shell.call.domainReset({ dom, flags: 0 }));
    shell.extra(`Domain '${given}' was reset\n`);
    return true;
  },
};

/** virDomainDestroyFlagsValues. */
const destroyFlag = { graceful: 1, removeLogs: 2 } as const;

export const destroy: Command = {
  name: "destroy",
  group: "domain",
  help: "destroy (stop) a domain",
  description: "Forcefully stop a given domain, but leave its resources intact.",
  options: [
    domainOption(),
    bool("graceful", "terminate gracefully"),
    bool("remove-logs", "remove domain logs"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "destroy", args);
    const given = args.required("domain");
    const flags =
      (args.has("graceful") ? destroyFlag.graceful : 0) |
      (args.has("remove-logs") ? destroyFlag.removeLogs : 0);
    const work =
      flags === 0 ? shell.call.domainDestroy({ dom }) : shell.call.domainDestroyFlags({ dom, flags });
    await attempt(`Failed to destroy domain '${given}'`, work);
    shell.extra(`Domain '${given}' destroyed\n`);
    return true;
  },
};

export const autostart: Command = {
  name: "autostart",
  group: "domain",
  help: "autostart a domain",
  description: "Configure a domain to be automatically started at boot.",
  options: [domainOption(), bool("disable", "disable autostarting")],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "autostart", args);
    const given = args.required("domain");
    const disable = args.has("disable");
    await attempt(
      `Failed to ${disable ? "un" : ""}mark domain '${given}' as autostarted`,
      shell.call.domainSetAutostart({ dom, autostart: disable ? 0 : 1 }),
    );
    shell.extra(`Domain '${given}' ${disable ? "un" : ""}marked as autostarted\n`);
    return true;
  },
};

export const domrename: Command = {
  name: "domrename",
  group: "domain",
  help: "rename a domain",
  description: "Rename an inactive domain.",
  options: [
    domainOption("domain name or uuid"),
    { name: "new-name", type: "data", required: true, help: "new domain name" },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domrename", args);
    await shell.call.domainRename({ dom, newName: args.required("new-name"), flags: 0 });
    shell.extra("Domain successfully renamed\n");
    return true;
  },
};

export const injectNmi: Command = {
  name: "inject-nmi",
  group: "domain",
  help: "Inject NMI to the guest",
  description: "Inject NMI to the guest domain.",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "inject-nmi", args);
    await shell.call.domainInjectNmi({ dom, flags: 0 });
    return true;
  },
};
