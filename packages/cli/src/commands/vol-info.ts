// What there is to know of a volume.

import { attempt } from "../failure.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import { prettySize } from "../size.js";
import { formatUuid } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { printJson, wantsJson } from "./output.js";
import { optionalPoolOption } from "./pool.js";
import { lookupVolume, volumeOption, volumeTypeName } from "./volume.js";

/** VIR_STORAGE_VOL_GET_PHYSICAL. */
const getPhysical = 1;

export const volInfo: Command = {
  name: "vol-info",
  group: "volume",
  help: "storage vol information",
  description: "Returns basic information about the storage vol.",
  options: [
    volumeOption(),
    optionalPoolOption,
    bool("bytes", "sizes are represented in bytes rather than pretty units"),
    bool("physical", "return the physical size of the volume in allocation field"),
    outputOption,
  ],
  async run(shell, args) {
    const json = wantsJson(args);
    const vol = await lookupVolume(shell, "vol-info", args);
    const print = (label: string, value: string) => {
      if (!json) shell.print(`${label.padEnd(15)} ${value}\n`);
    };
    print("Name:", vol.name);
    const physical = args.has("physical");
    const { type, capacity, allocation } = physical
      ? await shell.call.storageVolGetInfoFlags({ vol, flags: getPhysical })
      : await shell.call.storageVolGetInfo({ vol });
    if (json) {
      const taken = physical ? { physical: allocation } : { allocation };
      printJson(shell, { name: vol.name, type: volumeTypeName(type), capacity, ...taken });
      return true;
    }
    const show = args.has("bytes") ? (bytes: bigint) => `${bytes} bytes` : prettySize;
    print("Type:", volumeTypeName(type));
    print("Capacity:", show(capacity));
    print(physical ? "Physical:" : "Allocation:", show(allocation));
    return true;
  },
};

export const volDumpxml: Command = {
  name: "vol-dumpxml",
  group: "volume",
  help: "vol information in XML",
  description: "Output the vol information as an XML dump to stdout.",
  options: [volumeOption(), optionalPoolOption, ...xpathOptions],
  async run(shell, args) {
    const vol = await lookupVolume(shell, "vol-dumpxml", args);
    return dumpXml(shell, args, async () => (await shell.call.storageVolGetXmlDesc({ vol, flags: 0 })).xml);
  },
};

export const volKey: Command = {
  name: "vol-key",
  group: "volume",
  help: "returns the volume key for a given volume name or path",
  options: [volumeOption("volume name or path"), optionalPoolOption],
  async run(shell, args) {
    const { key } = await lookupVolume(shell, "vol-key", args);
    shell.print(`${key}\n`);
    return true;
  },
};

export const volPath: Command = {
  name: "vol-path",
  group: "volume",
  help: "returns the volume path for a given volume name or key",
  options: [volumeOption("volume name or key"), optionalPoolOption],
  async run(shell, args) {
    const vol = await lookupVolume(shell, "vol-path", args);
    const { name: path } = await shell.call.storageVolGetPath({ vol });
    shell.print(`${path}\n`);
    return true;
  },
};

export const volName: Command = {
  name: "vol-name",
  group: "volume",
  help: "returns the volume name for a given volume key or path",
  options: [volumeOption("volume key or path")],
  async run(shell, args) {
    const { name } = await lookupVolume(shell, "vol-name", args, { byName: false });
    shell.print(`${name}\n`);
    return true;
  },
};

export const volPool: Command = {
  name: "vol-pool",
  group: "volume",
  help: "returns the storage pool for a given volume key or path",
  options: [volumeOption("volume key or path"), bool("uuid", "return the pool uuid rather than pool name")],
  async run(shell, args) {
    const vol = await lookupVolume(shell, "vol-pool", args, { byName: false });
    const work = shell.call.storagePoolLookupByVolume({ vol });
    const { pool } = await attempt("failed to get parent pool", work);
    shell.print(`${args.has("uuid") ? formatUuid(pool.uuid) : pool.name}\n`);
    return true;
  },
};
