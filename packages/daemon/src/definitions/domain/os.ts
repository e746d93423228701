/** `<os>`, its boot order and its firmware, and the boot loader that may stand beside it. */
import { Limit } from "../integer.js";
import { domainDetail, invalidDomain, unsupported } from "../refusal.js";
import {
  type ChildRule,
  each,
  type ParseContext,
  present,
  shape,
  textElement,
  type ValueRule,
} from "../shape.js";
import { choice, number, required, yesNo } from "../values.js";
import {
  attribute,
  childNamed,
  childrenNamed,
  element,
  find,
  merged,
  setChild,
  textOf,
  type XmlElement,
} from "../xml-tree.js";
import { parseDiskSource, STORAGE_TYPES } from "./devices/disk-source.js";

export const OS_TYPES = ["hvm", "xen", "linux", "exe", "uml", "xenpvh"];

export const ARCHITECTURES = new Set([
  ...["alpha", "armv6l", "armv7l", "armv7b", "aarch64", "cris", "i686", "ia64", "lm32", "m68k", "microblaze"],
  ...[
    "microblazeel",
    "mips",
    "mipsel",
    "mips64",
    "mips64el",
    "openrisc",
    "parisc",
    "parisc64",
    "ppc",
    "ppc64",
  ],
  ...[
    "ppc64le",
    "ppcemb",
    "riscv32",
    "riscv64",
    "s390",
    "s390x",
    "sh4",
    "sh4eb",
    "sparc",
    "sparc64",
    "unicore32",
  ],
  ...["x86_64", "xtensa", "xtensaeb", "loongarch64"],
]);

const bootDevice = shape("boot", {
  attributes: { dev: required(choice(["fd", "cdrom", "hd", "network"])) },
});
/** Each device once is enough, and there are four. */
const bootDevices: ChildRule = (parent, context) => each(bootDevice)(parent, context).slice(0, 4);

const loader = shape("loader", {
  attributes: { readonly: yesNo, secure: yesNo, type: choice(["rom", "pflash"]), stateless: yesNo },
  text: (value) => value,
  // Kept until it was checked, even when nothing is in it.
  flag: true,
});

/** Where the variables of the firmware live: a file, or any storage a disk could have. */
const nvram: ChildRule = (parent, context) => {
  const from = childNamed(parent, "nvram");
  if (!from) return [];
  const template = attribute(from, "template");
  const type = attribute(from, "type");
  if (type === undefined) {
    const path = textOf(from);
    if (template === undefined && path === "") return [];
    return [element("nvram", { template }, [path === "" ? undefined : path])];
  }
  choice(STORAGE_TYPES)(type, { name: "type", element: from, context });
  const source = childNamed(from, "source");
  return [element("nvram", { template, type }, [source && parseDiskSource(source, type, context)])];
};

const FEATURES = ["enrolled-keys", "secure-boot"];
const feature = shape("feature", {
  attributes: { enabled: required(yesNo), name: required(choice(FEATURES)) },
});
/** What is asked of a firmware that libvirt chooses; without that choice it means nothing. */
const firmware: ChildRule = (parent, context) => {
  const from = childNamed(parent, "firmware");
  if (!from || attribute(parent, "firmware") === undefined) return [];
  const given = each(feature)(from, context);
  // Enrolled keys are of no use without secure boot.
  const keys = given.findLast((one) => attribute(one, "name") === "enrolled-keys");
  if (
    attribute(keys, "enabled") === "yes" &&
    !given.some((one) => attribute(one, "name") === "secure-boot")
  ) {
    given.push(element("feature", { enabled: "yes", name: "secure-boot" }));
  }
  const ordered = FEATURES.flatMap((name) =>
    given.filter((one) => attribute(one, "name") === name).slice(-1),
  );
  return ordered.length > 0 ? [element("firmware", {}, ordered)] : [];
};

const acpi: ChildRule = (parent) => {
  const tables = childrenNamed(parent, "acpi").flatMap((one) => childrenNamed(one, "table"));
  if (tables.length === 0) return [];
  if (tables.length > 1) throw invalidDomain("Only one acpi table is supported");
  const type = attribute(tables[0], "type");
  if (type === undefined) throw invalidDomain("Missing acpi table type");
  if (type !== "slic") throw invalidDomain(`Unknown acpi table type: ${type}`);
  const path = textOf(tables[0]);
  return path === "" ? [] : [element("acpi", {}, [element("table", { type }, [path])])];
};

