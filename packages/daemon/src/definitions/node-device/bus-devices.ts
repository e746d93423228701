/** Devices on USB, on SCSI and on the channels of a mainframe. */
import { type ChildRule, shape, textElement } from "../shape.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../xml-tree.js";
import {
  childText,
  field,
  hexText,
  identity,
  internal,
  ownerOf,
  readInOrder,
  requiredNumber,
} from "./fields.js";
import { onlyMdevTypes } from "./mdev.js";

const signed = (name: string, what: string): ChildRule => requiredNumber(name, what, { signed: true });

export const usbDevice = shape("capability", {
  attributes: { type: () => "usb_device" },
  children: [
    signed("bus", "USB bus number"),
    signed("device", "USB device number"),
    readInOrder([2, identity("vendor", "USB vendor ID")], [1, identity("product", "USB product ID")]),
  ],
});

export const usbInterface = shape("capability", {
  attributes: { type: () => "usb" },
  children: [
    signed("number", "USB interface number"),
    signed("class", "USB interface class"),
    signed("subclass", "USB interface subclass"),
    signed("protocol", "USB interface protocol"),
    textElement("description"),
  ],
});

export const scsi = shape("capability", {
  attributes: { type: () => "scsi" },
  children: [
    signed("host", "SCSI host ID"),
    signed("bus", "SCSI bus ID"),
    signed("target", "SCSI target ID"),
    signed("lun", "SCSI LUN ID"),
    textElement("type"),
  ],
});

function remotePort(from: XmlElement, device: string): XmlElement {
  const type = attribute(from, "type");
  if (type === undefined) throw internal(`missing type for SCSI target capability for '${device}'`);
  if (type !== "fc_remote_port")
    throw internal(`unknown SCSI target capability type '${type}' for '${device}'`);
  const rport = childText(from, "rport");
  if (rport === undefined) throw internal(`missing rport name for '${device}'`);
  const wwpn = childText(from, "wwpn");
  if (wwpn === undefined) throw internal(`missing wwpn identifier for '${device}'`);
  return element("capability", { type }, [element("rport", {}, [rport]), element("wwpn", {}, [wwpn])]);
}

export const scsiTarget = shape("capability", {
  attributes: { type: () => "scsi_target" },
  children: [
    field("target", (text, device) => {
      if (text === undefined) throw internal(`no target name supplied for '${device}'`);
      return text;
    }),
    (parent, context) =>
      childrenNamed(parent, "capability")
        .map((one) => remotePort(one, ownerOf(context)))
        .slice(-1),
  ],
});

const channelAddress: readonly ChildRule[] = [
  hexText("cssid", 1),
  hexText("ssid", 1),
  hexText("devno", 4, 16),
];

export const ccw = shape("capability", { attributes: { type: () => "ccw" }, children: channelAddress });

export const css = shape("capability", {
  attributes: { type: () => "css" },
  children: [
    ...channelAddress,
    readInOrder(
      [2, onlyMdevTypes],
      [
        1,
        (parent, context) => {
          const from = childNamed(parent, "channel_dev_addr");
          const made = from && shape("channel_dev_addr", { children: channelAddress }).apply(from, context);
          return made ? [made] : [];
        },
      ],
    ),
  ],
});

const adapter = hexText("ap-adapter", 2);
export const apCard = shape("capability", { attributes: { type: () => "ap_card" }, children: [adapter] });
export const apQueue = shape("capability", {
  attributes: { type: () => "ap_queue" },
  children: [adapter, hexText("ap-domain", 4, 0, [0n, 255n])],
});
export const apMatrix = shape("capability", {
  attributes: { type: () => "ap_matrix" },
  children: [onlyMdevTypes],
  spread: true,
});
