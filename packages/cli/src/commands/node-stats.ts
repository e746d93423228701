// Commands about the host's processors and memory.

import { attempt, Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { childAt, childrenOf, parseXml } from "../xml/index.js";
import { printJson, wantsJson } from "./output.js";

/** Stands for all processors, or all NUMA cells. */
const all = -1;

async function freeMemory(shell: Shell, startCell: number): Promise<bigint> {
  // libvirt's library refuses this before it asks the host.
  if (startCell < 0) throw new Failure("startCell in virNodeGetCellsFreeMemory must be zero or greater");
  const { cells } = await shell.call.nodeGetCellsFreeMemory({ startCell, maxcells: 1 });
  return (cells[0] ?? 0n) / 1024n;
}

async function cellNumbers(shell: Shell): Promise<number[]> {
  const { capabilities } = await attempt(
    "unable to get node capabilities",
    shell.call.connectGetCapabilities(),
  );
  const cells = childAt(parseXml(capabilities), "host", "topology", "cells");
  const found = cells === undefined ? [] : childrenOf(cells, "cell");
  if (found.length === 0) throw new Failure("could not get information about NUMA topology");
  return found.map(({ attributes }) => Number(attributes["id"]));
}

async function freeOfAllCells(shell: Shell, json: boolean): Promise<void> {
  const cells: { cell: number; freeKiB: bigint }[] = [];
  for (const cell of await cellNumbers(shell)) {
    const freeKiB = await attempt(
      `failed to get free memory for NUMA node number: ${cell}`,
      freeMemory(shell, cell),
    );
    cells.push({ cell, freeKiB });
  }
  if (json) return printJson(shell, cells);
  for (const { cell, freeKiB } of cells) {
    shell.print(`${String(cell).padStart(5)}: ${String(freeKiB).padStart(10)} KiB\n`);
  }
  const total = cells.reduce((sum, { freeKiB }) => sum + freeKiB, 0n);
  shell.extra("--------------------\n");
  shell.extra(`Total: ${String(total).padStart(10)} KiB\n`);
}

export const freecell: Command = {
  name: "freecell",
  group: "host",
  help: "NUMA free memory",
  description: "display available free memory for the NUMA cell.",
  options: [
    { name: "cellno", type: "int", help: "NUMA cell number" },
    bool("all", "show free memory for all NUMA cells"),
    outputOption,
  ],
  async run(shell, args) {
    exclusive(args, ["all", "cellno"]);
    const json = wantsJson(args);
    const cell = args.int("cellno");
    if (args.has("all")) {
      await freeOfAllCells(shell, json);
    } else if (cell === undefined) {
      const { freeMem } = await shell.call.nodeGetFreeMemory();
      if (json) printJson(shell, { freeKiB: freeMem / 1024n });
      else shell.print(`Total: ${freeMem / 1024n} KiB\n`);
    } else {
      const freeKiB = await freeMemory(shell, cell);
      if (json) printJson(shell, [{ cell, freeKiB }]);
      else shell.print(`${cell}: ${freeKiB} KiB\n`);
    }
    return true;
  },
};

/** `[0, 2, 3, 4]` as `0,2-4`. */
export function formatRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(",");
}

export const nodecpumap: Command = {
  name: "nodecpumap",
  group: "host",
  help: "node cpu map",
  description:
    "Displays the node's total number of CPUs, the number of online CPUs and the list of online CPUs.",
  options: [bool("pretty", "return human readable output"), outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const map = await attempt(
      "Unable to get cpu map",
      shell.call.nodeGetCpuMap({ needMap: 1, needOnline: 1, flags: 0 }),
    );
    const present = map.ret;
    const isOnline = (cpu: number) => ((map.cpumap[cpu >> 3] ?? 0) & (1 << (cpu & 7))) !== 0;
    const cpus = Array.from({ length: present }, (_, cpu) => cpu);
    const online = cpus.filter(isOnline);
    if (json) {
      printJson(shell, { present, online: map.online, onlineCpus: online });
      return true;
    }
    const shown = args.has("pretty")
      ? formatRanges(online)
      : cpus.map((cpu) => (isOnline(cpu) ? "y" : "-")).join("");
    shell.print(`${"CPUs present:".padEnd(15)} ${present}\n`);
    shell.print(`${"CPUs online:".padEnd(15)} ${map.online}\n`);
    shell.print(`${"CPU map:".padEnd(15)} ${shown}\n`);
    return true;
  },
};

/** libvirt's names of the counters and ours, in the order in which they are shown. */
const cpuCounters = [
  ["user", "user"],
  ["kernel", "system"],
  ["idle", "idle"],
  ["iowait", "iowait"],
  ["intr", "intr"],
  ["utilization", "usage"],
] as const;

