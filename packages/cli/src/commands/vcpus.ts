// `setvcpus`, `vcpuinfo`, `vcpupin`, `emulatorpin` and their like: a domain's processors.

import { Failure } from "../failure.js";
import { exclusive, requires } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number, text } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { formatCpus, hostCpus, isSet, parseCpuList } from "./cpu-list.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { affect, impact, namesImpact } from "./impact.js";
import { parameterText, printParameter } from "./parameters.js";

/** virDomainVcpuFlags */
const vcpuFlag = { maximum: 4, guest: 8, hotpluggable: 16 } as const;

export const setvcpus: Command = {
  name: "setvcpus",
  group: "domain",
  help: "change number of virtual CPUs",
  description: "Change the number of virtual CPUs in the guest domain.",
  options: [
    domainOption(),
    { name: "count", type: "int", help: "number of virtual CPUs", required: true },
    bool("maximum", "set maximum limit on next boot"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
    bool("guest", "modify cpu state in the guest"),
    bool("hotpluggable", "make added vcpus hot(un)pluggable"),
  ],
  async run(shell, args) {
    exclusive(args, ["current", "live"], ["current", "config"], ["guest", "config"]);
    requires(args, "maximum", "config");
    let flags = impact(args);
    for (const [name, flag] of Object.entries(vcpuFlag)) if (args.has(name)) flags |= flag;
    const dom = await lookupDomain(shell, "setvcpus", args);
    const nvcpus = args.uint("count")!;
    if (nvcpus === 0) throw new Failure("Can't set 0 processors for a VM");
    if (!args.has("current") && flags === 0) await shell.call.domainSetVcpus({ dom, nvcpus });
    else await shell.call.domainSetVcpusFlags({ dom, nvcpus, flags });
    return true;
  },
};

export const setvcpu: Command = {
  name: "setvcpu",
  group: "domain",
  help: "attach/detach vcpu or groups of threads",
  description: "Add or remove vcpus",
  options: [
    domainOption(),
    { name: "vcpulist", type: "data", help: "ids of vcpus to manipulate", required: true },
    bool("enable", "enable cpus specified by cpumap"),
    bool("disable", "disable cpus specified by cpumap"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    exclusive(args, ["enable", "disable"]);
    const flags = impact(args);
    if (!args.has("enable") && !args.has("disable")) {
      throw new Failure("one of --enable, --disable is required");
    }
    const cpumap = args.required("vcpulist");
    const dom = await lookupDomain(shell, "setvcpu", args);
    await shell.call.domainSetVcpu({ dom, cpumap, state: args.has("enable") ? 1 : 0, flags });
    return true;
  },
};

export const guestvcpus: Command = {
  name: "guestvcpus",
  group: "domain",
  help: "query or modify state of vcpu in the guest (via agent)",
  description: "Use the guest agent to query or set cpu state from guest's point of view",
  options: [
    domainOption(),
    text("cpulist", "list of cpus to enable or disable"),
    bool("enable", "enable cpus specified by cpulist"),
    bool("disable", "disable cpus specified by cpulist"),
  ],
  async run(shell, args) {
    exclusive(args, ["enable", "disable"]);
    requires(args, "enable", "cpulist");
    requires(args, "disable", "cpulist");
    const cpumap = args.string("cpulist");
    if (cpumap !== undefined && !args.has("enable") && !args.has("disable")) {
      throw new Failure("One of options --enable or --disable is required by option --cpulist");
    }
    const dom = await lookupDomain(shell, "guestvcpus", args);
    if (cpumap !== undefined) {
      await shell.call.domainSetGuestVcpus({ dom, cpumap, state: args.has("enable") ? 1 : 0, flags: 0 });
      return true;
    }
    const { params } = await shell.call.domainGetGuestVcpus({ dom, flags: 0 });
    for (const one of params) printParameter(shell, one, parameterText(one));
    return true;
  },
};

/** By virVcpuState. */
const states = ["offline", "running", "blocked"];
/** virDomainState */
const shutoff = 5;

const line = (label: string, value: string) => `${label.padEnd(15)} ${value}\n`;

function affinity(map: Uint8Array, cpus: number, pretty: boolean): string {
  if (pretty) return `${formatCpus(map)} (out of ${cpus})`;
  return Array.from({ length: cpus }, (_, cpu) => (isSet(map, cpu) ? "y" : "-")).join("");
}

async function readVcpus(shell: Shell, dom: DomainRef, mapBytes: number) {
  const { state, nrVirtCpu } = await shell.call.domainGetInfo({ dom });
  const part = (maps: Uint8Array, at: number) => maps.subarray(at * mapBytes, (at + 1) * mapBytes);
  try {
    const { info, cpumaps } = await shell.call.domainGetVcpus({ dom, maxinfo: nrVirtCpu, maplen: mapBytes });
    return info.map((vcpu, at) => ({ vcpu, map: part(cpumaps, at) }));
  } catch (thrown) {
    if (state !== shutoff) throw thrown;
    // Where it may run is known also of a domain that does not.
    const { num, cpumaps } = await shell.call.domainGetVcpuPinInfo({
      dom,
      ncpumaps: nrVirtCpu,
      maplen: mapBytes,
      flags: affect.config,
    });
    return Array.from({ length: num }, (_, at) => ({ vcpu: undefined, map: part(cpumaps, at) }));
  }
}

export const vcpuinfo: Command = {
  name: "vcpuinfo",
  group: "domain",
  help: "detailed domain vcpu information",
  description: "Returns basic information about the domain virtual CPUs.",
  options: [domainOption(), bool("pretty", "return human readable output")],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "vcpuinfo", args);
    const cpus = await hostCpus(shell);
    const vcpus = await readVcpus(shell, dom, Math.ceil(cpus / 8));
    const texts = vcpus.map(({ vcpu, map }, at) => {
      const head =
        vcpu === undefined
          ? line("VCPU:", String(at)) + line("CPU:", "N/A") + line("State:", "N/A") + line("CPU time", "N/A")
          : line("VCPU:", String(vcpu.number)) +
            line("CPU:", String(vcpu.cpu)) +
            line("State:", states[vcpu.state] ?? "no state") +
            (vcpu.cpuTime === 0n ? "" : line("CPU time:", `${(Number(vcpu.cpuTime) / 1e9).toFixed(1)}s`));
      return head + line("CPU Affinity:", affinity(map, cpus, args.has("pretty")));
    });
    shell.print(texts.join("\n"));
    return true;
  },
};

