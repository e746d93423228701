// What is asked of the system inside a domain: filesystems, clock, passwords, processes.

import { attempt, Failure } from "../failure.js";
import { exclusive, parseDecimal } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number, text } from "../grammar/command.js";
import { lookupDomain } from "./domain.js";
import { parameterText } from "./parameters.js";

export const domhostname: Command = {
  name: "domhostname",
  group: "domain",
  help: "print the domain's hostname",
  options: [domainOption(), text("source", "address source: 'lease' or 'agent'")],
  async run(shell, args) {
    const source = args.string("source");
    const flags = source === undefined ? 0 : { lease: 1, agent: 2 }[source];
    if (flags === undefined) throw new Failure(`Unknown data source '${source}'`);
    const dom = await lookupDomain(shell, "domhostname", args);
    const { hostname } = await attempt(
      "failed to get hostname",
      shell.call.domainGetHostname({ dom, flags }),
    );
    shell.print(`${hostname}\n`);
    return true;
  },
};

export const domfsfreeze: Command = {
  name: "domfsfreeze",
  group: "domain",
  help: "Freeze domain's mounted filesystems.",
  description: "Freeze domain's mounted filesystems.",
  options: [domainOption(), { name: "mountpoint", type: "argv", help: "mountpoint path to be frozen" }],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domfsfreeze", args);
    const freezing = shell.call.domainFsfreeze({ dom, mountpoints: args.all("mountpoint"), flags: 0 });
    const { filesystems } = await attempt("Unable to freeze filesystems", freezing);
    shell.extra(`Froze ${filesystems} filesystem(s)\n`);
    return true;
  },
};

export const domfsthaw: Command = {
  name: "domfsthaw",
  group: "domain",
  help: "Thaw domain's mounted filesystems.",
  description: "Thaw domain's mounted filesystems.",
  options: [domainOption(), { name: "mountpoint", type: "argv", help: "mountpoint path to be thawed" }],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domfsthaw", args);
    const thawing = shell.call.domainFsthaw({ dom, mountpoints: args.all("mountpoint"), flags: 0 });
    const { filesystems } = await attempt("Unable to thaw filesystems", thawing);
    shell.extra(`Thawed ${filesystems} filesystem(s)\n`);
    return true;
  },
};

export const domfstrim: Command = {
  name: "domfstrim",
  group: "domain",
  help: "Invoke fstrim on domain's mounted filesystems.",
  description: "Invoke fstrim on domain's mounted filesystems.",
  options: [
    domainOption(),
    number("minimum", "Just a hint to ignore contiguous free ranges smaller than this (Bytes)"),
    text("mountpoint", "which mount point to trim"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domfstrim", args);
    const minimum = args.ulonglong("minimum") ?? 0n;
    const mountPoint = args.string("mountpoint") ?? null;
    const trimming = shell.call.domainFstrim({ dom, mountPoint, minimum, flags: 0 });
    await attempt("Unable to invoke fstrim", trimming);
    return true;
  },
};

export const domfsinfo: Command = {
  name: "domfsinfo",
  group: "domain",
  help: "Get information of domain's mounted filesystems.",
  description: "Get information of domain's mounted filesystems.",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domfsinfo", args);
    const reading = shell.call.domainGetFsinfo({ dom, flags: 0 });
    const { info } = await attempt("Unable to get filesystem information", reading);
    if (info.length === 0) {
      shell.extra("No filesystems are mounted in the domain");
      return true;
    }
    const rows = info.map(({ mountpoint, name, fstype, devAliases }) => [
      mountpoint,
      name,
      fstype,
      devAliases.join(","),
    ]);
    shell.table(["Mountpoint", "Name", "Type", "Target"], rows);
    return true;
  },
};

const pad = (value: number) => String(value).padStart(2, "0");

function utcTime(seconds: bigint): string | undefined {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const day = `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
  return `${day} ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
}

/** VIR_DOMAIN_TIME_SYNC */
const timeSync = 1;

export const domtime: Command = {
  name: "domtime",
  group: "monitor",
  help: "domain time",
  description: "Gets or sets the domain's system time",
  options: [
    domainOption(),
    bool("now", "set to the time of the host running virsh"),
    bool("pretty", "print domain's time in human readable form"),
    bool("sync", "instead of setting given time, synchronize from domain's RTC"),
    number("time", "time to set"),
  ],
  async run(shell, args) {
    const options = ["time", "now", "pretty", "sync"];
    exclusive(args, ["time", "now"], ["time", "sync"], ["now", "sync"]);
    const given = args.longlong("time");
    const dom = await lookupDomain(shell, "domtime", args);
    if (!options.some((option) => option !== "pretty" && args.has(option))) {
      const { seconds } = await shell.call.domainGetTime({ dom, flags: 0 });
      if (!args.has("pretty")) shell.print(`Time: ${seconds}`);
      else {
        const text = utcTime(seconds);
        if (text === undefined) throw new Failure("Unable to get time");
        shell.print(`Time: ${text}`);
      }
      return true;
    }
    const seconds = given ?? (args.has("now") ? BigInt(Math.floor(Date.now() / 1000)) : 0n);
    await shell.call.domainSetTime({ dom, seconds, nseconds: 0, flags: args.has("sync") ? timeSync : 0 });
    return true;
  },
};

