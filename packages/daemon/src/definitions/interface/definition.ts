/** An interface of the host: its names as fields, and the whole in libvirt's form. */

import type { XmlElement } from "../xml-tree.js";
import { writeXml } from "../xml-write.js";

export interface InterfaceDefinition {
  readonly name: string;
  /** As it was written. Only an ethernet interface has one. */
  readonly mac: string | undefined;
  /** Never changed in place. */
  readonly element: XmlElement;
}

export const formatInterface = ({ element }: InterfaceDefinition): string => writeXml(element);
