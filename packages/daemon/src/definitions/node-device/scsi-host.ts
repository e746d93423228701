/** A SCSI host adapter, which may be one of Fibre Channel, and may be divided into virtual ones. */
import { Limit, parseInteger } from "../integer.js";
import { type ChildRule, shape } from "../shape.js";
import { attribute, childrenNamed, element, type XmlElement } from "../xml-tree.js";
import { childText, field, internal, ownerOf, requiredNumber } from "./fields.js";

/** WWNs are drawn at random for hypervisors that libvirt knows a vendor of; the test hypervisor is none. */
const wwn = (from: XmlElement, name: string, device: string): XmlElement => {
  const text = childText(from, name);
  if (text === undefined)
    throw internal(`no ${name.toUpperCase()} supplied for '${device}', and auto-generation failed`);
  return element(name, {}, [text]);
};

function fibreChannel(from: XmlElement, device: string): XmlElement {
  const fabric = childText(from, "fabric_wwn");
  return element("capability", { type: "fc_host" }, [
    wwn(from, "wwnn", device),
    wwn(from, "wwpn", device),
    fabric === undefined ? undefined : element("fabric_wwn", {}, [fabric]),
  ]);
}

/** How many virtual adapters there are is asked of the host, never read. */
const virtualPorts = (): XmlElement =>
  element("capability", { type: "vport_ops" }, [
    element("max_vports", {}, ["0"]),
    element("vports", {}, ["0"]),
  ]);

const capabilities: ChildRule = (parent, context) => {
  const device = ownerOf(context);
  const made = new Map<string, XmlElement>();
  for (const one of childrenNamed(parent, "capability")) {
    const type = attribute(one, "type");
    if (type === undefined) throw internal(`missing SCSI host capability type for '${device}'`);
    if (type === "vport_ops") made.set(type, virtualPorts());
    else if (type === "fc_host") made.set(type, fibreChannel(one, device));
    else throw internal(`unknown SCSI host capability type '${type}' for '${device}'`);
  }
  return ["fc_host", "vport_ops"].flatMap((type) => made.get(type) ?? []);
};

const uniqueId = field("unique_id", (text, device) => {
  if (text === undefined) return undefined;
  const id = parseInteger(text, Limit.int);
  if (id === undefined) throw internal(`invalid unique_id supplied for '${device}'`);
  return id === -1n ? undefined : id.toString();
});

const type = () => "scsi_host";

export const scsiHost = shape("capability", {
  attributes: { type },
  children: [requiredNumber("host", "SCSI host ID", { signed: true }), uniqueId, capabilities],
});

/** One that is still to be made has no number. */
export const newScsiHost = shape("capability", {
  attributes: { type },
  children: [capabilities],
  flag: true,
});
