/** The devices as a guest sees them, family by family, in the order in which libvirt compares them. */
import { attribute, find, type XmlElement } from "../../xml-tree.js";
import type { DeviceName, DomainDefinition } from "../definition.js";
import { comparePlaces } from "./place.js";
import {
  compare,
  differs,
  fixed,
  has,
  inner,
  own,
  plain,
  quoted,
  switchNumber,
  type Trait,
  text,
} from "./trait.js";

type Device = Trait<XmlElement>;

interface Family {
  readonly name: DeviceName;
  /** As in "Target domain disk count 2 does not match source 1". */
  readonly counted: string;
  readonly traits: readonly Device[];
  /** How many there are is not told. */
  readonly silent?: true;
}

const model = inner("model", "type");

/** "Target device ats option 'on' does not match source 'off'". */
const virtio: readonly Device[] = ["iommu", "ats", "packed", "page_per_vq"].map((name) =>
  quoted(`device ${name} option`, inner("driver", name, "default")),
);

const revolutions: Device = {
  get: inner("target", "rotation_rate", "0"),
  say: (target, source) => `Target disk rotation rate ${target} RPM does not match source ${source} RPM`,
};

/** "…value 'on' does not match source 'off'". */
const shmem = (what: string, get: Device["get"]): Device => ({
  get,
  say: (target, source) =>
    `Target shared memory ${what} '${target}' does not match source ${what} '${source}'`,
});

const MIB = 1_048_576n;
const shmemBytes = (device: XmlElement) => BigInt(text("size")(device) ?? "0") * MIB;

const memory = (what: string, get: Device["get"]): Device => ({
  get,
  say: (target, source) =>
    `Target memory device ${what} '${target}' doesn't match source ${what} '${source}'`,
});

const redirected: Device = {
  get: own("type"),
  say: (target, source) =>
    `Target redirected device source type ${target} does not match source device source type ${source}`,
};

