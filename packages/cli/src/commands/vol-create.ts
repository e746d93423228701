// Commands that make volumes: from options, from a file, or from another volume.

import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, fileOption, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { parseSize } from "../size.js";
import { readXmlFile } from "../xml-file.js";
import { lookupPool, optionalPoolOption, type PoolRef, poolOption } from "./pool.js";
import { lookupVolume, type VolumeRef, volumeOption } from "./volume.js";
import { block, line } from "./xml-lines.js";

/** virStorageVolCreateFlags. */
const createFlag = { "prealloc-metadata": 1, reflink: 2, validate: 4 } as const;
const flagsOf = (args: Arguments) =>
  Object.entries(createFlag).reduce((all, [name, flag]) => (args.has(name) ? all | flag : all), 0);

const preallocOption = bool(
  "prealloc-metadata",
  "preallocate metadata (for qcow2 instead of full allocation)",
);
const reflinkOption = bool("reflink", "use btrfs COW lightweight copy");
const validateOption = bool("validate", "validate the XML against the schema");
const text = (name: string, help: string): Option => ({ name, type: "string", help });

/** The volume that a new one lies on: named in its pool, or by key or path anywhere. */
async function backingVolume(shell: Shell, pool: PoolRef, given: string): Promise<VolumeRef> {
  const said = (what: string) =>
    shell.traceDetail(`vol-create-as: Look up backing store volume '${given}' as ${what}`);
  const found = (what: string) =>
    shell.traceDetail(`vol-create-as: Backing store volume found using '${given}' as ${what}`);
  const tries = {
    name: () => shell.call.storageVolLookupByName({ pool, name: given }),
    key: () => shell.call.storageVolLookupByKey({ key: given }),
    path: () => shell.call.storageVolLookupByPath({ path: given }),
  };
  let reason: unknown;
  for (const [what, look] of Object.entries(tries)) {
    said(what);
    try {
      const { vol } = await look();
      found(what);
      return vol;
    } catch (thrown) {
      reason = thrown;
    }
  }
  throw new Failure(`failed to get vol '${given}'`, reason);
}

async function backingStore(shell: Shell, pool: PoolRef, args: Arguments): Promise<string[]> {
  const given = args.string("backing-vol");
  const format = args.string("backing-vol-format");
  if (given === undefined) return [];
  const vol = await backingVolume(shell, pool, given);
  const { name: path } = await shell.call.storageVolGetPath({ vol });
  const formatLine = format === undefined ? [] : [line(`<format type='${format}'/>`)];
  return [block("backingStore", [line(`<path>${path}</path>`), ...formatLine])];
}

export const volCreateAs: Command = {
  name: "vol-create-as",
  group: "volume",
  help: "create a volume from a set of args",
  description: "Create a vol.",
  options: [
    poolOption("pool name"),
    { name: "name", type: "data", required: true, help: "name of the volume", complete: [] },
    {
      name: "capacity",
      type: "data",
      required: true,
      help: "size of the vol, as scaled integer (default bytes)",
      complete: [],
    },
    text("allocation", "initial allocation size, as scaled integer (default bytes)"),
    text("format", "file format type raw,bochs,qcow,qcow2,qed,vmdk"),
    text("backing-vol", "the backing volume if taking a snapshot"),
    text("backing-vol-format", "format of backing volume if taking a snapshot"),
    preallocOption,
    bool("print-xml", "print XML document, but don't define/create"),
  ],
  async run(shell, args) {
    const pool = await lookupPool(shell, "vol-create-as", args);
    const name = args.required("name");
    const capacity = parseSize(args.required("capacity"));
    // An empty allocation counts as none.
    const allocation = args.raw("allocation") ? parseSize(args.required("allocation")) : undefined;
    const format = args.string("format");
    const xml = block("volume", [
      line(`<name>${name}</name>`),
      line(`<capacity>${capacity}</capacity>`),
      ...(allocation === undefined ? [] : [line(`<allocation>${allocation}</allocation>`)]),
      ...(format === undefined ? [] : [block("target", [line(`<format type='${format}'/>`)])]),
      ...(await backingStore(shell, pool, args)),
    ]);
    if (args.has("print-xml")) {
      shell.print(xml);
      return true;
    }
    const work = shell.call.storageVolCreateXml({ pool, xml, flags: flagsOf(args) });
    await attempt(`Failed to create vol ${name}`, work);
    shell.extra(`Vol ${name} created\n`);
    return true;
  },
};

export const volCreate: Command = {
  name: "vol-create",
  group: "volume",
  help: "create a vol from an XML file",
  description: "Create a vol.",
  options: [
    poolOption("pool name"),
    fileOption("file containing an XML vol description"),
    preallocOption,
    validateOption,
  ],
  async run(shell, args) {
    const pool = await lookupPool(shell, "vol-create", args);
    const file = args.required("file");
    const xml = readXmlFile(file);
    const work = shell.call.storageVolCreateXml({ pool, xml, flags: flagsOf(args) });
    const { vol } = await attempt(`Failed to create vol from ${file}`, work);
    shell.extra(`Vol ${vol.name} created from ${file}\n`);
    return true;
  },
};

export const volCreateFrom: Command = {
  name: "vol-create-from",
  group: "volume",
  help: "create a vol, using another volume as input",
  description: "Create a vol from an existing volume.",
  options: [
    poolOption(),
    fileOption("file containing an XML vol description"),
    volumeOption(),
    { ...optionalPoolOption, name: "inputpool", help: "pool name or uuid of the input volume's pool" },
    preallocOption,
    reflinkOption,
    validateOption,
  ],
  async run(shell, args) {
    const pool = await lookupPool(shell, "vol-create-from", args);
    const file = args.required("file");
    const clonevol = await lookupVolume(shell, "vol-create-from", args, { pool: "inputpool" });
    const xml = readXmlFile(file);
    const work = shell.call.storageVolCreateXmlFrom({ pool, xml, clonevol, flags: flagsOf(args) });
    const { vol } = await attempt(`Failed to create vol from ${file}`, work);
    shell.extra(`Vol ${vol.name} created from input vol ${clonevol.name}\n`);
    return true;
  },
};

export const volClone: Command = {
  name: "vol-clone",
  group: "volume",
  help: "clone a volume.",
  description: "Clone an existing volume within the parent pool.",
  options: [
    volumeOption(),
    { name: "newname", type: "data", required: true, help: "clone name", complete: [] },
    optionalPoolOption,
    preallocOption,
    reflinkOption,
    bool("print-xml", "print XML document rather than clone the volume"),
  ],
  async run(shell, args) {
    const original = await lookupVolume(shell, "vol-clone", args);
    const { pool } = await attempt(
      "failed to get parent pool",
      shell.call.storagePoolLookupByVolume({ vol: original }),
    );
    const newName = args.required("newname");
    const { xml: before } = await shell.call.storageVolGetXmlDesc({ vol: original, flags: 0 });
    const { renamed } = await import("../xml/rename.js");
    const xml = renamed(before, newName);
    if (args.has("print-xml")) {
      shell.print(xml);
      return true;
    }
    const work = shell.call.storageVolCreateXmlFrom({ pool, xml, clonevol: original, flags: flagsOf(args) });
    const { vol } = await attempt(`Failed to clone vol from ${original.name}`, work);
    shell.extra(`Vol ${vol.name} cloned from ${original.name}\n`);
    return true;
  },
};
