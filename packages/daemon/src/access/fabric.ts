// A Fibre Channel adapter's world wide names, which rules can look at.

import { ErrorDomain } from "@virtgate/protocol";
import {
  attribute,
  childNamed,
  childrenNamed,
  parseXml,
  textOf,
  type XmlElement,
} from "../definitions/index.js";
import type { Attributes } from "./question.js";

/** Of an adapter that libvirt calls a scsi_host of a fabric; of every other device none. */
export function fabricAttributes(xml: string): Attributes {
  const device = parseXml(xml, { label: "node_device_definition", domain: ErrorDomain.nodedev });
  const host = capability(device, "scsi_host");
  const fabric = host && capability(host, "fc_host");
  if (fabric === undefined) return {};
  return {
    node_device_wwnn: textOf(childNamed(fabric, "wwnn")),
    node_device_wwpn: textOf(childNamed(fabric, "wwpn")),
  };
}

const capability = (of: XmlElement, type: string): XmlElement | undefined =>
  childrenNamed(of, "capability").find((each) => attribute(each, "type") === type);
