/**
 * A domain's definition: the values that drivers work with as fields, everything else as elements that are
 * already in libvirt's form. Sections and devices are trees of the definition's own; a driver may change them.
 */
import { cloneElement, type XmlElement } from "../xml-tree.js";

/** Device families in the order in which libvirt writes them. */
export const DEVICE_ORDER = [
  ...[
    "emulator",
    "disk",
    "controller",
    "lease",
    "filesystem",
    "interface",
    "smartcard",
    "serial",
    "parallel",
  ],
  ...["console", "channel", "input", "tpm", "graphics", "sound", "audio", "video", "hostdev", "redirdev"],
  ...[
    "redirfilter",
    "hub",
    "watchdog",
    "memballoon",
    "rng",
    "nvram",
    "panic",
    "shmem",
    "memory",
    "iommu",
    "vsock",
  ],
] as const;
export type DeviceName = (typeof DEVICE_ORDER)[number];

/** Sections between the memory sizes and the end, in libvirt's order. */
export const SECTION_ORDER = [
  ...[
    "blkiotune",
    "memtune",
    "memoryBacking",
    "vcpu",
    "vcpus",
    "iothreads",
    "iothreadids",
    "defaultiothread",
    "cputune",
  ],
  ...[
    "numatune",
    "resource",
    "sysinfo",
    "bootloader",
    "bootloader_args",
    "os",
    "idmap",
    "features",
    "cpu",
    "clock",
  ],
  ...[
    "on_poweroff",
    "on_reboot",
    "on_crash",
    "on_lockfailure",
    "pm",
    "perf",
    "devices",
    "seclabel",
    "keywrap",
  ],
  ...["launchSecurity"],
] as const;
export type SectionName = Exclude<(typeof SECTION_ORDER)[number], "devices" | "vcpu">;

export interface DomainDefinition {
  /** The id of a running domain; only `formatDomain`'s options decide whether it is written. */
  readonly id?: number;
  /** The hypervisor type the user wrote: "test", "kvm", … */
  readonly type: string;
  name: string;
  readonly uuid: Uint8Array;
  readonly genid?: Uint8Array;
  title?: string;
  description?: string;
  /** `<metadata>`: other programs' elements, exactly as they were. */
  metadata?: XmlElement;
  memoryKiB: bigint;
  currentMemoryKiB: bigint;
  readonly maxMemory?: { readonly slots: number; readonly kiB: bigint };
  readonly dumpCore?: "on" | "off";
  /** How many virtual CPUs are switched on, and how many there can be. */
  vcpus: number;
  maxVcpus: number;
  readonly vcpuPlacement: "static" | "auto";
  readonly vcpuSet?: string;
  readonly osType: string;
  readonly arch: string;
  readonly sections: Partial<Record<SectionName, XmlElement[]>>;
  readonly devices: Record<DeviceName, XmlElement[]>;
}

export function cloneDomain(from: DomainDefinition): DomainDefinition {
  const copy = (elements: readonly XmlElement[] | undefined) => elements?.map(cloneElement) ?? [];
  const all = <Name extends string>(of: Partial<Record<Name, XmlElement[]>>) =>
    Object.fromEntries(
      Object.entries<XmlElement[] | undefined>(of).map(([name, elements]) => [name, copy(elements)]),
    );
  return {
    ...from,
    uuid: Uint8Array.from(from.uuid),
    ...(from.metadata && { metadata: cloneElement(from.metadata) }),
    sections: all(from.sections),
    devices: all(from.devices) as DomainDefinition["devices"],
  };
}
