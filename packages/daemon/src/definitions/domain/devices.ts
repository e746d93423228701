/** All device families: which shape reads which element, and in which order libvirt keeps them. */
import { MAX_DEVICES } from "../limits.js";
import { internal, unsupported } from "../refusal.js";
import type { ParseContext, Shape } from "../shape.js";
import {
  attribute,
  childNamed,
  childrenNamed,
  element,
  isElement,
  merged,
  textOf,
  type XmlElement,
} from "../xml-tree.js";
import { DEVICE_ORDER, type DeviceName } from "./definition.js";
import { audio, sound } from "./devices/audio.js";
import { channelDevice, console as consoleDevice, parallel, serial } from "./devices/character.js";
import { controller } from "./devices/controller.js";
import { disk } from "./devices/disk.js";
import { filesystem } from "./devices/filesystem.js";
import { graphics } from "./devices/graphics.js";
import { hostdev } from "./devices/hostdev.js";
import { input } from "./devices/input.js";
import { networkInterface } from "./devices/interface.js";
import { memoryDevice } from "./devices/memory-device.js";
import { insertController, insertDisk } from "./devices/order.js";
import { redirdev, redirfilter } from "./devices/redirect.js";
import { rng } from "./devices/rng.js";
import {
  hub,
  iommu,
  lease,
  memballoon,
  nvramDevice,
  panic,
  shmem,
  tpm,
  vsock,
  watchdog,
} from "./devices/simple.js";
import { smartcard } from "./devices/smartcard.js";
import { video } from "./devices/video.js";

type Insert = (list: XmlElement[], device: XmlElement) => void;

interface Family {
  readonly shape: Shape;
  /** Where a new one goes; at the end when absent. */
  readonly insert?: Insert;
  /** There can be one only, and this is how libvirt says so. */
  readonly single?: string;
}

/** In the order in which libvirt reads them, which decides what is refused first. */
export const FAMILIES: Readonly<Record<Exclude<DeviceName, "emulator">, Family>> = {
  disk: { shape: disk, insert: insertDisk },
  controller: { shape: controller, insert: insertController },
  lease: { shape: lease },
  filesystem: { shape: filesystem },
  interface: { shape: networkInterface },
  smartcard: { shape: smartcard },
  parallel: { shape: parallel },
  serial: { shape: serial },
  console: { shape: consoleDevice },
  channel: { shape: channelDevice },
  input: { shape: input },
  graphics: { shape: graphics },
  sound: { shape: sound },
  audio: { shape: audio },
  video: { shape: video },
  hostdev: { shape: hostdev },
  watchdog: { shape: watchdog, single: "only a single watchdog device is supported" },
  memballoon: { shape: memballoon, single: "only a single memory balloon device is supported" },
  rng: { shape: rng },
  tpm: { shape: tpm },
  nvram: { shape: nvramDevice, single: "only a single nvram device is supported" },
  hub: { shape: hub },
  redirdev: { shape: redirdev },
  redirfilter: { shape: redirfilter, single: "only one set of redirection filter rule is supported" },
  panic: { shape: panic },
  shmem: { shape: shmem },
  memory: { shape: memoryDevice },
  iommu: { shape: iommu, single: "only a single IOMMU device is supported" },
  vsock: { shape: vsock, single: "only a single vsock device is supported" },
};

export function emptyDevices(): Record<DeviceName, XmlElement[]> {
  return Object.fromEntries(DEVICE_ORDER.map((name) => [name, []])) as unknown as Record<
    DeviceName,
    XmlElement[]
  >;
}

/** Everything in `<devices>`, each in libvirt's form; what libvirt adds by itself comes later (implicit.ts). */
export function parseDevices(domain: XmlElement, context: ParseContext): Record<DeviceName, XmlElement[]> {
  const devices = emptyDevices();
  const from = merged(domain, "devices");
  if (!from) return devices;
  const count = from.children.filter(isElement).length;
  if (count > MAX_DEVICES)
    throw unsupported(`${count} devices are more than the ${MAX_DEVICES} that are supported`);
  const emulator = textOf(childNamed(from, "emulator"));
  if (emulator !== "") devices.emulator.push(element("emulator", {}, [emulator]));
  for (const [name, family] of Object.entries(FAMILIES) as [keyof typeof FAMILIES, Family][]) {
    const given = childrenNamed(from, name);
    if (family.single && given.length > 1) throw internal(family.single);
    for (const one of given) {
      const made = family.shape.apply(one, context);
      if (!made) continue;
      if (family.insert) family.insert(devices[name], made);
      else devices[name].push(made);
    }
  }
  return devices;
}

/** One device on its own, as for attaching it to a domain. */
export function parseDevice(from: XmlElement, context: ParseContext): XmlElement {
  const family = Object.hasOwn(FAMILIES, from.name)
    ? FAMILIES[from.name as keyof typeof FAMILIES]
    : undefined;
  const made = family?.shape.apply(from, context);
  if (!made) throw internal(`unknown device type '${from.name}'`);
  return made;
}

/** All boot orders given to devices. */
export const bootOrders = (devices: Record<DeviceName, XmlElement[]>): string[] =>
  Object.values(devices).flatMap((list) =>
    list.flatMap((one) => attribute(childNamed(one, "boot"), "order") ?? []),
  );
