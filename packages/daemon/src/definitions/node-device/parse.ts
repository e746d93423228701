/** Text to definition: `parseNodeDevice`. The order of the steps is the order in which libvirt refuses. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { invalidXml, refuse } from "../refusal.js";
import type { ParseContext, Shape } from "../shape.js";
import { choice, required } from "../values.js";
import { parseXml } from "../xml-parse.js";
import { attribute, childNamed, childrenNamed, textOf, type XmlElement } from "../xml-tree.js";
import {
  apCard,
  apMatrix,
  apQueue,
  ccw,
  css,
  scsi,
  scsiTarget,
  usbDevice,
  usbInterface,
} from "./bus-devices.js";
import { CAPABILITY_NAMES, type CapabilityName, type NodeDeviceDefinition } from "./definition.js";
import { childText, internal, invalid } from "./fields.js";
import { drm, net, storage, system } from "./host-devices.js";
import { mdev } from "./mdev.js";
import { pci } from "./pci.js";
import { newScsiHost, scsiHost } from "./scsi-host.js";

/** What libvirt reads in a definition; the other capabilities it finds by itself. */
const SHAPES: Readonly<Partial<Record<CapabilityName, Shape>>> = {
  system,
  pci,
  usb_device: usbDevice,
  usb: usbInterface,
  net,
  scsi_host: scsiHost,
  scsi_target: scsiTarget,
  scsi,
  storage,
  drm,
  mdev,
  ccw,
  css,
  ap_card: apCard,
  ap_queue: apQueue,
  ap_matrix: apMatrix,
};

const NEW_SHAPES = { ...SHAPES, scsi_host: newScsiHost };

/** What a device is called that has no name yet. */
const newName = "new device";

export interface ParseNodeDeviceOptions {
  /** It is to be made: it has no name, and an adapter no number. */
  readonly create?: boolean;
}

export function parseNodeDevice(xml: string, options: ParseNodeDeviceOptions = {}): NodeDeviceDefinition {
  const root = parseXml(xml, { label: "node_device_definition", domain: ErrorDomain.nodedev });
  return parseNodeDeviceElement(root, options);
}

/** Nothing in a device is drawn at random. */
const noRandom = (count: number) => new Uint8Array(count);

export function parseNodeDeviceElement(
  root: XmlElement,
  { create = false }: ParseNodeDeviceOptions = {},
): NodeDeviceDefinition {
  if (root.name !== "device") throw invalidXml(`expecting root element of 'device', not '${root.name}'`);
  const name = create ? newName : childText(root, "name");
  if (name === undefined) throw refuse(ErrorDomain.nodedev, ErrorCode.noName);
  const context: ParseContext = { random: noRandom, owner: name };
  const nodes = readDevnodes(root, context);
  const { parentWwnn, parentWwpn, ...parent } = readParent(root);
  if (parentWwnn !== undefined && parentWwpn === undefined)
    throw invalid(`when providing parent wwnn='${parentWwnn}', the wwpn must also be provided`);
  if (parentWwnn === undefined && parentWwpn !== undefined)
    throw invalid(`when providing parent wwpn='${parentWwpn}', the wwnn must also be provided`);
  const given = childrenNamed(root, "capability");
  if (given.length === 0) throw internal(`no device capabilities for '${name}'`);
  return {
    name,
    path: childText(root, "path"),
    ...nodes,
    ...parent,
    parentWwnn,
    parentWwpn,
    capabilities: given.map((one) => readCapability(one, create, context)),
  };
}

function readDevnodes(root: XmlElement, context: ParseContext) {
  let devnode: string | undefined;
  const devlinks: string[] = [];
  for (const one of childrenNamed(root, "devnode")) {
    const kind = devnodeKind(attribute(one, "type"), { name: "type", element: one, context });
    if (kind === "dev") devnode = textOf(one);
    else devlinks.push(textOf(one));
  }
  return { devnode, devlinks };
}

const devnodeKind = required(choice(["dev", "link"]));
const capabilityName = required(choice(CAPABILITY_NAMES));

function readParent(root: XmlElement) {
  const from = childNamed(root, "parent");
  const word = (name: string) => attribute(from, name) || undefined;
  return {
    parent: textOf(from) || undefined,
    parentWwnn: word("wwnn"),
    parentWwpn: word("wwpn"),
    parentFabricWwn: word("fabric_wwn"),
  };
}

function readCapability(from: XmlElement, create: boolean, context: ParseContext): XmlElement {
  const at = { name: "type", element: from, context };
  const type = capabilityName(attribute(from, "type"), at) as CapabilityName;
  const rule = (create ? NEW_SHAPES : SHAPES)[type];
  if (rule === undefined) {
    const number = CAPABILITY_NAMES.indexOf(type);
    throw internal(`unknown capability type '${number}' for '${context.owner}'`);
  }
  return rule.apply(from, context)!;
}
