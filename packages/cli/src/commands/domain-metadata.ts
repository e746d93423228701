// A domain's title and description, as metadata or, on old hosts, out of its XML.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import type { Shell } from "../shell.js";
import type { DomainRef } from "./domain.js";

/** virDomainMetadataType. */
export const metadataType = { description: 0, title: 1 } as const;
export type TextKind = keyof typeof metadataType;

/** virDomainModificationImpact, of which this matters for reading. */
export const affectConfig = 2;
/** VIR_DOMAIN_XML_INACTIVE. */
const xmlInactive = 2;

/** Empty when there is none. */
export async function domainText(
  shell: Shell,
  dom: DomainRef,
  kind: TextKind,
  flags: number,
): Promise<string> {
  try {
    const { metadata } = await shell.call.domainGetMetadata({
      dom,
      type: metadataType[kind],
      uri: null,
      flags,
    });
    return metadata;
  } catch (thrown) {
    if (!(thrown instanceof LibvirtError)) throw thrown;
    if (thrown.code === ErrorCode.noDomainMetadata) return "";
    if (thrown.code !== ErrorCode.noSupport) throw thrown;
  }
  const { xml } = await shell.call.domainGetXmlDesc({ dom, flags: flags & affectConfig ? xmlInactive : 0 });
  const { parseXml, textOf } = await import("../xml/index.js");
  return textOf(parseXml(xml), kind) ?? "";
}

/** For lists, where a title that cannot be had is as good as none. */
export async function domainTitle(shell: Shell, dom: DomainRef): Promise<string> {
  try {
    return await domainText(shell, dom, "title", 0);
  } catch {
    return "";
  }
}
