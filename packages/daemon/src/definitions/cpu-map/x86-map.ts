// The x86 part of libvirt's map: features as bits of CPUID leaves and MSRs, models as sets of features.

import { Limit, parseInteger } from "../integer.js";
import { attribute, childNamed, childrenNamed, isElement, type XmlElement } from "../xml-tree.js";
import { addOnce, brokenMap, entries, nameOf } from "./map-documents.js";
import { add, type Bits, RegisterIndex, type Registers } from "./registers.js";

export interface X86Vendor {
  readonly name: string;
  /** The twelve characters that CPUID leaf 0 answers. */
  readonly bits: Bits;
}

export interface X86Model {
  readonly name: string;
  readonly vendor: X86Vendor | undefined;
  readonly registers: Registers;
  /** May a guest's processor be described by this name? */
  readonly forGuests: boolean;
  /** Features that an earlier version of the model had: always named, so that nobody gets them by surprise. */
  readonly removed: readonly string[];
}

/** Everything in the order of the files: features are listed in it, and later models are preferred. */
export interface X86Map {
  readonly vendors: ReadonlyMap<string, X86Vendor>;
  readonly features: ReadonlyMap<string, Bits>;
  readonly models: ReadonlyMap<string, X86Model>;
}

const vendorCharacters = 12;

/** From the family's documents. Throws brokenMap for what libvirt would not read either. */
export function readX86Map(documents: readonly XmlElement[]): X86Map {
  const index = new RegisterIndex();
  const vendors = new Map<string, X86Vendor>();
  for (const [name, entry] of entries(documents, "vendor")) {
    addOnce(vendors, "vendor", name, { name, bits: vendorBits(name, entry, index) });
  }
  const features = new Map<string, Bits>();
  for (const [name, entry] of entries(documents, "feature")) {
    addOnce(features, "feature", name, featureBits(name, entry, index));
  }
  const models = new Map<string, X86Model>();
  for (const [name, entry] of entries(documents, "model")) {
    addOnce(models, "model", name, readModel(name, entry, { vendors, features, models }, index));
  }
  return { vendors, features, models };
}

function vendorBits(name: string, entry: XmlElement, index: RegisterIndex): Bits {
  const bytes = Buffer.from(attribute(entry, "string") ?? "");
  if (bytes.length !== vendorCharacters) throw brokenMap(`vendor ${name} has no string of 12 characters`);
  return ["ebx", "edx", "ecx"].map((register, at) => [
    index.number(cpuidRegister(0n, 0n, register)),
    bytes.readUInt32LE(4 * at),
  ]);
}

const cpuidRegister = (leaf: bigint, subleaf: bigint, register: string) =>
  `cpuid ${leaf} ${subleaf} ${register}`;

function featureBits(name: string, entry: XmlElement, index: RegisterIndex): Bits {
  const bits: [number, number][] = [];
  for (const item of entry.children.filter(isElement)) {
    const value = (key: string) => {
      const text = attribute(item, key);
      const read = text === undefined ? 0n : parseInteger(text, Limit.unsignedInt, 0);
      if (read === undefined) throw brokenMap(`feature ${name} has ${key}='${text}'`);
      return read;
    };
    // An alias is the feature's name somewhere else.
    if (item.name === "alias") continue;
    const isCpuid = item.name === "cpuid";
    for (const register of isCpuid ? ["eax", "ebx", "ecx", "edx"] : ["eax", "edx"]) {
      const mask = Number(value(register));
      if (mask === 0) continue;
      const place = isCpuid
        ? cpuidRegister(value("eax_in"), value("ecx_in"), register)
        : `msr ${value("index")} ${register}`;
      bits.push([index.number(place), mask]);
    }
  }
  if (bits.length === 0) throw brokenMap(`feature ${name} has no bits`);
  return bits;
}

function readModel(name: string, entry: XmlElement, map: X86Map, index: RegisterIndex): X86Model {
  const ancestorEntry = childNamed(entry, "model");
  const ancestor = ancestorEntry && map.models.get(nameOf(ancestorEntry));
  if (ancestorEntry && !ancestor) throw brokenMap(`the ancestor of model ${name} is not known`);
  const registers = ancestor ? ancestor.registers.slice() : index.empty();
  const removed: string[] = [];
  for (const one of childrenNamed(entry, "feature")) {
    const feature = nameOf(one);
    const bits = map.features.get(feature);
    if (bits === undefined) throw brokenMap(`feature ${feature} of model ${name} is not known`);
    if (attribute(one, "removed") === "yes") removed.push(feature);
    else add(registers, bits);
  }
  const vendorEntry = childNamed(entry, "vendor");
  const vendor = vendorEntry ? map.vendors.get(nameOf(vendorEntry)) : ancestor?.vendor;
  if (vendorEntry && !vendor) throw brokenMap(`the vendor of model ${name} is not known`);
  const forGuests = attribute(childNamed(entry, "decode"), "guest") === "on";
  return { name, vendor, registers, forGuests, removed };
}
