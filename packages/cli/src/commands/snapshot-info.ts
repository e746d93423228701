// What there is to know about one snapshot: `snapshot-info`, `snapshot-dumpxml`, `snapshot-parent`.

import { Failure } from "../failure.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import { childAt, childrenOf, isElement, parseXml, textOf, type XmlElement } from "../xml/index.js";
import { lookupDomain } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { parentName } from "./moment.js";
import { currentOption, lookupSnapshot, parentOf, secure, snapshotOption } from "./snapshot.js";

/** VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS. */
const descendants = 1;

/** Snapshots of before libvirt 1.0.1 say nothing of memory: then those of disks alone are external. */
function isExternal(document: XmlElement, state: string): boolean {
  const memory = childAt(document, "memory");
  if (memory === undefined) return state === "disk-snapshot";
  const disks = childrenOf(document, "disks").flatMap(({ children }) => children.filter(isElement));
  return [...childrenOf(document, "memory"), ...disks.filter(({ name }) => name === "disk")].some(
    ({ attributes }) => attributes["snapshot"] === "external",
  );
}

export const snapshotInfo: Command = {
  name: "snapshot-info",
  group: "snapshot",
  help: "snapshot information",
  description: "Returns basic information about a snapshot.",
  options: [domainOption(), snapshotOption(), currentOption("info on current snapshot")],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "snapshot-info", args);
    const snap = await lookupSnapshot(shell, args, dom);
    const line = (label: string, value: string | number) => shell.print(`${label.padEnd(15)} ${value}\n`);
    line("Name:", snap.name);
    line("Domain:", dom.name);
    const { current } = await shell.call.domainSnapshotIsCurrent({ snap, flags: 0 });
    line("Current:", current > 0 ? "yes" : "no");
    const document = parseXml((await shell.call.domainSnapshotGetXmlDesc({ snap, flags: 0 })).xml);
    const state = textOf(document, "state");
    if (!state) throw new Failure("unexpected problem reading snapshot xml");
    line("State:", state);
    line("Location:", isExternal(document, state) ? "external" : "internal");
    line("Parent:", parentName(document) ?? "-");
    const count = async (flags: number) => (await shell.call.domainSnapshotNumChildren({ snap, flags })).num;
    line("Children:", await count(0));
    line("Descendants:", await count(descendants));
    const { metadata } = await shell.call.domainSnapshotHasMetadata({ snap, flags: 0 });
    line("Metadata:", metadata === 0 ? "no" : "yes");
    return true;
  },
};

export const snapshotDumpxml: Command = {
  name: "snapshot-dumpxml",
  group: "snapshot",
  help: "Dump XML for a domain snapshot",
  description: "Snapshot Dump XML",
  options: [
    domainOption(),
    { ...snapshotOption(), type: "data", required: true },
    bool("security-info", "include security sensitive information in XML dump"),
    ...xpathOptions,
  ],
  async run(shell, args) {
    const name = args.required("snapshotname");
    const dom = await lookupDomain(shell, "snapshot-dumpxml", args);
    const { snap } = await shell.call.domainSnapshotLookupByName({ dom, name, flags: 0 });
    const flags = args.has("security-info") ? secure : 0;
    return dumpXml(shell, args, async () => (await shell.call.domainSnapshotGetXmlDesc({ snap, flags })).xml);
  },
};

export const snapshotParent: Command = {
  name: "snapshot-parent",
  group: "snapshot",
  help: "Get the name of the parent of a snapshot",
  description: "Extract the snapshot's parent, if any",
  options: [
    domainOption(),
    snapshotOption("find parent of snapshot name"),
    currentOption("find parent of current snapshot"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "snapshot-parent", args);
    const snap = await lookupSnapshot(shell, args, dom);
    const parent = await parentOf(shell, snap);
    if (parent === undefined) throw new Failure(`snapshot '${snap.name}' has no parent`);
    shell.print(parent);
    return true;
  },
};
