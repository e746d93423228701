/** A device of the host as a value: its place in the tree of devices, and what it can do. */
import type { XmlElement } from "../xml-tree.js";

/** virNodeDevCapType, by the numbers that libvirt's refusals show. */
export const CAPABILITY_NAMES = [
  ...["system", "pci", "usb_device", "usb", "net", "scsi_host", "scsi_target", "scsi", "storage", "fc_host"],
  ...["vports", "scsi_generic", "drm", "mdev_types", "mdev", "ccw", "css", "vdpa", "ap_card", "ap_queue"],
  ...["ap_matrix", "vpd"],
] as const;
export type CapabilityName = (typeof CAPABILITY_NAMES)[number];

export interface NodeDeviceDefinition {
  readonly name: string;
  readonly parent: string | undefined;
  /** How else the parent of a new virtual adapter may be named. */
  readonly parentWwnn: string | undefined;
  readonly parentWwpn: string | undefined;
  readonly parentFabricWwn: string | undefined;
  readonly path: string | undefined;
  readonly devnode: string | undefined;
  readonly devlinks: readonly string[];
  /** Each `<capability>`, already in libvirt's form. */
  readonly capabilities: readonly XmlElement[];
}
