/** `<features>`: what the machine can do, in libvirt's order. */
import { invalidDomain, unsupported } from "../refusal.js";
import { type ChildRule, present, type Shape, shape } from "../shape.js";
import { bytesToKiB, parseScaled } from "../units.js";
import { choice, number, onOff, required } from "../values.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../xml-tree.js";
import { scaledChild } from "./devices/scaled.js";

const state = { state: required(onOff) };
/** `<vmport state='off'/>`, where saying nothing means on. */
const switched = (name: string): Shape =>
  shape(name, { attributes: { state: (value, at) => onOff(value, at) ?? "on" } });
const explicit = (name: string): Shape => shape(name, { attributes: state });

/** Children whose names are a closed list; anything else is refused by name. */
function closedList(parent: XmlElement, known: readonly string[], refusal: (name: string) => Error): void {
  for (const node of parent.children) {
    if (node.kind === "element" && !known.includes(node.name)) throw refusal(node.name);
  }
}

const HYPERV = [
  ...[
    "relaxed",
    "vapic",
    "spinlocks",
    "vpindex",
    "runtime",
    "synic",
    "stimer",
    "reset",
    "vendor_id",
    "frequencies",
  ],
  ...["reenlightenment", "tlbflush", "ipi", "evmcs", "avic"],
];

const isOn = (at: { element: XmlElement }) => attribute(at.element, "state") === "on";

const HYPERV_SHAPES: Readonly<Record<string, Shape>> = {
  spinlocks: shape("spinlocks", {
    attributes: {
      ...state,
      retries(value, at) {
        if (!isOn(at)) return undefined;
        const text = required(number())(value, at)!;
        if (Number(text) < 4095) throw invalidDomain("HyperV spinlock retry count must be at least 4095");
        return text;
      },
    },
  }),
  vendor_id: shape("vendor_id", {
    attributes: {
      ...state,
      value(value, at) {
        if (!isOn(at)) return undefined;
        if (value === undefined)
          throw invalidDomain("missing 'value' attribute for HyperV feature 'vendor_id'");
        if (value.length > 12)
          throw invalidDomain("HyperV vendor_id value must not be more than 12 characters.");
        if (value.includes(",")) throw invalidDomain("HyperV vendor_id value is invalid");
        return value;
      },
    },
  }),
  stimer: shape("stimer", {
    attributes: state,
    children: [
      (parent, context) => {
        if (attribute(parent, "state") !== "on") return [];
        closedList(parent, ["direct"], (name) => unsupported(`unsupported Hyper-V stimer feature: ${name}`));
        const [direct] = explicit("direct")(parent, context);
        return direct && attribute(direct, "state") === "on" ? [direct] : [];
      },
    ],
  }),
};

const hyperv = shape("hyperv", {
  attributes: { mode: (value, at) => choice(["custom", "passthrough"])(value, at) ?? "custom" },
  children: [
    (parent, context) => {
      closedList(parent, HYPERV, (name) => unsupported(`unsupported HyperV Enlightenment feature: ${name}`));
      return HYPERV.flatMap((name) => (HYPERV_SHAPES[name] ?? explicit(name))(parent, context));
    },
  ],
  spread: true,
  flag: true,
});

const KVM = ["hidden", "hint-dedicated", "poll-control", "pv-ipi", "dirty-ring"];
const dirtyRing = shape("dirty-ring", {
  attributes: {
    ...state,
    size(value, at) {
      if (!isOn(at)) return undefined;
      const text = required(number())(value, at)!;
      const size = Number(text);
      if (size < 1024 || size > 65536 || (size & (size - 1)) !== 0) {
        throw invalidDomain("dirty ring must be power of 2 and ranges [1024, 65536]");
      }
      return text;
    },
  },
});
const kvm = shape("kvm", {
  children: [
    (parent, context) => {
      closedList(parent, KVM, (name) => unsupported(`unsupported KVM feature: ${name}`));
      return KVM.flatMap((name) => (name === "dirty-ring" ? dirtyRing : explicit(name))(parent, context));
    },
  ],
  flag: true,
  spread: true,
});

const XEN = ["e820_host", "passthrough"];
const xen = shape("xen", {
  children: [
    (parent, context) => {
      closedList(parent, XEN, (name) => unsupported(`unsupported Xen feature: ${name}`));
      return XEN.flatMap((name) =>
        (name === "passthrough"
          ? shape(name, {
              attributes: {
                ...state,
                mode: (value, at) => (isOn(at) ? choice(["sync_pt", "share_pt"])(value, at) : undefined),
              },
            })
          : explicit(name))(parent, context),
      );
    },
  ],
  flag: true,
  spread: true,
});

