/** Security labels, key wrapping, launch security, user mappings and SMBIOS values. */
import { Limit, parseInteger, type Range } from "../integer.js";
import { domainDetail, internal, invalidDomain, unsupported } from "../refusal.js";
import { type ChildRule, each, shape, textElement } from "../shape.js";
import { formatUuid, parseUuid } from "../uuid.js";
import { choice, onOff, required, yesNo } from "../values.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";

const LABEL_TYPES = ["none", "dynamic", "static"];

/** One label for each security model; the type decides what else may stand in it. */
export const seclabels: ChildRule = (domain, context) => {
  const given = childrenNamed(domain, "seclabel");
  const made = given.flatMap((from) => seclabel(from, context) ?? []);
  if (given.length > 1 && given.some((from) => attribute(from, "model") === undefined)) {
    throw invalidDomain("missing security model when using multiple labels");
  }
  const models = new Set<string>();
  for (const one of made) {
    const model = attribute(one, "model") ?? "";
    if (models.has(model)) throw domainDetail(`seclabel for model ${model} is already provided`);
    models.add(model);
  }
  return made;
};

function seclabel(from: XmlElement, context: Parameters<ChildRule>[1]): XmlElement | undefined {
  const at = (name: string) => ({ name, element: from, context });
  const given = choice(LABEL_TYPES)(attribute(from, "type"), at("type"));
  // Without a type the host decides, and nothing is kept.
  if (given === undefined) return undefined;
  const model = attribute(from, "model");
  const type = model === "none" && given === "dynamic" ? "none" : given;
  const relabel = yesNo(attribute(from, "relabel"), at("relabel"));
  if (type === "dynamic" && relabel === "no") {
    throw unsupported("dynamic label type must use resource relabeling");
  }
  if (type === "none" && relabel === "yes") {
    throw unsupported("resource relabeling is not compatible with 'none' label type");
  }
  if (model === "none" && type !== "none") throw unsupported(`unsupported type='${type}' to model 'none'`);
  const label = textOf(childNamed(from, "label")) || undefined;
  if (type === "static" && label === undefined) throw invalidDomain("security label is missing");
  const base = textOf(childNamed(from, "baselabel")) || undefined;
  if (type === "none") return element("seclabel", { type, model });
  return element("seclabel", { type, model, relabel: relabel ?? (type === "dynamic" ? "yes" : "no") }, [
    type === "static" ? element("label", {}, [label]) : undefined,
    type === "dynamic" && base !== undefined ? element("baselabel", {}, [base]) : undefined,
  ]);
}

export const keywrap: ChildRule = (domain, context) => {
  const from = childNamed(domain, "keywrap");
  if (!from) return [];
  const cipher = shape("cipher", {
    attributes: { name: required(choice(["aes", "dea"])), state: required(onOff) },
  });
  const made = each(cipher)(from, context);
  const byName = new Map<string, XmlElement>();
  for (const one of made) {
    const name = attribute(one, "name")!;
    if (byName.has(name)) {
      throw internal(`A domain definition can have no more than one cipher node with name ${name}`);
    }
    byName.set(name, one);
  }
  const ordered = ["aes", "dea"].flatMap((name) => byName.get(name) ?? []);
  return ordered.length > 0 ? [element("keywrap", {}, ordered)] : [];
};

const plain =
  (
    name: string,
    words: string,
    isRequired: boolean,
    base: 0 | 10 | 16,
    range: Range = Limit.unsignedInt,
  ): ChildRule =>
  (parent) => {
    const from = childNamed(parent, name);
    const text = textOf(from);
    const value = text === "" ? undefined : parseInteger(text, range, base);
    if (value === undefined) {
      if (text === "" && !isRequired) return [];
      throw invalidDomain(words);
    }
    return [element(name, {}, [base === 16 ? `0x${value.toString(16).padStart(4, "0")}` : value.toString()])];
  };

export const launchSecurity = shape("launchSecurity", {
  attributes: {
    type: required(choice(["sev", "s390-pv"])),
    kernelHashes: yesNo,
  },
  children: [
    (parent, context) => {
      if (attribute(parent, "type") !== "sev") return [];
      const rules = [
        plain("cbitpos", "Invalid format for launch security cbitpos", false, 10),
        plain("reducedPhysBits", "Invalid format for launch security reduced-phys-bits", false, 10),
        plain("policy", "failed to get launch security policy", true, 16),
        textElement("dhCert"),
        textElement("session"),
      ];
      return rules.flatMap((rule) => rule(parent, context));
    },
  ],
});

