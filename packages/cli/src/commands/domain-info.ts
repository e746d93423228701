// `dominfo`, `domstate`, `domcontrol`: what a domain is and does.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { bool, type Command, domainOption, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { type DomainRef, formatUuid, lookupDomain, noId } from "./domain.js";
import { reasonName, stateName } from "./domain-state.js";
import { printJson, wantsJson } from "./output.js";

/** libvirt's "no limit". */
const noMemoryLimitKiB = 0xffff_ffffn;

interface Security {
  readonly model: string;
  readonly doi: string;
  readonly label: string | null;
  readonly enforcing: boolean;
}

/** A part of the answer that a host may not be able to give. */
async function orUnknown<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch {
    return undefined;
  }
}

/** C strings arrive as arrays of bytes, with the terminating zero. */
const textOfBytes = (bytes: readonly number[]) => {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.slice(0, end)).toString();
};

async function readSecurity(shell: Shell, dom: DomainRef): Promise<Security | undefined> {
  const { model, doi } = await shell.call.nodeGetSecurityModel().catch((thrown: unknown) => {
    if (thrown instanceof LibvirtError && thrown.code === ErrorCode.noSupport) return { model: [], doi: [] };
    throw thrown;
  });
  if (textOfBytes(model) === "") return undefined;
  const { label, enforcing } = await shell.call.domainGetSecurityLabel({ dom });
  return {
    model: textOfBytes(model),
    doi: textOfBytes(doi),
    label: textOfBytes(label) || null,
    enforcing: enforcing !== 0,
  };
}

/** Everything is asked for at once; the answers are shown in order. */
async function readInfo(shell: Shell, dom: DomainRef) {
  const [osType, info, persistent, autostart, managedSave, security, messages] = await Promise.all([
    orUnknown(shell.call.domainGetOsType({ dom })),
    shell.call.domainGetInfo({ dom }),
    orUnknown(shell.call.domainIsPersistent({ dom })),
    orUnknown(shell.call.domainGetAutostart({ dom })),
    orUnknown(shell.call.domainHasManagedSaveImage({ dom, flags: 0 })),
    readSecurity(shell, dom),
    orUnknown(shell.call.domainGetMessages({ dom, flags: 0 })),
  ]);
  return {
    osType: osType?.type,
    ...info,
    persistent: persistent?.persistent,
    autostart: autostart?.autostart,
    managedSave: managedSave?.result,
    security,
    messages: messages?.msgs ?? [],
  };
}

type Info = Awaited<ReturnType<typeof readInfo>>;

const yesNo = (value: number | undefined) => (value === undefined ? "unknown" : value ? "yes" : "no");
const memory = (kib: bigint) => (kib === noMemoryLimitKiB ? "no limit" : `${kib} KiB`);

/** One decimal as C rounds it: a half goes to the even digit. */
function oneDecimal(value: number): string {
  const tenths = Math.floor(value * 10);
  const isHalf = value * 10 - tenths === 0.5 && Number.isInteger(value * 4);
  return isHalf && tenths % 2 === 0 ? (tenths / 10).toFixed(1) : value.toFixed(1);
}

const seconds = (nanoseconds: bigint) => oneDecimal(Number(nanoseconds) / 1e9);

export function infoLines(dom: DomainRef, info: Info): [label: string, value: string][] {
  const lines: [string, string][] = [
    ["Id:", dom.id === noId ? "-" : String(dom.id)],
    ["Name:", dom.name],
    ["UUID:", formatUuid(dom.uuid)],
  ];
  if (info.osType !== undefined) lines.push(["OS Type:", info.osType]);
  lines.push(["State:", stateName(info.state)], ["CPU(s):", String(info.nrVirtCpu)]);
  if (info.cpuTime !== 0n) lines.push(["CPU time:", `${seconds(info.cpuTime)}s`]);
  lines.push(["Max memory:", memory(info.maxMem)], ["Used memory:", `${info.memory} KiB`]);
  lines.push(["Persistent:", yesNo(info.persistent)]);
  if (info.autostart !== undefined) lines.push(["Autostart:", info.autostart ? "enable" : "disable"]);
  lines.push(["Managed save:", yesNo(info.managedSave)]);
  const { security } = info;
  if (security !== undefined) {
    lines.push(["Security model:", security.model], ["Security DOI:", security.doi]);
    const mode = security.enforcing ? "enforcing" : "permissive";
    if (security.label !== null) lines.push(["Security label:", `${security.label} (${mode})`]);
  }
  info.messages.forEach((message, at) => {
    lines.push([at === 0 ? "Messages:" : "", message]);
  });
  return lines;
}

function showInfo(shell: Shell, dom: DomainRef, info: Info): void {
  for (const [label, value] of infoLines(dom, info)) {
    if (label === "Persistent:") shell.traceDetail(`Domain persistent flag value: ${info.persistent ?? -1}`);
    shell.print(`${label.padEnd(15)} ${value}\n`);
  }
}

function infoJson(dom: DomainRef, info: Info) {
  const known = (value: number | undefined) => (value === undefined ? null : value !== 0);
  return {
    id: dom.id === noId ? null : dom.id,
    name: dom.name,
    uuid: formatUuid(dom.uuid),
    osType: info.osType ?? null,
    state: stateName(info.state),
    cpus: info.nrVirtCpu,
    cpuTimeNs: info.cpuTime,
    maxMemoryKiB: info.maxMem,
    usedMemoryKiB: info.memory,
    persistent: known(info.persistent),
    autostart: known(info.autostart),
    managedSave: known(info.managedSave),
    security: info.security ?? null,
    messages: info.messages,
  };
}

export const dominfo: Command = {
  name: "dominfo",
  group: "monitor",
  help: "domain information",
  description: "Returns basic information about the domain.",
  options: [domainOption(), outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const dom = await lookupDomain(shell, "dominfo", args);
    const info = await readInfo(shell, dom);
    if (json) printJson(shell, infoJson(dom, info));
    else showInfo(shell, dom, info);
    return true;
  },
};

export const domstate: Command = {
  name: "domstate",
  group: "monitor",
  help: "domain state",
  description: "Returns state about a domain.",
  options: [domainOption(), bool("reason", "also print reason for the state")],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domstate", args);
    const { state, reason } = await shell.call.domainGetState({ dom, flags: 0 });
    shell.print(
      args.has("reason") ? `${stateName(state)} (${reasonName(state, reason)})\n` : `${stateName(state)}\n`,
    );
    return true;
  },
};

/** By virDomainControlState, and by virDomainControlErrorReason. */
const controlStates = ["ok", "background job", "occupied", "error"];
const controlErrors = ["", "unknown", "monitor failure", "internal (locking) error"];
const controlState = { ok: 0, error: 3 } as const;

export const domcontrol: Command = {
  name: "domcontrol",
  group: "monitor",
  help: "domain control interface state",
  description: "Returns state of a control interface to the domain.",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domcontrol", args);
    const { state, details, stateTime } = await shell.call.domainGetControlInfo({ dom, flags: 0 });
    const name = controlStates[state] ?? "unknown";
    if (state === controlState.ok) shell.print(`${name}\n`);
    else if (state !== controlState.error)
      shell.print(`${name} (${(Number(stateTime) / 1000).toFixed(3)}s)\n`);
    else if (details === 0) shell.print(`${name}\n`);
    else shell.print(`${name}: ${controlErrors[details] ?? "unknown"}\n`);
    return true;
  },
};
