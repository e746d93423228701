/** Snapshot to text. */
import { formatDomain } from "../domain/format.js";
import { formatUuid } from "../uuid.js";
import { element, type XmlElement } from "../xml-tree.js";
import { writeXml } from "../xml-write.js";
import { creationTimeElement, descriptionElement, nameElement, parentElement } from "./moment.js";
import { SNAPSHOT_STATES, type SnapshotDefinition } from "./snapshot.js";
import { snapshotDiskElement } from "./snapshot-disk.js";

/** `uuid` is that of the domain, for a snapshot that knows no more of it. */
export function formatSnapshot(
  snapshot: SnapshotDefinition,
  uuid: Uint8Array,
  { secure = false } = {},
): string {
  const { state, memory, memoryFile, disks, domain, inactiveDomain } = snapshot;
  const parts: readonly (XmlElement | undefined)[] = [
    nameElement(snapshot),
    descriptionElement(snapshot),
    state === 0 ? undefined : element("state", {}, [SNAPSHOT_STATES[state]]),
    parentElement(snapshot),
    creationTimeElement(snapshot),
    memory && element("memory", { snapshot: memory, file: memoryFile }),
    disks.length === 0 ? undefined : element("disks", {}, disks.map(snapshotDiskElement)),
    domain === undefined ? element("domain", {}, [element("uuid", {}, [formatUuid(uuid)])]) : undefined,
  ];
  let text = "<domainsnapshot>\n";
  for (const part of parts) if (part !== undefined) text += writeXml(part, 1);
  const options = { inactive: true, secure, level: 1 };
  if (domain !== undefined) text += formatDomain(domain, options);
  if (inactiveDomain !== undefined)
    text += formatDomain(inactiveDomain, { ...options, rootName: "inactiveDomain" });
  return `${text}</domainsnapshot>\n`;
}
