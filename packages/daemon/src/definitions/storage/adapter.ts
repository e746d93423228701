/** `<adapter>`: the SCSI or Fibre Channel host adapter whose disks are a pool. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { hostPciAddress, zpci } from "../domain/devices/address.js";
import { Limit, parseInteger } from "../integer.js";
import { refuse } from "../refusal.js";
import { type ChildRule, type ParseContext, shape } from "../shape.js";
import { choice, onOff, string, yesNo } from "../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../xml-tree.js";
import { invalidStorage } from "./refusal.js";

const fcHost = shape("adapter", {
  attributes: {
    type: string,
    parent: string,
    parent_wwnn: string,
    parent_wwpn: string,
    parent_fabric_wwn: string,
    managed: yesNo,
    wwnn: string,
    wwpn: string,
  },
});

function scsiHost(from: XmlElement, context: ParseContext): XmlElement {
  const name = attribute(from, "name");
  const parent = childNamed(from, "parentaddr");
  if (parent === undefined) return element("adapter", { type: "scsi_host", name });
  const address = childNamed(parent, "address");
  if (address === undefined) throw invalidStorage("Missing scsi_host PCI address element");
  const place = readAddress(address, context);
  const id = parseInteger(attribute(parent, "unique_id") ?? "", Limit.int);
  if (id === undefined || id < 0n) throw invalidStorage("Missing or invalid scsi adapter 'unique_id' value");
  return element("adapter", { type: "scsi_host", name }, [element("parentaddr", { unique_id: id }, [place])]);
}

/** What else an address can have is checked, and not kept. */
function readAddress(from: XmlElement, context: ParseContext): XmlElement {
  const place = hostPciAddress.apply(from, context)!;
  onOff(attribute(from, "multifunction"), { name: "multifunction", element: from, context });
  const last = childrenNamed(from, "zpci").at(-1);
  if (last !== undefined) zpci.apply(last, context);
  return place;
}

/** Before there was a type, a SCSI host had a name and nothing else. */
function legacy(from: XmlElement): XmlElement[] {
  if (["wwnn", "wwpn", "parent"].some((name) => from.attributes.has(name))) {
    throw invalidStorage("Use of 'wwnn', 'wwpn', and 'parent' attributes requires use of the adapter 'type'");
  }
  if (childNamed(from, "parentaddr") !== undefined) {
    throw invalidStorage("Use of 'parentaddr' element requires use of the adapter 'type'");
  }
  const name = attribute(from, "name");
  return name === undefined ? [] : [element("adapter", { type: "scsi_host", name })];
}

const adapterType = choice(["scsi_host", "fc_host"]);

export const adapter: ChildRule = (parent, context) => {
  const from = childNamed(parent, "adapter");
  if (from === undefined) return [];
  switch (adapterType(attribute(from, "type"), { name: "type", element: from, context })) {
    case "fc_host":
      return [fcHost.apply(from, context)!];
    case "scsi_host":
      return [scsiHost(from, context)];
    default:
      return legacy(from);
  }
};

function requireWwn(wwn: string | undefined): void {
  if (wwn === undefined || /^(0x)?[0-9a-fA-F]{16}$/.test(wwn)) return;
  throw refuse(ErrorDomain.none, ErrorCode.internalError, `Malformed wwn: ${wwn}`);
}

function checkFcHost(read: (name: string) => string | undefined): void {
  const [wwnn, wwpn] = [read("wwnn"), read("wwpn")];
  if (wwnn === undefined || wwpn === undefined) {
    throw invalidStorage("'wwnn' and 'wwpn' must be specified for adapter type 'fchost'");
  }
  requireWwn(wwnn);
  requireWwn(wwpn);
  const [parentWwnn, parentWwpn] = [read("parent_wwnn"), read("parent_wwpn")];
  if (parentWwnn !== undefined && parentWwpn === undefined) {
    throw invalidStorage(`when providing parent_wwnn='${parentWwnn}', the parent_wwpn must also be provided`);
  }
  if (parentWwnn === undefined && parentWwpn !== undefined) {
    throw invalidStorage(`when providing parent_wwpn='${parentWwpn}', the parent_wwnn must also be provided`);
  }
  for (const wwn of [parentWwnn, parentWwpn, read("parent_fabric_wwn")]) requireWwn(wwn);
}

/** What a pool of this kind needs of its adapter. */
export function checkAdapter(made: XmlElement | undefined): void {
  if (made === undefined) throw invalidStorage("missing storage pool source adapter");
  if (attribute(made, "type") === "fc_host") {
    checkFcHost((name) => attribute(made, name));
    return;
  }
  const [name, parent] = [attribute(made, "name"), childNamed(made, "parentaddr")];
  if (name === undefined && parent === undefined) {
    throw invalidStorage("Either 'name' or 'parent' must be specified for the 'scsi_host' adapter");
  }
  if (name !== undefined && parent !== undefined) {
    throw invalidStorage("Both 'name' and 'parent' cannot be specified for the 'scsi_host' adapter");
  }
}
