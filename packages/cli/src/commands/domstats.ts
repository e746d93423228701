// `domstats`, `cpu-stats`: statistics of domains.

import type { TypedParam } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { parameterText } from "./parameters.js";

/** virDomainStatsTypes */
const groups = {
  state: 1,
  "cpu-total": 2,
  balloon: 4,
  vcpu: 8,
  interface: 16,
  block: 32,
  perf: 64,
  iothread: 128,
  memory: 256,
  dirtyrate: 512,
  vm: 1024,
} as const;

/** Filters of virConnectListAllDomains, and how the statistics are to be made. */
const flagOf = {
  "list-active": 1,
  "list-inactive": 2,
  "list-persistent": 4,
  "list-transient": 8,
  "list-running": 16,
  "list-paused": 32,
  "list-shutoff": 64,
  "list-other": 128,
  nowait: 1 << 29,
  backing: 1 << 30,
  enforce: 0x8000_0000,
} as const;

const sum = (args: Arguments, of: Readonly<Record<string, number>>) =>
  Object.entries(of).reduce((all, [name, flag]) => (args.has(name) ? (all | flag) >>> 0 : all), 0);

function printRecord(shell: Shell, dom: DomainRef, params: readonly TypedParam[]): void {
  shell.print(`Domain: '${dom.name}'\n`);
  for (const one of params) {
    shell.print(`  ${one.field}=${parameterText(one)}\n`);
  }
}

export const domstats: Command = {
  name: "domstats",
  group: "monitor",
  help: "get statistics about one or multiple domains",
  description: "Gets statistics about one or more (or all) domains",
  options: [
    bool("state", "report domain state"),
    bool("cpu-total", "report domain physical cpu usage"),
    bool("balloon", "report domain balloon statistics"),
    bool("vcpu", "report domain virtual cpu information"),
    bool("interface", "report domain network interface information"),
    bool("block", "report domain block device statistics"),
    bool("perf", "report domain perf event statistics"),
    bool("iothread", "report domain IOThread information"),
    bool("memory", "report domain memory usage"),
    bool("dirtyrate", "report domain dirty rate information"),
    bool("vm", "report hypervisor-specific statistics"),
    bool("list-active", "list only active domains"),
    bool("list-inactive", "list only inactive domains"),
    bool("list-persistent", "list only persistent domains"),
    bool("list-transient", "list only transient domains"),
    bool("list-running", "list only running domains"),
    bool("list-paused", "list only paused domains"),
    bool("list-shutoff", "list only shutoff domains"),
    bool("list-other", "list only domains in other states"),
    bool("raw", "do not pretty-print the fields"),
    bool("enforce", "enforce requested stats parameters"),
    bool("backing", "add backing chain information to block stats"),
    bool("nowait", "report only stats that are accessible instantly"),
    { name: "domain", type: "argv", help: "list of domains to get stats for" },
  ],
  async run(shell, args) {
    const stats = sum(args, groups);
    const flags = sum(args, flagOf);
    const doms: DomainRef[] = [];
    for (const name of args.all("domain")) {
      doms.push(await lookupDomain(shell, "domstats", name));
    }
    const { retStats } = await shell.call.connectGetAllDomainStats({ doms, stats, flags });
    retStats.forEach(({ dom, params }, at) => {
      if (at > 0) shell.print("\n");
      printRecord(shell, dom, params);
    });
    return true;
  },
};

const totalTimes = ["cpu_time", "user_time", "system_time"];
/** libvirt's library asks for no more at once. */
const cpusAtOnce = 128;

const seconds = (ns: bigint) => `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, "0")}`;

const timeLine = ({ field, value }: TypedParam) =>
  `\t${field.padEnd(12)} ${seconds(BigInt(value.value)).padStart(19)} seconds\n`;

async function perCpu(
  shell: Shell,
  dom: DomainRef,
  first: number,
  wanted: number | undefined,
): Promise<boolean> {
  const ask = (nparams: number, startCpu: number, ncpus: number) => {
    const asking = shell.call.domainGetCpuStats({ dom, nparams, startCpu, ncpus, flags: 0 });
    return attempt(`Failed to retrieve CPU statistics for domain '${dom.name}'`, asking);
  };
  const cpus = (await ask(0, 0, 0)).nparams;
  if (first >= cpus) throw new Failure(`Start CPU ${first} is out of range (min: 0, max: ${cpus - 1})`);
  if (wanted === 0) return true;
  if (wanted !== undefined && wanted > cpus - first) shell.print(`Only ${cpus} CPUs available to show\n`);
  const shown = Math.min(wanted ?? cpus, cpus - first);
  const { nparams } = await ask(0, 0, 1);
  if (nparams === 0) {
    shell.print("No per-CPU stats available");
    return true;
  }
  for (let cpu = first; cpu < first + shown; cpu += cpusAtOnce) {
    const count = Math.min(cpusAtOnce, first + shown - cpu);
    const { params, nparams: each } = await ask(nparams, cpu, count);
    for (let at = 0; at < count; at++) {
      shell.print(`CPU${cpu + at}:\n`);
      for (const one of params.slice(at * each, (at + 1) * each)) shell.print(timeLine(one));
    }
  }
  return true;
}

export const cpuStats: Command = {
  name: "cpu-stats",
  group: "domain",
  help: "show domain cpu statistics",
  description: "Display per-CPU and total statistics about the domain's CPUs",
  options: [
    domainOption(),
    bool("total", "Show total statistics only"),
    number("start", "Show statistics from this CPU"),
    number("count", "Number of shown CPUs at most"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "cpu-stats", args);
    const start = args.int("start");
    if (start !== undefined && start < 0) throw new Failure("Invalid value for start CPU");
    const count = args.int("count");
    if (count !== undefined && count < 0) throw new Failure("Invalid value for number of CPUs to show");
    const someCpus = start !== undefined || count !== undefined;
    const total = args.has("total") || !someCpus;
    if (!args.has("total") || someCpus) {
      await perCpu(shell, dom, start ?? 0, count);
    }
    if (!total) return true;
    const ask = (nparams: number) =>
      shell.call.domainGetCpuStats({ dom, nparams, startCpu: -1, ncpus: 1, flags: 0 });
    const words = `Failed to retrieve CPU statistics for domain '${dom.name}'`;
    const { nparams } = await attempt(words, ask(0));
    if (nparams === 0) {
      shell.print("No total stats available");
      return true;
    }
    const { params } = await attempt(words, ask(nparams));
    shell.print("Total:\n");
    for (const one of params) {
      if (totalTimes.includes(one.field)) shell.print(timeLine(one));
      else shell.print(`\t${one.field.padEnd(12)} ${parameterText(one)}\n`);
    }
    return true;
  },
};