type CpuStats = ReadonlyMap<string, bigint>;

async function cpuStats(shell: Shell, cpuNum: number, nparams: number): Promise<CpuStats> {
  const { params } = await attempt(
    "Unable to get node cpu stats",
    shell.call.nodeGetCpuStats({ cpuNum, nparams, flags: 0 }),
  );
  return new Map(params.map(({ field, value }) => [field, value]));
}

const percentLine = (label: string, value: string) => `${`${label}:`.padEnd(15)} ${value.padStart(5)}%\n`;

/** C shows 0/0 like this, for a host whose counters stand still. */
const oneDecimal = (value: number) => (Number.isNaN(value) ? "-nan" : value.toFixed(1));

/** What happened between two looks at the counters, in percent. */
export function percentLines(before: CpuStats, after: CpuStats): string {
  const usage = before.get("utilization");
  if (usage !== undefined) {
    return percentLine("usage", String(usage)) + percentLine("idle", String(100n - usage));
  }
  const known = cpuCounters.filter(([field]) => before.has(field));
  const passed = new Map(
    known.map(([field, name]) => [name, Number((after.get(field) ?? 0n) - before.get(field)!)]),
  );
  const total = [...passed.values()].reduce((sum, value) => sum + value, 0);
  const line = (label: string, value: number) => percentLine(label, oneDecimal((value / total) * 100));
  const busy = (passed.get("user") ?? 0) + (passed.get("system") ?? 0);
  return line("usage", busy) + known.map(([, name]) => line(name, passed.get(name)!)).join("");
}

async function runCpuStats(shell: Shell, args: Arguments): Promise<boolean> {
  const json = wantsJson(args);
  const cpuNum = args.int("cpu") ?? all;
  const counting = "Unable to get number of cpu stats";
  if (cpuNum < all) {
    throw new Failure(
      counting,
      new Failure("cpuNum in virNodeGetCPUStats only accepts -1 as a negative value"),
    );
  }
  const { nparams } = await attempt(counting, shell.call.nodeGetCpuStats({ cpuNum, nparams: 0, flags: 0 }));
  if (nparams === 0) {
    shell.print("No stats available\n");
    return true;
  }
  const stats = await cpuStats(shell, cpuNum, nparams);
  if (args.has("percent")) {
    if (json) throw new Failure("Options --percent and --output json are mutually exclusive");
    shell.terminal.flush();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    shell.print(percentLines(stats, await cpuStats(shell, cpuNum, nparams)));
    return true;
  }
  const known = cpuCounters.filter(([field]) => stats.has(field));
  if (json) {
    printJson(shell, Object.fromEntries(known.map(([field, name]) => [name, stats.get(field)])));
    return true;
  }
  for (const [field, name] of known) {
    shell.print(`${`${name}:`.padEnd(15)} ${String(stats.get(field)).padStart(20)}\n`);
  }
  return true;
}

export const nodecpustats: Command = {
  name: "nodecpustats",
  group: "host",
  help: "Prints cpu stats of the node.",
  description: "Returns cpu stats of the node, in nanoseconds.",
  options: [
    { name: "cpu", type: "int", help: "prints specified cpu statistics only." },
    bool("percent", "prints by percentage during 1 second."),
    outputOption,
  ],
  run: runCpuStats,
};

export const nodememstats: Command = {
  name: "nodememstats",
  group: "host",
  help: "Prints memory stats of the node.",
  description: "Returns memory stats of the node, in kilobytes.",
  options: [{ name: "cell", type: "int", help: "prints specified cell statistics only." }, outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const cellNum = args.int("cell") ?? all;
    const counting = "Unable to get number of memory stats";
    if (cellNum < all) {
      throw new Failure(
        counting,
        new Failure("cellNum in virNodeGetMemoryStats only accepts -1 as a negative value"),
      );
    }
    const { nparams } = await attempt(
      counting,
      shell.call.nodeGetMemoryStats({ nparams: 0, cellNum, flags: 0 }),
    );
    if (nparams === 0) return true;
    const { params } = await attempt(
      "Unable to get memory stats",
      shell.call.nodeGetMemoryStats({ nparams, cellNum, flags: 0 }),
    );
    if (json) printJson(shell, Object.fromEntries(params.map(({ field, value }) => [field, value])));
    else {
      for (const { field, value } of params) {
        shell.print(`${field.padEnd(7)}: ${String(value).padStart(20)} KiB\n`);
      }
    }
    return true;
  },
};