const CAPABILITIES = [
  ...[
    "audit_control",
    "audit_write",
    "block_suspend",
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
  ],
  ...[
    "ipc_lock",
    "ipc_owner",
    "kill",
    "lease",
    "linux_immutable",
    "mac_admin",
    "mac_override",
    "mknod",
    "net_admin",
  ],
  ...[
    "net_bind_service",
    "net_broadcast",
    "net_raw",
    "setgid",
    "setfcap",
    "setpcap",
    "setuid",
    "sys_admin",
    "sys_boot",
  ],
  ...[
    "sys_chroot",
    "sys_module",
    "sys_nice",
    "sys_pacct",
    "sys_ptrace",
    "sys_rawio",
    "sys_resource",
    "sys_time",
  ],
  ...["sys_tty_config", "syslog", "wake_alarm"],
];

const capabilities = shape("capabilities", {
  attributes: { policy: choice(["default", "allow", "deny"]) },
  children: [
    (parent, context) => {
      closedList(parent, CAPABILITIES, (name) => unsupported(`unexpected capability feature '${name}'`));
      return CAPABILITIES.flatMap((name) => explicit(name)(parent, context));
    },
  ],
});

const gic = shape("gic", {
  attributes: {
    version(value, at) {
      return choice(["host", "2", "3"])(value, at);
    },
  },
  flag: true,
});

const smm = shape("smm", {
  attributes: { state: (value, at) => onOff(value, at) ?? "on" },
  children: [
    (parent) => {
      const from = childNamed(parent, "tseg");
      if (!from || attribute(parent, "state") === "off") return [];
      const bytes =
        parseScaled(textOf(from), attribute(from, "unit"), "string(./tseg)", {
          defaultScale: 1024n * 1024n,
        }) ?? 0n;
      return [element("tseg", ...shortSize(bytes))];
    },
  ],
});

/** The largest unit that holds the size without a remainder. */
function shortSize(bytes: bigint): [{ unit: string }, [string]] {
  let value = bytes;
  let power = 0;
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  while (value > 0n && value % 1024n === 0n && power < units.length - 1) {
    value /= 1024n;
    power++;
  }
  return [{ unit: units[power]! }, [String(value)]];
}

const hpt = shape("hpt", {
  attributes: { resizing: choice(["enabled", "disabled", "required"]) },
  children: [
    (parent) => {
      const from = childNamed(parent, "maxpagesize");
      const bytes = from && parseScaled(textOf(from), attribute(from, "unit"), "./hpt/maxpagesize");
      return bytes ? [element("maxpagesize", { unit: "KiB" }, [String(bytesToKiB(bytes))])] : [];
    },
  ],
});

const mode = (name: string, words: readonly string[]): Shape =>
  shape(name, { attributes: { value: choice(words) } });

/** In libvirt's order. */
const RULES: readonly (Shape & ChildRule)[] = [
  present("acpi"),
  shape("apic", { attributes: { eoi: onOff }, flag: true }),
  present("pae"),
  shape("hap", { attributes: { state: hiddenWhenOn }, flag: true }),
  present("viridian"),
  present("privnet"),
  hyperv,
  kvm,
  switched("pvspinlock"),
  capabilities,
  switched("pmu"),
  switched("vmport"),
  gic,
  smm,
  shape("ioapic", { attributes: { driver: choice(["qemu", "kvm"]) } }),
  hpt,
  switched("vmcoreinfo"),
  explicit("htm"),
  explicit("nested-hv"),
  shape("msrs", { attributes: { unknown: required(choice(["ignore", "fault"])) } }),
  explicit("ccf-assist"),
  xen,
  mode("cfpc", ["broken", "workaround", "fixed"]),
  mode("sbbc", ["broken", "workaround", "fixed"]),
  mode("ibs", ["broken", "workaround", "fixed-ibs", "fixed-ccd", "fixed-na"]),
  shape("tcg", { children: [scaledChild("tb-cache", "KiB", { hideZero: true })] }),
];
const NAMES = RULES.map((rule) => rule.elementName);

function hiddenWhenOn(value: string | undefined, at: Parameters<typeof onOff>[1]): string | undefined {
  return onOff(value, at) ?? "on";
}

export const features: ChildRule = (domain, context) => {
  const from = childrenNamed(domain, "features");
  if (from.length === 0) return [];
  const all = element(
    "features",
    {},
    from.flatMap((one) => one.children),
  );
  closedList(all, NAMES, (name) => unsupported(`unexpected feature '${name}'`));
  // Of two with one name the last one counts.
  const last = new Map(
    all.children.flatMap((node) => (node.kind === "element" ? [[node.name, node] as const] : [])),
  );
  const made = RULES.flatMap((rule) => rule(element("features", {}, [...last.values()]), context));
  return made.length > 0 ? [element("features", {}, made)] : [];
};
