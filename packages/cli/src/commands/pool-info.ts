// What there is to know of a pool, and of what the host can do with pools.

import { attempt } from "../failure.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import { prettySize } from "../size.js";
import { formatUuid } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { printJson, wantsJson } from "./output.js";
import { hasSizes, lookupPool, poolOption, poolStateName } from "./pool.js";

export const poolInfo: Command = {
  name: "pool-info",
  group: "pool",
  help: "storage pool information",
  description: "Returns basic information about the storage pool.",
  options: [poolOption(), bool("bytes", "Return pool info in bytes"), outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const pool = await lookupPool(shell, "pool-info", args);
    const print = (label: string, value: string) => {
      if (!json) shell.print(`${label.padEnd(15)} ${value}\n`);
    };
    print("Name:", pool.name);
    print("UUID:", formatUuid(pool.uuid));
    const info = await shell.call.storagePoolGetInfo({ pool });
    // Each of these may fail on its own without keeping the rest from being shown.
    const orUndefined = <T>(work: Promise<T>) => work.catch(() => undefined);
    const persistent = (await orUndefined(shell.call.storagePoolIsPersistent({ pool })))?.persistent;
    const autostart = (await orUndefined(shell.call.storagePoolGetAutostart({ pool })))?.autostart;
    const { capacity, allocation, available } = info;
    const state = poolStateName(info.state);
    if (json) {
      const sizes = hasSizes(info.state) ? { capacity, allocation, available } : {};
      const yes = (value: number | undefined) => (value === undefined ? null : value !== 0);
      printJson(shell, {
        name: pool.name,
        uuid: formatUuid(pool.uuid),
        state,
        persistent: yes(persistent),
        autostart: yes(autostart),
        ...sizes,
      });
      return true;
    }
    const yesNo = (value: number | undefined, unknown: string) => {
      if (value === undefined) return unknown;
      return value === 0 ? "no" : "yes";
    };
    print("State:", state);
    print("Persistent:", yesNo(persistent, "unknown"));
    print("Autostart:", yesNo(autostart, "no autostart"));
    if (hasSizes(info.state)) {
      const show = args.has("bytes") ? String : prettySize;
      print("Capacity:", show(capacity));
      print("Allocation:", show(allocation));
      print("Available:", show(available));
    }
    return true;
  },
};

export const poolName: Command = {
  name: "pool-name",
  group: "pool",
  help: "convert a pool UUID to pool name",
  options: [poolOption()],
  async run(shell, args) {
    const { name } = await lookupPool(shell, "pool-name", args, { ways: ["uuid"] });
    shell.print(`${name}\n`);
    return true;
  },
};

export const poolUuid: Command = {
  name: "pool-uuid",
  group: "pool",
  help: "convert a pool name to pool UUID",
  options: [poolOption()],
  async run(shell, args) {
    const { uuid } = await lookupPool(shell, "pool-uuid", args, { ways: ["name"] });
    shell.print(`${formatUuid(uuid)}\n`);
    return true;
  },
};

/** VIR_STORAGE_XML_INACTIVE. */
export const xmlInactive = 1;

export const poolDumpxml: Command = {
  name: "pool-dumpxml",
  group: "pool",
  help: "pool information in XML",
  description: "Output the pool information as an XML dump to stdout.",
  options: [poolOption(), bool("inactive", "show inactive defined XML"), ...xpathOptions],
  async run(shell, args) {
    const pool = await lookupPool(shell, "pool-dumpxml", args);
    const flags = args.has("inactive") ? xmlInactive : 0;
    return dumpXml(shell, args, async () => (await shell.call.storagePoolGetXmlDesc({ pool, flags })).xml);
  },
};

export const poolCapabilities: Command = {
  name: "pool-capabilities",
  group: "pool",
  help: "storage pool capabilities",
  description: "Returns capabilities of storage pool support.",
  options: [],
  async run(shell) {
    const { capabilities } = await attempt(
      "failed to get storage pool capabilities",
      shell.call.connectGetStoragePoolCapabilities({ flags: 0 }),
    );
    shell.print(`${capabilities}\n`);
    return true;
  },
};