export const FAMILIES: readonly Family[] = [
  {
    name: "disk",
    counted: "disk count",
    traits: [
      plain("disk device", own("device")),
      plain("disk bus", inner("target", "bus")),
      plain("disk", inner("target", "dev")),
      plain("disk serial", text("serial")),
      quoted("disk wwn", text("wwn")),
      fixed("Target disk access mode does not match source", has("readonly")),
      plain("disk model", own("model", "default")),
      revolutions,
      plain("disk queue count", inner("driver", "queues", "0")),
      plain("disk queue size", inner("driver", "queue_size", "0")),
      ...virtio,
    ],
  },
  {
    name: "controller",
    counted: "controller count",
    traits: [
      plain("controller type", own("type")),
      plain("controller index", own("index")),
      plain("controller model", own("model")),
      plain("controller ports", own("ports", "-1")),
      plain("controller vectors", own("vectors", "-1")),
      ...virtio,
    ],
  },
  {
    name: "filesystem",
    counted: "filesystem count",
    traits: [
      plain("filesystem guest target", inner("target", "dir")),
      fixed("Target filesystem access mode does not match source", has("readonly")),
      fixed("Target filesystem model does not match source", own("model")),
      ...virtio,
    ],
  },
  {
    name: "interface",
    counted: "net card count",
    traits: [
      plain("network card mac", inner("mac", "address")),
      plain("network card model", model),
      plain("network card MTU", inner("mtu", "size", "0")),
      ...virtio,
    ],
  },
  {
    name: "input",
    counted: "input device count",
    traits: [
      plain("input device type", own("type")),
      plain("input device bus", own("bus")),
      plain("input model", own("model")),
      ...virtio,
    ],
  },
  { name: "sound", counted: "sound card count", traits: [plain("sound card model", own("model"))] },
  {
    name: "video",
    counted: "video card count",
    traits: [
      plain("video card model", model),
      ...["ram", "vram", "vram64", "vgamem", "heads"].map(
        (name): Device => plain(`video card ${name}`, inner("model", name, "0")),
      ),
      fixed("Target video card acceleration does not match source", (device) =>
        find(device, "model", "acceleration") === undefined ? "no" : "yes",
      ),
      ...["2d", "3d"].map(
        (kind): Device =>
          plain(
            `video card ${kind} accel`,
            switchNumber((device) => attribute(find(device, "model", "acceleration"), `accel${kind}`)),
          ),
      ),
      ...virtio,
    ],
  },
  {
    name: "hostdev",
    counted: "host device count",
    traits: [plain("host device mode", own("mode")), plain("host device subsystem", own("type"))],
  },
  { name: "smartcard", counted: "smartcard count", traits: [] },
  {
    name: "serial",
    counted: "serial port count",
    traits: [
      plain("serial type", inner("target", "type")),
      plain("serial model", (device) => attribute(find(device, "target", "model"), "name")),
      plain("serial port", inner("target", "port")),
    ],
  },
  {
    name: "parallel",
    counted: "parallel port count",
    traits: [plain("parallel port", inner("target", "port"))],
  },
  {
    name: "channel",
    counted: "channel count",
    traits: [plain("channel type", inner("target", "type")), plain("channel name", inner("target", "name"))],
  },
  { name: "console", counted: "console count", traits: [plain("console type", inner("target", "type"))] },
  { name: "hub", counted: "hub device count", traits: [plain("hub device type", own("type"))] },
  {
    name: "redirdev",
    counted: "redirected devices count",
    traits: [plain("redirected device bus", own("bus")), redirected],
  },
  { name: "redirfilter", counted: "USB redirection filter count", traits: [] },
  { name: "watchdog", counted: "watchdog count", traits: [plain("watchdog model", own("model"))] },
  {
    name: "memballoon",
    counted: "memory balloon count",
    traits: [
      plain("balloon model", own("model")),
      ...["autodeflate", "freePageReporting"].map(
        (name): Device => quoted(`balloon ${name} attribute value`, own(name, "default")),
      ),
      ...virtio,
    ],
  },
  { name: "rng", counted: "RNG device count", traits: [quoted("RNG model", own("model")), ...virtio] },
  { name: "panic", counted: "panic device count", traits: [quoted("panic model", own("model", "default"))] },
  {
    name: "shmem",
    counted: "shared memory device count",
    traits: [
      shmem("role", own("role", "default")),
      shmem("model", model),
      shmem("size", shmemBytes),
      fixed("Target shared memory server usage doesn't match source", has("server")),
      fixed(
        "Target shared memory MSI configuration doesn't match source",
        (device) =>
          `${has("msi")(device)} ${inner("msi", "vectors")(device)} ${inner("msi", "ioeventfd")(device)}`,
      ),
    ],
  },
  {
    name: "tpm",
    counted: "TPM device count",
    traits: [
      fixed("Target TPM device type doesn't match source", inner("backend", "type")),
      fixed("Target TPM device model doesn't match source", own("model")),
      fixed("Target TPM version doesn't match source", inner("backend", "version")),
    ],
  },
  {
    name: "memory",
    counted: "memory device count",
    traits: [
      memory("model", own("model")),
      memory("targetNode", (device) => textOfTarget(device, "node") ?? "-1"),
      {
        get: (device) => textOfTarget(device, "size"),
        say: (target, source) =>
          `Target memory device size '${target}' doesn't match source memory device size '${source}'`,
      },
    ],
  },
  {
    name: "iommu",
    counted: "IOMMU device count",
    silent: true,
    traits: [quoted("domain IOMMU device model", own("model"))],
  },
  {
    name: "vsock",
    counted: "vsock device count",
    silent: true,
    traits: [quoted("domain vsock device model", own("model", "default"))],
  },
];

function textOfTarget(device: XmlElement, name: string): string | undefined {
  const target = find(device, "target");
  return target && text(name)(target);
}

function compareFamily(family: Family, source: DomainDefinition, target: DomainDefinition): void {
  const { name, counted, traits, silent } = family;
  const [from, to] = [source.devices[name], target.devices[name]];
  if (from.length !== to.length) {
    if (silent) throw differs(`Target domain ${counted} does not match source`);
    throw differs(`Target domain ${counted} ${to.length} does not match source ${from.length}`);
  }
  from.forEach((one, at) => {
    const other = to[at]!;
    compare(traits, one, other);
    comparePlaces(one, other);
  });
}

export function compareDevices(source: DomainDefinition, target: DomainDefinition): void {
  for (const family of FAMILIES) compareFamily(family, source, target);
}
