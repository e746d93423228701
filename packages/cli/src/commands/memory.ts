// `setmem`, `setmaxmem`, `dommemstat`: a domain's memory.

import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import { lookupDomain } from "./domain.js";
import { impact, namesImpact } from "./impact.js";

/** VIR_DOMAIN_MEM_MAXIMUM */
const maximum = 4;

/** KiB, rounded up. */
const sizeKiB = (args: Arguments) => (args.scaled("size", 1024n)! + 1023n) / 1024n;

export const setmem: Command = {
  name: "setmem",
  group: "domain",
  help: "change memory allocation",
  description: "Change the current memory allocation in the guest domain.",
  options: [
    domainOption(),
    { name: "size", type: "int", help: "new memory size, as scaled integer (default KiB)", required: true },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "setmem", args);
    const memory = sizeKiB(args);
    await shell.call.domainSetMemoryFlags({ dom, memory, flags });
    return true;
  },
};

export const setmaxmem: Command = {
  name: "setmaxmem",
  group: "domain",
  help: "change maximum memory limit",
  description: "Change the maximum memory allocation limit in the guest domain.",
  options: [
    domainOption(),
    {
      name: "size",
      type: "int",
      help: "new maximum memory size, as scaled integer (default KiB)",
      required: true,
    },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "setmaxmem", args);
    const memory = sizeKiB(args);
    const setting = namesImpact(args)
      ? shell.call.domainSetMemoryFlags({ dom, memory, flags: flags | maximum })
      : shell.call.domainSetMaxMemory({ dom, memory });
    await attempt("Unable to change MaxMemorySize", setting);
    return true;
  },
};

/** By virDomainMemoryStatTags. */
const tags = [
  ...["swap_in", "swap_out", "major_fault", "minor_fault", "unused", "available", "actual", "rss", "usable"],
  ...["last_update", "disk_caches", "hugetlb_pgalloc", "hugetlb_pgfail"],
];

export const dommemstat: Command = {
  name: "dommemstat",
  group: "monitor",
  help: "get memory statistics for a domain",
  description: "Get memory statistics for a running domain.",
  options: [
    domainOption(),
    { name: "period", type: "int", help: "period in seconds to set collection", nameRequired: true },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "dommemstat", args);
    const period = args.int("period");
    if (period !== undefined) {
      if (period < 0) throw new Failure(`Invalid collection period value '${period}'`);
      const setting = shell.call.domainSetMemoryStatsPeriod({ dom, period, flags });
      await attempt("Unable to change balloon collection period.", setting);
      return true;
    }
    const { stats } = await attempt(
      `Failed to get memory statistics for domain ${dom.name}`,
      shell.call.domainMemoryStats({ dom, maxStats: tags.length, flags: 0 }),
    );
    for (const { tag, val } of stats) if (tags[tag] !== undefined) shell.print(`${tags[tag]} ${val}\n`);
    return true;
  },
};
