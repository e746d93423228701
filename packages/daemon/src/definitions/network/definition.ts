/** A network's definition: its names as fields, everything else as elements in libvirt's form. */
import { attribute, type XmlElement } from "../xml-tree.js";

/** In the order in which libvirt writes them. */
export const SECTION_ORDER = [
  ...["forward", "bridge", "mtu", "mac", "domain", "dns", "vlan", "bandwidth", "port", "ip", "route"],
  ...["virtualport", "portgroup"],
] as const;
export type NetworkSection = (typeof SECTION_ORDER)[number];

export interface NetworkDefinition {
  readonly name: string;
  readonly uuid: Uint8Array;
  /** Of `<network>` itself. */
  readonly attributes: ReadonlyMap<string, string>;
  /** `<metadata>`: other programs' elements, as they were. */
  readonly metadata?: XmlElement;
  /** Never changed in place: an update makes a new definition. */
  readonly sections: Readonly<Record<string, readonly XmlElement[]>>;
}

/** Undefined for networks that have no bridge of their own, or have not been given one yet. */
export const bridgeNameOf = ({ sections }: NetworkDefinition): string | undefined =>
  attribute(sections.bridge?.[0], "name");