const mapping =
  (name: string): ChildRule =>
  (parent) => {
    const made = childrenNamed(parent, name).map((from) => {
      const values = ["start", "target", "count"].map((key) => {
        const value = parseInteger(attribute(from, key) ?? "", Limit.unsignedInt);
        if (value === undefined) throw invalidDomain("invalid idmap start/target/count settings");
        return [key, value] as const;
      });
      return element(name, Object.fromEntries(values));
    });
    return made.sort((a, b) => Number(attribute(a, "start")) - Number(attribute(b, "start")));
  };

/** User and group ids of a container on its host. */
export const idmap = shape("idmap", {
  children: [mapping("uid"), mapping("gid")],
  finish(made) {
    const firsts = ["uid", "gid"].map((name) => childNamed(made, name)).filter((one) => one !== undefined);
    if (firsts.length === 1) throw unsupported("uid and gid should be mapped both");
    if (firsts.some((one) => attribute(one, "start") !== "0")) {
      throw unsupported("You must map the root user of container");
    }
    return made;
  },
});

const TABLES: Readonly<Record<string, readonly string[]>> = {
  bios: ["vendor", "version", "date", "release"],
  system: ["manufacturer", "product", "version", "serial", "uuid", "sku", "family"],
  baseBoard: ["manufacturer", "product", "version", "serial", "asset", "location"],
  chassis: ["manufacturer", "version", "serial", "asset", "sku"],
};

function entries(from: XmlElement, names: readonly string[]): XmlElement | undefined {
  const given = childrenNamed(from, "entry");
  const made = names.flatMap((name) => {
    const text = textOf(given.find((one) => attribute(one, "name") === name));
    return text === "" ? [] : [element("entry", { name }, [checkedEntry(from.name, name, text)])];
  });
  return made.length > 0 ? element(from.name, {}, made) : undefined;
}

/** The two values that libvirt looks into: a date as MM/DD/YYYY, and a UUID. */
function checkedEntry(table: string, name: string, text: string): string {
  if (table === "bios" && name === "date") {
    const match = /^([0-9]{1,2})\/([0-9]{1,2})\/([0-9]+)$/.exec(text);
    const [month, day, year] = (match?.slice(1) ?? []).map(Number);
    const valid =
      match && month! >= 1 && month! <= 12 && day! >= 1 && day! <= 31 && (year! < 100 || year! >= 1900);
    if (!valid) throw domainDetail("Invalid BIOS 'date' format");
  }
  if (table === "system" && name === "uuid") {
    const bytes = parseUuid(text);
    if (!bytes) throw domainDetail("malformed <sysinfo> uuid element");
    return formatUuid(bytes);
  }
  return text;
}

const sysinfoTables: ChildRule = (parent) =>
  Object.entries(TABLES).flatMap(([name, names]) => {
    const all = childrenNamed(parent, name);
    const read = name === "baseBoard" ? all : all.slice(0, 1);
    return read.flatMap((from) => entries(from, names) ?? []);
  });

const oemStrings: ChildRule = (parent) => {
  const texts = childrenNamed(childNamed(parent, "oemStrings") ?? element("none"), "entry").map(textOf);
  return texts.length > 0
    ? [
        element(
          "oemStrings",
          {},
          texts.map((text) => element("entry", {}, [text])),
        ),
      ]
    : [];
};

const fwcfg: ChildRule = (parent) =>
  childrenNamed(parent, "entry").map((from) => {
    const name = attribute(from, "name");
    if (name === undefined) throw invalidDomain("Firmware entry is missing 'name' attribute");
    const [text, file] = [textOf(from), attribute(from, "file")];
    if (text === "" && file === undefined) {
      throw invalidDomain("Firmware entry must have either value or 'file' attribute");
    }
    return element("entry", { name, file }, [file !== undefined || text === "" ? undefined : text]);
  });

export const sysinfo: ChildRule = (domain, context) =>
  childrenNamed(domain, "sysinfo").map((from) => {
    const at = { name: "type", element: from, context };
    const type = required(choice(["smbios", "fwcfg"]))(attribute(from, "type"), at)!;
    const children =
      type === "fwcfg"
        ? fwcfg(from, context)
        : [...sysinfoTables(from, context), ...oemStrings(from, context)];
    return element("sysinfo", { type }, children);
  });

/** SMBIOS may repeat the domain's UUID, but not contradict it. */
export function checkSysinfoUuid(all: readonly XmlElement[], uuid: string): void {
  for (const one of all) {
    const given = childrenNamed(childNamed(one, "system") ?? element("system"), "entry");
    const entry = given.find((each) => attribute(each, "name") === "uuid");
    if (entry && textOf(entry) !== uuid) throw domainDetail("UUID mismatch between <uuid> and <sysinfo>");
  }
}
