/** `<os>`, its boot order and its firmware, and the boot loader that may stand beside it. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../integer.js";
import { domainDetail, invalidDomain, refuse, unsupported } from "../refusal.js";
import { type ChildRule, each, type ParseContext, shape, textElement, type ValueRule } from "../shape.js";
import { choice, required, string, yesNo } from "../values.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";

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
  attributes: {
    dev(value, at) {
      if (value === undefined) throw invalidDomain("missing boot device");
      return required(choice(["fd", "cdrom", "hd", "network"], { refusal: (word) => unknownBoot(word) }))(
        value,
        at,
      );
    },
  },
});
const unknownBoot = (word: string) =>
  refuse(ErrorDomain.domain, ErrorCode.internalError, `unknown boot device '${word}'`);

const loader = shape("loader", {
  attributes: {
    readonly: yesNo,
    secure: yesNo,
    type: choice(["rom", "pflash"]),
    stateless: yesNo,
  },
  text: (value) => value,
});

const nvram = shape("nvram", { attributes: { template: string }, text: (value) => value });

const firmware = shape("firmware", {
  children: [
    each(
      shape("feature", {
        attributes: { enabled: required(yesNo), name: required(choice(["enrolled-keys", "secure-boot"])) },
      }),
    ),
  ],
});

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

const timeout: ValueRule = (value) => {
  if (value === undefined) return undefined;
  const read = parseInteger(value, Limit.unsignedInt);
  if (read === undefined || read > 65535n) {
    throw invalidDomain(`invalid value for boot menu timeout, must be in range [0,65535]`);
  }
  return read.toString();
};

const rebootTimeout: ValueRule = (value) => {
  if (value === undefined) return undefined;
  const read = parseInteger(value, Limit.int);
  if (read === undefined || read < -1n || read > 65535n) {
    throw invalidDomain("invalid value for rebootTimeout, must be in range [-1,65535]");
  }
  return read.toString();
};

const bootmenu = shape("bootmenu", { attributes: { enable: yesNo, timeout } });

const bios = shape("bios", { attributes: { useserial: yesNo, rebootTimeout } });

const smbios = shape("smbios", {
  attributes: {
    mode: choice(["none", "emulate", "host", "sysinfo"], {
      refusal: (value) => unsupported(`unknown smbios mode '${value}'`),
    }),
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
    throw unsupported(`unknown firmware value ${value}`);
  return value;
};

/** Kernel and friends: every kind of guest but a container may name them. */
const kernelBoot: readonly ChildRule[] = ["kernel", "initrd", "cmdline", "dtb", "root"].map((name) =>
  textElement(name),
);

export interface ParsedOs {
  readonly type: string;
  readonly arch: string;
  readonly os: XmlElement;
  readonly sections: { bootloader?: XmlElement[]; bootloader_args?: XmlElement[] };
}

/** Reads `<os>`, and `<bootloader>`, which without a type makes the guest a Xen one. */
export function parseOs(domain: XmlElement, hostArch: string, context: ParseContext): ParsedOs {
  const from = childNamed(domain, "os") ?? element("os");
  const bootloader = childNamed(domain, "bootloader");
  const typeElement = childNamed(from, "type");
  let type = textOf(typeElement) || undefined;
  if (type === undefined) {
    if (!bootloader) throw invalidDomain("an os <type> must be specified");
    type = "xen";
  }
  if (!OS_TYPES.includes(type)) throw unsupported(`unknown OS type '${type}'`);
  const arch = attribute(typeElement, "arch") ?? hostArch;
  if (!ARCHITECTURES.has(arch)) throw unsupported(`Unknown architecture ${arch}`);
  const machine = attribute(typeElement, "machine");
  const sections: ParsedOs["sections"] = {};
  const loaderPath = textOf(bootloader);
  if (loaderPath !== "") sections.bootloader = [element("bootloader", {}, [loaderPath])];
  const args = textOf(childNamed(domain, "bootloader_args"));
  if (args !== "") sections.bootloader_args = [element("bootloader_args", {}, [args])];

  const rules: ChildRule[] = [];
  if (type === "exe") {
    rules.push(
      textElement("init"),
      initArguments,
      initEnvironment,
      textElement("initdir"),
      textElement("inituser"),
      textElement("initgroup"),
    );
  } else {
    rules.push(firmware, loader, nvram, ...kernelBoot, acpi);
    if (type === "hvm") rules.push(each(bootDevice), bootmenu, bios);
  }
  rules.push(smbios);
  const os = element(
    "os",
    {
      firmware: firmwareAttribute(attribute(from, "firmware"), { name: "firmware", element: from, context }),
    },
    [element("type", { arch, machine }, [type]), ...rules.flatMap((rule) => rule(from, context))],
  );
  return { type, arch, os, sections };
}

/** A machine boots from its disk unless something else was said anywhere. */
export function completeBoot(os: XmlElement, type: string, devicesBoot: boolean): void {
  const given = childrenNamed(os, "boot").length > 0;
  if (given && devicesBoot) {
    throw unsupported("per-device boot elements cannot be used together with os/boot elements");
  }
  if (type !== "hvm" || given || devicesBoot) return;
  const before = os.children.findIndex(
    (node) => node.kind === "element" && ["bootmenu", "bios", "smbios"].includes(node.name),
  );
  os.children.splice(before < 0 ? os.children.length : before, 0, element("boot", { dev: "hd" }));
}

/** Firmware that libvirt chooses by itself cannot also be described. */
export function checkFirmware(os: XmlElement): void {
  if (attribute(os, "firmware") === undefined) return;
  const given = childNamed(os, "loader");
  for (const name of ["readonly", "type"]) {
    if (given?.attributes.has(name)) {
      throw domainDetail(
        `loader attribute '${name}' cannot be specified when firmware autoselection is enabled`,
      );
    }
  }
  if (attribute(childNamed(os, "nvram"), "template") !== undefined) {
    throw domainDetail(
      "nvram attribute 'template' cannot be specified when firmware autoselection is enabled",
    );
  }
}