const ranged =
  (words: string, rule: ValueRule, low: number): ValueRule =>
  (value, at) => {
    const text = rule(value, at);
    if (text !== undefined && (Number(text) < low || Number(text) > 65535)) throw unsupported(words);
    return text;
  };
const timeout = ranged("invalid value for boot menu timeout, must be in range [0,65535]", number(), 0);
const rebootTimeout = ranged(
  "invalid value for rebootTimeout, must be in range [-1,65535]",
  number({ range: Limit.int }),
  -1,
);

const bootmenu = shape("bootmenu", {
  attributes: {
    enable: yesNo,
    timeout: (value, at) => (attribute(at.element, "enable") === "yes" ? timeout(value, at) : undefined),
  },
});

const bios = shape("bios", {
  attributes: {
    useserial: (value) => (value === undefined ? undefined : value === "yes" ? "yes" : "no"),
    rebootTimeout,
  },
});

const initArguments: ChildRule = (parent) =>
  childrenNamed(parent, "initarg").map((from) => {
    const text = textOf(from);
    if (text === "") throw invalidDomain("No data supplied for <initarg> element");
    return element("initarg", {}, [text]);
  });

const initEnvironment: ChildRule = (parent) =>
  childrenNamed(parent, "initenv").map((from) => {
    const name = attribute(from, "name");
    if (name === undefined) throw invalidDomain("No name supplied for <initenv> element");
    const text = textOf(from);
    if (text === "") throw invalidDomain(`No value supplied for <initenv name='${name}'> element`);
    return element("initenv", { name }, [text]);
  });

const firmwareAttribute: ValueRule = (value) => {
  if (value !== undefined && value !== "bios" && value !== "efi")
    throw invalidDomain(`unknown firmware value ${value}`);
  return value;
};

/** Kernel and friends: every kind of guest but a container may name them. */
const kernelBoot: readonly ChildRule[] = ["kernel", "initrd", "cmdline", "dtb", "root"].map((name) =>
  textElement(name),
);

/** The kind of guest. A boot loader without a type makes it a Xen one. */
export function parseOsType(domain: XmlElement, hostArch: string): { osType: string; arch: string } {
  const from = find(domain, "os", "type");
  const osType = textOf(from) || (childNamed(domain, "bootloader") ? "xen" : undefined);
  if (osType === undefined) throw invalidDomain("an os <type> must be specified");
  if (!OS_TYPES.includes(osType)) throw unsupported(`unknown OS type '${osType}'`);
  const arch = attribute(from, "arch") ?? hostArch;
  if (!ARCHITECTURES.has(arch)) throw unsupported(`Unknown architecture ${arch}`);
  return { osType, arch };
}

type OsSections = Record<"os", XmlElement[]> &
  Partial<Record<"bootloader" | "bootloader_args", XmlElement[]>>;

/** `<os>` and the boot loader beside it. */
export function parseOs(domain: XmlElement, osType: string, arch: string, context: ParseContext): OsSections {
  const from = merged(domain, "os") ?? element("os");
  const bootloader = childNamed(domain, "bootloader");
  const loaderPath = textOf(bootloader);
  const args = textOf(childNamed(domain, "bootloader_args"));
  const rules: ChildRule[] = [];
  if (osType === "exe") {
    rules.push(textElement("init"), initArguments, initEnvironment);
    rules.push(textElement("initdir"), textElement("inituser"), textElement("initgroup"));
  } else if (osType !== "linux") {
    rules.push(firmware, loader, nvram, ...kernelBoot, acpi);
    if (osType === "hvm") rules.push(...(loaderPath === "" ? [bootDevices] : []), bootmenu, bios);
  }
  rules.push(present("smbios"));
  const automatic = firmwareAttribute(attribute(from, "firmware"), {
    name: "firmware",
    element: from,
    context,
  });
  const os = element("os", { firmware: automatic }, [
    element("type", { arch, machine: attribute(childNamed(from, "type"), "machine") }, [osType]),
    ...rules.flatMap((rule) => rule(from, context)),
  ]);
  const smbiosMode = attribute(childNamed(from, "smbios"), "mode");
  if (smbiosMode !== undefined) childNamed(os, "smbios")!.attributes.set("mode", smbiosMode);
  return {
    os: [os],
    ...(loaderPath !== "" && { bootloader: [element("bootloader", {}, [loaderPath])] }),
    ...(bootloader && args !== "" && { bootloader_args: [element("bootloader_args", {}, [args])] }),
  };
}

