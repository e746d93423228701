// What each kind of domain event says, in virsh's words.

import type { domainEvents, EventValue } from "@virtgate/client";

type Events = { [Name in keyof typeof domainEvents]: EventValue<(typeof domainEvents)[Name]> };
/** What follows "event 'NAME' for domain 'DOMAIN'". */
type Describe<T> = (value: T) => string;

/** The name of a number; anything beyond the list is `unknown`. */
const nameOf = (names: readonly string[], number: number, unknown = "unknown") => names[number] ?? unknown;

const unsupported = "unsupported value";

const nullable = (text: string | null) => text ?? "<null>";

const lifecycle: readonly (readonly [event: string, ...details: readonly string[]])[] = [
  ["Defined", "Added", "Updated", "Renamed", "Snapshot"],
  ["Undefined", "Removed", "Renamed"],
  ["Started", "Booted", "Migrated", "Restored", "Snapshot", "Event wakeup"],
  [
    "Suspended",
    "Paused",
    "Migrated",
    "I/O Error",
    "Watchdog",
    "Restored",
    "Snapshot",
    "API error",
    "Post-copy",
    "Post-copy Error",
  ],
  ["Resumed", "Unpaused", "Migrated", "Snapshot", "Post-copy", "Post-copy Error"],
  ["Stopped", "Shutdown", "Destroyed", "Crashed", "Migrated", "Saved", "Failed", "Snapshot"],
  ["Shutdown", "Finished", "Finished after guest request", "Finished after host request"],
  ["PMSuspended", "Memory", "Disk"],
  ["Crashed", "Panicked", "Crashloaded"],
];

const watchdogActions = ["none", "pause", "reset", "poweroff", "shutdown", "debug", "inject-nmi"];
const ioErrorActions = ["none", "pause", "report"];
const graphicsPhases = ["connect", "initialize", "disconnect"];
const addressFamilies = ["IPv4", "IPv6", "unix"];
const blockJobs = [
  "Unknown job",
  "Block Pull",
  "Block Copy",
  "Block Commit",
  "Active Block Commit",
  "Backup",
];
const blockJobStatus = ["completed", "failed", "canceled", "ready"];
const diskChanges = ["changed", "dropped"];
const trayChanges = ["opened", "closed"];
const agentStates = ["unknown", "connected", "disconnected"];
const agentReasons = ["unknown", "domain started", "channel event"];
const metadataTypes = ["description", "title", "element"];
const failureRecipients = ["hypervisor", "guest"];
const failureActions = ["ignore", "inject", "fatal", "reset"];
/** virDomainMemoryFailureFlags. */
const failureFlag = { actionRequired: 1, recursive: 2 } as const;

interface Address {
  readonly family: number;
  readonly node: string;
  readonly service: string;
}

const address = ({ family, node, service }: Address) =>
  `[${nameOf(addressFamilies, family)} ${node} ${service}]`;

const parameters = (params: Events["tunable"]["params"]) =>
  `:${params.map(({ field, value }) => `\n\t${field}: ${value.value}`).join("")}`;

const blockJob = (disk: string, type: number, status: number) =>
  `: ${nameOf(blockJobs, type, "Unknown job")} for ${disk} ${nameOf(blockJobStatus, status)}`;

const nothing = () => "";
const device: Describe<{ devAlias: string }> = ({ devAlias }) => `: ${devAlias}`;

const describe: { [Name in keyof Events]: Describe<Events[Name]> } = {
  lifecycle: ({ event, detail }) => {
    const [name = "unknown", ...details] = lifecycle[event] ?? [];
    return `: ${name} ${nameOf(details, detail)}`;
  },
  reboot: nothing,
  "rtc-change": ({ offset }) => `: ${offset}`,
  watchdog: ({ action }) => `: ${nameOf(watchdogActions, action)}`,
  "io-error": ({ srcPath, devAlias, action }) =>
    `: ${srcPath} (${devAlias}) ${nameOf(ioErrorActions, action)}`,
  graphics: ({ phase, local, remote, authScheme, subject }) =>
    `: ${nameOf(graphicsPhases, phase)} local${address(local)} remote${address(remote)} ${authScheme}` +
    subject.map(({ type, name }) => `\n\t${type}=${name}`).join(""),
  "io-error-reason": ({ srcPath, devAlias, action, reason }) =>
    `: ${srcPath} (${devAlias}) ${nameOf(ioErrorActions, action)} due to ${reason}`,
  "control-error": nothing,
  "block-job": ({ path, type, status }) => blockJob(path, type, status),
  "disk-change": ({ devAlias, oldSrcPath, newSrcPath, reason }) =>
    ` disk ${devAlias}: ${nullable(oldSrcPath)} -> ${nullable(newSrcPath)}: ${nameOf(diskChanges, reason)}`,
  "tray-change": ({ devAlias, reason }) => ` disk ${devAlias}: ${nameOf(trayChanges, reason)}`,
  "pm-wakeup": nothing,
  "pm-suspend": nothing,
  "balloon-change": ({ actual }) => `: ${actual}KiB`,
  "pm-suspend-disk": nothing,
  "device-removed": device,
  "block-job-2": ({ dst, type, status }) => blockJob(dst, type, status),
  tunable: ({ params }) => parameters(params),
  "agent-lifecycle": ({ state, reason }) =>
    `: state: '${nameOf(agentStates, state, unsupported)}' reason: '${nameOf(agentReasons, reason, unsupported)}'`,
  "device-added": device,
  "migration-iteration": ({ iteration }) => `: iteration: '${iteration}'`,
  "job-completed": ({ params }) => parameters(params),
  "device-removal-failed": device,
  "metadata-change": ({ type, nsuri }) =>
    `: type ${nameOf(metadataTypes, type, unsupported)}, uri ${nullable(nsuri)}`,
  "block-threshold": ({ dev, path, threshold, excess }) =>
    `: dev: ${dev}(${nullable(path)}) ${threshold} ${excess}`,
  "memory-failure": ({ recipient, action, flags }) =>
    `:\nrecipient: ${nameOf(failureRecipients, recipient, unsupported)}` +
    `\naction: ${nameOf(failureActions, action, unsupported)}` +
    `\nflags:\n\taction required: ${flags & failureFlag.actionRequired ? 1 : 0}` +
    `\n\trecursive: ${flags & failureFlag.recursive ? 1 : 0}`,
  "memory-device-size-change": ({ alias, size }) => `:\nalias: ${alias}\nsize: ${size}`,
  "nic-mac-change": ({ alias, oldMac, newMac }) => `: ${alias} ${oldMac} -> ${newMac}`,
};

export type EventName = keyof Events;

/** The kinds of events, in the order of their numbers. The last one is newer than virsh 9.0.0. */
export const eventNames = Object.keys(describe).filter((name) => name !== "nic-mac-change") as EventName[];

/** `event 'lifecycle' for domain 'test': Suspended Paused`, with further lines for some kinds. */
export function eventText<Name extends EventName>(name: Name, value: Events[Name]): string {
  const { dom } = value as unknown as { dom: { name: string } };
  return `event '${name}' for domain '${dom.name}'${describe[name](value)}\n`;
}