async function vcpuLimit(shell: Shell, dom: DomainRef, flags: number): Promise<number> {
  if (flags & affect.live && !(await shell.call.domainIsActive({ dom })).active) {
    throw new Failure("cannot get vcpupin for offline domain");
  }
  if (flags & affect.config && !(await shell.call.domainIsPersistent({ dom })).persistent) {
    throw new Failure("cannot get vcpupin for transient domain");
  }
  return (await shell.call.domainGetVcpusFlags({ dom, flags: flags | vcpuFlag.maximum })).num;
}

async function showPins(shell: Shell, dom: DomainRef, vcpu: number | undefined, cpus: number, flags: number) {
  const count = await vcpuLimit(shell, dom, flags);
  if (vcpu !== undefined && vcpu >= count) {
    const current = (flags & affect.config) === 0 && (await shell.call.domainIsActive({ dom })).active !== 0;
    const kind = flags & affect.live || current ? "live" : "persistent";
    throw new Failure(`vcpu ${vcpu} is out of range of ${kind} cpu count ${count}`);
  }
  const maplen = Math.ceil(cpus / 8);
  const { num, cpumaps } = await shell.call.domainGetVcpuPinInfo({ dom, ncpumaps: count, maplen, flags });
  const rows = Array.from({ length: num }, (_, at) => [
    String(at),
    formatCpus(cpumaps.subarray(at * maplen, (at + 1) * maplen)),
  ]);
  const shown = rows.filter((_, at) => vcpu === undefined || at === vcpu);
  shell.table(["VCPU", "CPU Affinity"], shown);
}

export const vcpupin: Command = {
  name: "vcpupin",
  group: "domain",
  help: "control or query domain vcpu affinity",
  description: "Pin domain VCPUs to host physical CPUs.",
  options: [
    domainOption(),
    number("vcpu", "vcpu number"),
    {
      name: "cpulist",
      type: "string",
      help: "host cpu number(s) to set, or omit option to query",
      emptyOk: true,
    },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const list = args.string("cpulist");
    exclusive(args, ["current", "live"], ["current", "config"]);
    if (list === undefined) exclusive(args, ["live", "config"]);
    const flags = impact(args);
    const vcpu = args.uint("vcpu");
    if (list !== undefined && vcpu === undefined) {
      throw new Failure("vcpupin: Missing vCPU number in pin mode.");
    }
    const dom = await lookupDomain(shell, "vcpupin", args);
    const cpus = await hostCpus(shell);
    if (list === undefined) {
      await showPins(shell, dom, vcpu, cpus, flags);
      return true;
    }
    const cpumap = parseCpuList(list, cpus);
    if (namesImpact(args)) await shell.call.domainPinVcpuFlags({ dom, vcpu: vcpu!, cpumap, flags });
    else await shell.call.domainPinVcpu({ dom, vcpu: vcpu!, cpumap });
    return true;
  },
};

export const emulatorpin: Command = {
  name: "emulatorpin",
  group: "domain",
  help: "control or query domain emulator affinity",
  description: "Pin domain emulator threads to host physical CPUs.",
  options: [
    domainOption(),
    {
      name: "cpulist",
      type: "string",
      help: "host cpu number(s) to set, or omit option to query",
      emptyOk: true,
    },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const list = args.string("cpulist");
    const flags = impact(args);
    const dom = await lookupDomain(shell, "emulatorpin", args);
    const cpus = await hostCpus(shell);
    if (list === undefined) {
      const maplen = Math.ceil(cpus / 8);
      const { cpumaps } = await shell.call.domainGetEmulatorPinInfo({ dom, maplen, flags });
      shell.extra("emulator: CPU Affinity\n----------------------------------\n");
      shell.extra(`       *: ${formatCpus(cpumaps)}\n`);
      return true;
    }
    const cpumap = parseCpuList(list, cpus);
    await shell.call.domainPinEmulator({ dom, cpumap, flags: namesImpact(args) ? flags : affect.live });
    return true;
  },
};
