// `domblkstat` and its like: the disks of a domain in numbers.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, text } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { childOf, childrenOf, parseXml } from "../xml/index.js";
import { prettyCapacity } from "./capacity.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { parameterText, textsOkay } from "./parameters.js";

/** Parameter -> how virsh calls it, and what people read. In virsh's order. */
const names: readonly (readonly [field: string, short: string, human: string])[] = [
  ["rd_operations", "rd_req", "number of read operations:     "],
  ["rd_bytes", "rd_bytes", "number of bytes read:          "],
  ["wr_operations", "wr_req", "number of write operations:    "],
  ["wr_bytes", "wr_bytes", "number of bytes written:       "],
  ["errs", "errs", "error count:                   "],
  ["flush_operations", "flush_operations", "number of flush operations:    "],
  ["rd_total_times", "rd_total_times", "total duration of reads (ns):  "],
  ["wr_total_times", "wr_total_times", "total duration of writes (ns): "],
  ["flush_total_times", "flush_total_times", "total duration of flushes (ns):"],
];

function printStat(shell: Shell, device: string, field: string, value: string, human: boolean): void {
  const known = names.find(([name]) => name === field);
  if (human && known !== undefined) shell.print(` ${known[2]} ${value}\n`);
  else shell.print(`${device} ${known?.[1] ?? field} ${value}\n`);
}

async function basicStats(shell: Shell, dom: DomainRef, path: string, human: boolean): Promise<void> {
  const stats = await attempt(
    `Failed to get block stats ${dom.name} ${path}`,
    shell.call.domainBlockStats({ dom, path }),
  );
  const values = [stats.rdReq, stats.rdBytes, stats.wrReq, stats.wrBytes, stats.errs];
  if (human) shell.print(`Device: ${path}\n`);
  values.forEach((value, at) => {
    if (value >= 0n) printStat(shell, path, names[at]![0], String(value), human);
  });
}

export const domblkstat: Command = {
  name: "domblkstat",
  group: "monitor",
  help: "get device block stats for a domain",
  description:
    "Get device block stats for a running domain. See man page or use --human for explanation of fields",
  options: [
    domainOption(),
    { name: "device", type: "string", help: "block device", emptyOk: true },
    bool("human", "print a more human readable output"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domblkstat", args);
    const path = args.raw("device") ?? "";
    const human = args.has("human");
    const read = (nparams: number) =>
      shell.call.domainBlockStatsFlags({ dom, path, nparams, flags: textsOkay });
    let count: number;
    try {
      count = (await read(0)).nparams;
    } catch (thrown) {
      if (!(thrown instanceof LibvirtError) || thrown.code !== ErrorCode.noSupport) throw thrown;
      // Hosts of long ago count five things only.
      await basicStats(shell, dom, path, human);
      return true;
    }
    const { params } = await attempt(`Failed to get block stats ${dom.name} ${path}`, read(count));
    if (human) shell.print(`Device: ${path}\n`);
    const ordered = names.flatMap(([field]) => params.filter((one) => one.field === field));
    const others = params.filter((one) => !names.some(([field]) => field === one.field));
    for (const one of [...ordered, ...others]) printStat(shell, path, one.field, parameterText(one), human);
    return true;
  },
};

const sizeLines = (capacity: string, allocation: string, physical: string) =>
  `${"Capacity:".padEnd(15)} ${capacity}\n${"Allocation:".padEnd(15)} ${allocation}\n${"Physical:".padEnd(15)} ${physical}\n`;

/** What the definition says of each disk: its target, and whether something is in it. */
async function targets(shell: Shell, dom: DomainRef) {
  const { xml } = await shell.call.domainGetXmlDesc({ dom, flags: 0 });
  const devices = childOf(parseXml(xml), "devices");
  return (devices === undefined ? [] : childrenOf(devices, "disk")).map((disk) => {
    const source = childOf(disk, "source");
    return {
      target: childOf(disk, "target")?.attributes["dev"] ?? "",
      filled: source !== undefined,
    };
  });
}

export const domblkinfo: Command = {
  name: "domblkinfo",
  group: "monitor",
  help: "domain block device size information",
  description: "Get block device size info for a domain.",
  options: [
    domainOption(),
    text("device", "block device"),
    bool("human", "Human readable output"),
    bool("all", "display all block devices info"),
  ],
  async run(shell, args) {
    const all = args.has("all");
    exclusive(args, ["all", "device"]);
    const path = args.string("device");
    if (!all && path === undefined) throw new Failure("command 'domblkinfo' requires <device> option");
    const human = args.has("human");
    const dom = await lookupDomain(shell, "domblkinfo", args);
    const show = (bytes: bigint) => (human ? prettyCapacity(bytes) : String(bytes));
    const read = (device: string) => shell.call.domainGetBlockInfo({ dom, path: device, flags: 0 });
    if (!all) {
      const { capacity, allocation, physical } = await read(path!);
      shell.print(sizeLines(show(capacity), show(allocation), show(physical)));
      return true;
    }
    const rows: string[][] = [];
    for (const { target, filled } of await targets(shell, dom)) {
      if (!filled) {
        rows.push([target, "-", "-", "-"]);
        continue;
      }
      const { capacity, allocation, physical } = await read(target);
      rows.push([target, show(capacity), show(allocation), show(physical)]);
    }
    shell.table(["Target", "Capacity", "Allocation", "Physical"], rows);
    return true;
  },
};

/** By virDomainDiskErrorCode. */
const errors = ["no error", "unspecified error", "no space"];

export const domblkerror: Command = {
  name: "domblkerror",
  group: "monitor",
  help: "Show errors on block devices",
  description: "Show block device errors",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domblkerror", args);
    const { nerrors } = await shell.call.domainGetDiskErrors({ dom, maxerrors: 0, flags: 0 });
    const found =
      nerrors === 0
        ? []
        : (await shell.call.domainGetDiskErrors({ dom, maxerrors: nerrors, flags: 0 })).errors;
    if (found.length === 0) shell.print("No errors found\n");
    for (const { disk, error } of found) shell.print(`${disk}: ${errors[error] ?? "unknown error"}\n`);
    return true;
  },
};
