/** What a device can do, whether it says so at the top or inside of something else. */
import { attribute, childrenNamed, type XmlElement } from "../xml-tree.js";

/** Whether the device has what `name` names: a capability of its own, or one inside of it. */
export function hasCapability(all: readonly XmlElement[], name: string): boolean {
  return all.some((one) => {
    const type = attribute(one, "type") ?? "";
    if (type === name) return true;
    const inner = INSIDE[name]?.[type];
    return (
      inner !== undefined && childrenNamed(one, "capability").some((it) => attribute(it, "type") === inner)
    );
  });
}

/** Where else a capability is found: in which others, and under which type there. */
const INSIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mdev_types: { pci: "mdev_types", css: "mdev_types", ap_matrix: "mdev_types" },
  vpd: { pci: "vpd" },
  fc_host: { scsi_host: "fc_host" },
  vports: { scsi_host: "vport_ops" },
};
