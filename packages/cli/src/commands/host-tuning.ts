// `freepages`, `allocpages`, `node-memory-tune`, `nodesuspend`, `nodesevinfo`: what is asked of the host's memory.

import { attempt, Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, number } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { childAt, childrenOf, parseXml, type XmlElement } from "../xml/index.js";
import { parameterText, textsOkay, uintParam } from "./parameters.js";

async function cells(shell: Shell): Promise<XmlElement[]> {
  const { capabilities } = await attempt(
    "unable to get node capabilities",
    shell.call.connectGetCapabilities(),
  );
  const found = childAt(parseXml(capabilities), "host", "topology", "cells");
  return found === undefined ? [] : childrenOf(found, "cell");
}

const pageSizes = (cell: XmlElement) =>
  childrenOf(cell, "pages").map(({ attributes }) => Number(attributes["size"]));

/** KiB; a bare number is one, too. */
function pageSize(args: Arguments): number | undefined {
  const bytes = args.scaled("pagesize", 1024n);
  if (bytes === undefined) return undefined;
  const kib = (bytes + 1023n) / 1024n;
  if (kib > 0xffff_ffffn) throw new Failure(`page size too large: ${kib}`);
  return Number(kib);
}

async function printPages(shell: Shell, cell: number, sizes: readonly number[]): Promise<void> {
  const reading = shell.call.nodeGetFreePages({ pages: [...sizes], startCell: cell, cellCount: 1, flags: 0 });
  const { counts } = await reading;
  shell.print(`Node ${cell}:\n`);
  sizes.forEach((size, at) => {
    shell.print(`${size}KiB: ${counts[at] ?? 0n}\n`);
  });
  shell.print("\n");
}

export const freepages: Command = {
  name: "freepages",
  group: "host",
  help: "NUMA free pages",
  description: "display available free pages for the NUMA cell.",
  options: [
    number("cellno", "NUMA cell number"),
    number("pagesize", "page size (in kibibytes)"),
    bool("all", "show free pages for all NUMA cells"),
  ],
  async run(shell, args) {
    exclusive(args, ["all", "cellno"]);
    const size = pageSize(args);
    if (!args.has("all")) {
      const cell = args.int("cellno");
      if (cell === undefined) throw new Failure("missing cellno argument");
      if (cell < -1) throw new Failure("cell number must be non-negative integer or -1");
      if (size === undefined) throw new Failure("missing pagesize argument");
      const { counts } = await shell.call.nodeGetFreePages({
        pages: [size],
        startCell: cell,
        cellCount: 1,
        flags: 0,
      });
      shell.print(`${size}KiB: ${counts[0] ?? 0n}\n`);
      return true;
    }
    const all = await cells(shell);
    if (all.length === 0) throw new Failure("no NUMA nodes present");
    for (const cell of all) {
      await printPages(shell, Number(cell.attributes["id"]), size === undefined ? pageSizes(cell) : [size]);
    }
    return true;
  },
};

export const allocpages: Command = {
  name: "allocpages",
  group: "host",
  help: "Manipulate pages pool size",
  description: "Allocate or free some pages in the pool for NUMA cell.",
  options: [
    { name: "pagesize", type: "int", help: "page size (in kibibytes)", required: true },
    { name: "pagecount", type: "int", help: "page count", required: true },
    number("cellno", "NUMA cell number"),
    bool("add", "instead of setting new pool size add pages to it"),
    bool("all", "set on all NUMA cells"),
  ],
  async run(shell, args) {
    exclusive(args, ["all", "cellno"]);
    const cell = args.int("cellno");
    const size = pageSize(args)!;
    const count = args.ulonglong("pagecount")!;
    const startCell = cell ?? -1;
    const cellCount = args.has("all") ? (await cells(shell)).length : 1;
    const request = {
      pageSizes: [size],
      pageCounts: [count],
      startCell: args.has("all") ? 0 : startCell,
      cellCount,
      flags: args.has("add") ? 0 : 1,
    };
    await shell.call.nodeAllocPages(request);
    return true;
  },
};

const shared = ["pages_to_scan", "sleep_millisecs", "merge_across_nodes"] as const;

export const nodeMemoryTune: Command = {
  name: "node-memory-tune",
  group: "host",
  help: "Get or set node memory parameters",
  description:
    "Get or set node memory parameters\n    To get the memory parameters, use following command: \n\n    virsh # node-memory-tune",
  options: [
    number("shm-pages-to-scan", "number of pages to scan before the shared memory service goes to sleep"),
    number(
      "shm-sleep-millisecs",
      "number of millisecs the shared memory service should sleep before next scan",
    ),
    number("shm-merge-across-nodes", "Specifies if pages from different numa nodes can be merged"),
  ],
  async run(shell, args) {
    const params = shared.flatMap((name) => {
      const value = args.uint(`shm-${name.replaceAll("_", "-")}`);
      return value === undefined ? [] : [uintParam(`shm_${name}`, value)];
    });
    if (params.length > 0) {
      const setting = shell.call.nodeSetMemoryParameters({ params, flags: 0 });
      await attempt("Unable to change memory parameters", setting);
      return true;
    }
    const read = (nparams: number) => shell.call.nodeGetMemoryParameters({ nparams, flags: textsOkay });
    const { nparams } = await attempt("Unable to get number of memory parameters", read(0));
    if (nparams === 0) return true;
    const { params: all } = await attempt("Unable to get memory parameters", read(nparams));
    shell.print("Shared memory:\n");
    for (const one of all) {
      shell.print(`\t${one.field.padEnd(15)} ${parameterText(one)}\n`);
    }
    return true;
  },
};

export const nodesevinfo: Command = {
  name: "nodesevinfo",
  group: "host",
  help: "node SEV information",
  description: "Returns basic SEV information about the node.",
  options: [],
  async run(shell) {
    const read = (nparams: number) => shell.call.nodeGetSevInfo({ nparams, flags: textsOkay });
    const { nparams } = await attempt("Unable to get host SEV information", read(0));
    const { params } = await attempt("Unable to get host SEV information", read(nparams));
    for (const one of params) shell.print(`${one.field.padEnd(18)}: ${parameterText(one)}\n`);
    return true;
  },
};

const targets: Readonly<Record<string, number>> = { mem: 0, disk: 1, hybrid: 2 };

export const nodesuspend: Command = {
  name: "nodesuspend",
  group: "host",
  help: "suspend the host node for a given time duration",
  description: "Suspend the host node for a given time duration and attempt to resume thereafter.",
  options: [
    {
      name: "target",
      type: "data",
      help: "mem(Suspend-to-RAM), disk(Suspend-to-Disk), hybrid(Hybrid-Suspend)",
      required: true,
    },
    { name: "duration", type: "int", help: "Suspend duration in seconds, at least 60", required: true },
  ],
  async run(shell, args) {
    const name = args.required("target");
    const duration = args.longlong("duration")!;
    const target = targets[name];
    if (target === undefined) throw new Failure("Invalid target");
    if (duration < 0n) throw new Failure("Invalid duration");
    await attempt(
      "The host was not suspended",
      shell.call.nodeSuspendForDuration({ target, duration: BigInt.asUintN(64, duration), flags: 0 }),
    );
    return true;
  },
};
