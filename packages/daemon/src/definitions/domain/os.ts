/** `<os>`, its boot order and its firmware, and the boot loader that may stand beside it. */
import { Limit } from "../integer.js";
import { invalidDomain, unsupported } from "../refusal.js";
import { type ChildRule, each, type ParseContext, shape, textElement, type ValueRule } from "../shape.js";
import { choice, number, required, string, yesNo } from "../values.js";
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
import { firmwareAttribute, firmwareRules } from "./firmware.js";

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
    "ppcle",
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
  ...["x86_64", "xtensa", "xtensaeb"],
]);

const bootDevice = shape("boot", {
  attributes: { dev: required(choice(["fd", "cdrom", "hd", "network"])) },
});
/** Each device once is enough, and there are four. */
const bootDevices: ChildRule = (parent, context) => each(bootDevice)(parent, context).slice(0, 4);

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
    rules.push(...firmwareRules, ...kernelBoot, acpi);
    if (osType === "hvm") rules.push(...(loaderPath === "" ? [bootDevices] : []), bootmenu, bios);
  }
  rules.push(smbios);
  const automatic = firmwareAttribute(attribute(from, "firmware"), {
    name: "firmware",
    element: from,
    context,
  });
  const os = element("os", { firmware: automatic }, [
    element("type", { arch, machine: attribute(childNamed(from, "type"), "machine") }, [osType]),
    ...rules.flatMap((rule) => rule(from, context)),
  ]);
  return {
    os: [os],
    ...(loaderPath !== "" && { bootloader: [element("bootloader", {}, [loaderPath])] }),
    ...(bootloader && args !== "" && { bootloader_args: [element("bootloader_args", {}, [args])] }),
  };
}

const SMBIOS_MODES = ["none", "emulate", "host", "sysinfo"];
const smbios = shape("smbios", { attributes: { mode: string } });

/** libvirt looks at the mode of `<smbios>` only after the devices. */
export function checkSmbios(os: XmlElement): void {
  const mode = attribute(childNamed(os, "smbios"), "mode");
  if (mode !== undefined && !SMBIOS_MODES.includes(mode)) throw unsupported(`unknown smbios mode '${mode}'`);
  if (mode === "none") setChild(os, "smbios", undefined);
}

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