export const setUserPassword: Command = {
  name: "set-user-password",
  group: "domain",
  help: "set the user password inside the domain",
  description: "changes the password of the specified user inside the domain",
  options: [
    domainOption(),
    { name: "user", type: "data", help: "the username", required: true },
    { name: "password", type: "data", help: "the new password", required: true },
    bool("encrypted", "the password is already encrypted"),
  ],
  async run(shell, args) {
    const user = args.required("user");
    const password = args.required("password");
    const dom = await lookupDomain(shell, "set-user-password", args);
    const flags = args.has("encrypted") ? 1 : 0;
    await shell.call.domainSetUserPassword({ dom, user, password, flags });
    shell.extra(`Password set successfully for ${user} in ${dom.name}`);
    return true;
  },
};

const signals = [
  ...["nop", "hup", "int", "quit", "ill", "trap", "abrt", "bus", "fpe", "kill", "usr1", "segv", "usr2"],
  ...["pipe", "alrm", "term", "stkflt", "chld", "cont", "stop", "tstp", "ttin", "ttou", "urg", "xcpu"],
  ...["xfsz", "vtalrm", "prof", "winch", "poll", "pwr", "sys"],
  ...Array.from({ length: 33 }, (_, at) => `rt${at}`),
];

function signalNumber(name: string): number | undefined {
  const lower = name.toLowerCase();
  const plain = lower.startsWith("sig_") ? lower.slice(4) : lower.startsWith("sig") ? lower.slice(3) : lower;
  const number = parseDecimal(name);
  if (number !== undefined) return number >= 0 ? number : undefined;
  const known = signals.indexOf(plain);
  return known >= 0 ? known : undefined;
}

export const sendProcessSignal: Command = {
  name: "send-process-signal",
  group: "domain",
  help: "Send signals to processes",
  description: "Send signals to processes in the guest",
  options: [
    domainOption(),
    { name: "pid", type: "data", help: "the process ID", required: true },
    { name: "signame", type: "data", help: "the signal number or name", required: true },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "send-process-signal", args);
    const name = args.required("signame");
    const pidValue = args.longlong("pid")!;
    const signum = signalNumber(name);
    if (signum === undefined) throw new Failure(`malformed signal name: ${name}`);
    await shell.call.domainSendProcessSignal({ dom, pidValue, signum, flags: 0 });
    return true;
  },
};

const guestTypes = [
  ["user", 1],
  ["os", 2],
  ["timezone", 4],
  ["hostname", 8],
  ["filesystem", 16],
  ["disk", 32],
  ["interface", 64],
] as const;

export const guestinfo: Command = {
  name: "guestinfo",
  group: "domain",
  help: "query information about the guest (via agent)",
  description: "Use the guest agent to query various information from guest's point of view",
  options: [
    domainOption(),
    bool("user", "report active users"),
    bool("os", "report operating system information"),
    bool("timezone", "report timezone information"),
    bool("hostname", "report hostname"),
    bool("filesystem", "report filesystem information"),
    bool("disk", "report disk information"),
    bool("interface", "report interface information"),
  ],
  async run(shell, args) {
    const types = guestTypes.reduce((all, [name, flag]) => (args.has(name) ? all | flag : all), 0);
    const dom = await lookupDomain(shell, "guestinfo", args);
    const { params } = await shell.call.domainGetGuestInfo({ dom, types, flags: 0 });
    for (const one of params) shell.print(`${one.field.padEnd(20)}: ${parameterText(one)}\n`);
    return true;
  },
};

export const guestAgentTimeout: Command = {
  name: "guest-agent-timeout",
  group: "domain",
  help: "Set the guest agent timeout",
  description: "Set the number of seconds to wait for a response from the guest agent.",
  options: [domainOption(), { name: "timeout", type: "int", help: "timeout seconds.", nameRequired: true }],
  async run(shell, args) {
    const timeout = args.int("timeout") ?? -2;
    const dom = await lookupDomain(shell, "guest-agent-timeout", args);
    await shell.call.domainAgentSetResponseTimeout({ dom, timeout, flags: 0 });
    return true;
  },
};

const pmTargets: Readonly<Record<string, number>> = { mem: 0, disk: 1, hybrid: 2 };

export const dompmsuspend: Command = {
  name: "dompmsuspend",
  group: "domain",
  help: "suspend a domain gracefully using power management functions",
  description:
    "Suspends a running domain using guest OS's power management. (Note: This requires a guest agent configured and running in the guest OS).",
  options: [
    domainOption(),
    {
      name: "target",
      type: "data",
      help: "mem(Suspend-to-RAM), disk(Suspend-to-Disk), hybrid(Hybrid-Suspend)",
      required: true,
    },
    { name: "duration", type: "int", help: "duration in seconds", nameRequired: true },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "dompmsuspend", args);
    const duration = args.ulonglong("duration") ?? 0n;
    const target = pmTargets[args.required("target")];
    if (target === undefined) throw new Failure("Invalid target");
    await attempt(
      `Domain '${dom.name}' could not be suspended`,
      shell.call.domainPmSuspendForDuration({ dom, target, duration, flags: 0 }),
    );
    shell.extra(`Domain '${dom.name}' successfully suspended`);
    return true;
  },
};

export const dompmwakeup: Command = {
  name: "dompmwakeup",
  group: "domain",
  help: "wakeup a domain from pmsuspended state",
  description: "Wakeup a domain that was previously suspended by power management.",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "dompmwakeup", args);
    await attempt(`Domain '${dom.name}' could not be woken up`, shell.call.domainPmWakeup({ dom, flags: 0 }));
    shell.extra(`Domain '${dom.name}' successfully woken up`);
    return true;
  },
};
