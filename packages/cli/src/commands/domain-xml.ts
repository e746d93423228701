// A domain's XML as a tree, for commands that look something up in it.

import { attempt } from "../failure.js";
import type { Shell } from "../shell.js";
import { parseXml, type XmlElement } from "../xml/index.js";
import type { DomainRef } from "./domain.js";

/** `flags`: virDomainXMLFlags. */
export async function readDomainXml(shell: Shell, dom: DomainRef, flags: number): Promise<XmlElement> {
  const { xml } = await attempt(
    "Failed to get domain description xml",
    shell.call.domainGetXmlDesc({ dom, flags }),
  );
  return parseXml(xml);
}
