/** What many devices share: alias, boot order, ROM, ACPI index, the options of every virtio device. */
import { invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, shape } from "../../shape.js";
import { onOff, positiveInt, required, string, yesNo } from "../../values.js";
import { attribute, childNamed, element, type XmlElement } from "../../xml-tree.js";
import { address } from "./address.js";

export const VIRTIO_MODELS = ["virtio", "virtio-transitional", "virtio-non-transitional"] as const;

const USER_ALIAS = /^ua-[a-zA-Z0-9_.-]*$/;

/** Only a user's own alias ("ua-…") is kept in a definition; the others are the daemon's. */
export const alias: ChildRule = (parent) => {
  const name = attribute(childNamed(parent, "alias"), "name");
  return name !== undefined && USER_ALIAS.test(name) ? [element("alias", { name })] : [];
};

export const boot = shape("boot", {
  attributes: {
    order: required(positiveInt),
    loadparm(value) {
      if (value === undefined) return undefined;
      const upper = value.toUpperCase();
      if (upper.length < 1 || upper.length > 8) {
        throw invalidDomain(`loadparm value '${value}' must be between 1 and 8 characters`);
      }
      if (!/^[A-Z0-9. ]*$/.test(upper)) {
        throw invalidDomain(
          `invalid loadparm value '${value}', expecting chars in set of [a-zA-Z0-9.] and blank spaces`,
        );
      }
      return upper;
    },
  },
});

export const rom = shape("rom", {
  attributes: { enabled: yesNo, bar: onOff, file: string },
  finish(made) {
    if (attribute(made, "enabled") === "no" && (made.attributes.has("bar") || made.attributes.has("file"))) {
      throw unsupported("ROM tuning is not supported when ROM is disabled");
    }
    return made;
  },
});

export const acpiIndex = shape("acpi", { attributes: { index: positiveInt } });

export const virtioOptions = { iommu: onOff, ats: onOff, packed: onOff, page_per_vq: onOff } as const;
/** Only virtio devices understand these. */
export function refuseVirtioOptions(driver: XmlElement | undefined): void {
  for (const name of Object.keys(virtioOptions)) {
    if (driver?.attributes.has(name))
      throw unsupported(`${name} driver option is only supported for virtio devices`);
  }
}

export const virtioDriver = shape("driver", { attributes: virtioOptions });

/** The tail of nearly every device, in libvirt's order. `boot` comes first where a device can boot. */
export const deviceInfo: readonly ChildRule[] = [alias, acpiIndex, address];
/** As `deviceInfo`, for devices that may boot or carry a ROM. */
export const bootableInfo: readonly ChildRule[] = [boot, alias, rom, acpiIndex, address];