/** libvirt looks at the mode of `<smbios>` only after the devices. */
export function checkSmbios(os: XmlElement): void {
  const mode = attribute(childNamed(os, "smbios"), "mode");
  if (mode !== undefined && !SMBIOS_MODES.includes(mode)) throw unsupported(`unknown smbios mode '${mode}'`);
  if (mode === undefined || mode === "none") setChild(os, "smbios", undefined);
}
const SMBIOS_MODES = ["none", "emulate", "host", "sysinfo"];

/** A machine boots from its disk unless something else was said anywhere. */
export function completeBoot(os: XmlElement, type: string, devicesBoot: boolean, bootloader: boolean): void {
  const given = childrenNamed(os, "boot").length > 0;
  if (given && devicesBoot) {
    throw unsupported("per-device boot elements cannot be used together with os/boot elements");
  }
  if (type !== "hvm" || given || devicesBoot || bootloader) return;
  const before = os.children.findIndex(
    (node) => node.kind === "element" && ["bootmenu", "bios", "smbios"].includes(node.name),
  );
  os.children.splice(before < 0 ? os.children.length : before, 0, element("boot", { dev: "hd" }));
}

/** Fills in the kind of a plain loader, and checks how loader, variables and chosen firmware go together. */
export function completeFirmware(os: XmlElement): void {
  const loaderElement = childNamed(os, "loader");
  const variables = childNamed(os, "nvram");
  const path = textOf(loaderElement);
  const automatic = attribute(os, "firmware");
  if (loaderElement && path !== "" && !loaderElement.attributes.has("type")) {
    const { readonly, secure, stateless } = Object.fromEntries(loaderElement.attributes);
    loaderElement.attributes.clear();
    for (const pair of element("loader", { readonly, secure, type: "rom", stateless }).attributes) {
      loaderElement.attributes.set(...pair);
    }
  }
  if (automatic === undefined) checkGivenFirmware(loaderElement, path, variables);
  else checkChosenFirmware(os, automatic, loaderElement, variables);
  if (loaderElement && loaderElement.attributes.size === 0 && path === "") setChild(os, "loader", undefined);
}

function checkGivenFirmware(
  given: XmlElement | undefined,
  path: string,
  variables: XmlElement | undefined,
): void {
  if (!given && !variables) return;
  if (path === "") throw domainDetail("no loader path specified and firmware auto selection disabled");
  const stateless = attribute(given, "stateless");
  if (stateless === undefined) return;
  if (attribute(given, "type") !== "pflash") throw domainDetail("Only pflash loader type permits NVRAM");
  if (stateless !== "yes" || !variables) return;
  if (variables.attributes.has("template"))
    throw domainDetail("NVRAM template is not permitted when loader is stateless");
  throw domainDetail("NVRAM is not permitted when loader is stateless");
}

function checkChosenFirmware(
  os: XmlElement,
  chosen: string,
  given: XmlElement | undefined,
  variables: XmlElement | undefined,
): void {
  const refused = (what: string) =>
    domainDetail(`${what} cannot be specified when firmware autoselection is enabled`);
  for (const name of ["readonly", "type"]) {
    if (given?.attributes.has(name)) throw refused(`loader attribute '${name}'`);
  }
  if (variables?.attributes.has("template")) throw refused("nvram attribute 'template'");
  if (variables && chosen === "bios") throw domainDetail("firmware type 'bios' does not support nvram");
  const states = new Map(
    childrenNamed(childNamed(os, "firmware") ?? element("none"), "feature").map((one) => [
      attribute(one, "name"),
      attribute(one, "enabled"),
    ]),
  );
  if (states.get("enrolled-keys") === "yes" && states.get("secure-boot") === "no") {
    throw domainDetail(
      "firmware feature 'enrolled-keys' cannot be enabled when firmware feature 'secure-boot' is disabled",
    );
  }
}
