// `migrate-setspeed` and its like: what a running migration may use.

import { Failure } from "../failure.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import { scaledCapacity } from "./capacity.js";
import { lookupDomain } from "./domain.js";

/** VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY */
const postcopy = 1;

export const migrateSetmaxdowntime: Command = {
  name: "migrate-setmaxdowntime",
  group: "domain",
  help: "set maximum tolerable downtime",
  description: "Set maximum tolerable downtime of a domain which is being live-migrated to another host.",
  options: [
    domainOption(),
    {
      name: "downtime",
      type: "int",
      help: "maximum tolerable downtime (in milliseconds) for migration",
      required: true,
    },
  ],
  async run(shell, args) {
    const downtime = args.ulonglong("downtime")!;
    if (downtime === 0n) throw new Failure("migrate: Invalid downtime");
    const dom = await lookupDomain(shell, "migrate-setmaxdowntime", args);
    await shell.call.domainMigrateSetMaxDowntime({ dom, downtime, flags: 0 });
    return true;
  },
};

export const migrateGetmaxdowntime: Command = {
  name: "migrate-getmaxdowntime",
  group: "domain",
  help: "get maximum tolerable downtime",
  description: "Get maximum tolerable downtime of a domain which is being live-migrated to another host.",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "migrate-getmaxdowntime", args);
    const { downtime } = await shell.call.domainMigrateGetMaxDowntime({ dom, flags: 0 });
    shell.print(`${downtime}\n`);
    return true;
  },
};

export const migrateCompcache: Command = {
  name: "migrate-compcache",
  group: "domain",
  help: "get/set compression cache size",
  description:
    "Get/set size of the cache (in bytes) used for compressing repeatedly transferred memory pages during live migration.",
  options: [
    domainOption(),
    {
      name: "size",
      type: "int",
      help: "requested size of the cache (in bytes) used for compression",
      nameRequired: true,
    },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "migrate-compcache", args);
    const cacheSize = args.ulonglong("size");
    if (cacheSize !== undefined) {
      await shell.call.domainMigrateSetCompressionCache({ dom, cacheSize, flags: 0 });
    }
    const current = await shell.call.domainMigrateGetCompressionCache({ dom, flags: 0 });
    const { value, unit } = scaledCapacity(current.cacheSize);
    shell.print(`Compression cache: ${value.toFixed(3)} ${unit}`);
    return true;
  },
};

export const migrateSetspeed: Command = {
  name: "migrate-setspeed",
  group: "domain",
  help: "Set the maximum migration bandwidth",
  description:
    "Set the maximum migration bandwidth (in MiB/s) for a domain which is being migrated to another host.",
  options: [
    domainOption(),
    { name: "bandwidth", type: "int", help: "migration bandwidth limit in MiB/s", required: true },
    bool("postcopy", "set post-copy migration bandwidth"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "migrate-setspeed", args);
    const bandwidth = args.ulonglong("bandwidth", { wraps: true })!;
    const flags = args.has("postcopy") ? postcopy : 0;
    await shell.call.domainMigrateSetMaxSpeed({ dom, bandwidth, flags });
    return true;
  },
};

export const migrateGetspeed: Command = {
  name: "migrate-getspeed",
  group: "domain",
  help: "Get the maximum migration bandwidth",
  description: "Get the maximum migration bandwidth (in MiB/s) for a domain.",
  options: [domainOption(), bool("postcopy", "get post-copy migration bandwidth")],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "migrate-getspeed", args);
    const flags = args.has("postcopy") ? postcopy : 0;
    const { bandwidth } = await shell.call.domainMigrateGetMaxSpeed({ dom, flags });
    shell.print(`${bandwidth}\n`);
    return true;
  },
};

export const migratePostcopy: Command = {
  name: "migrate-postcopy",
  group: "domain",
  help: "Switch running migration from pre-copy to post-copy",
  description:
    "Switch running migration from pre-copy to post-copy. The migration must have been started with --postcopy option.",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "migrate-postcopy", args);
    await shell.call.domainMigrateStartPostCopy({ dom, flags: 0 });
    return true;
  },
};
