// Snapshots of domains.

import { type remote, remoteLimits } from "@virtgate/protocol";
import {
  DomainSnapshotCreateFlags,
  DomainSnapshotDeleteFlags,
  DomainSnapshotRevertFlags,
} from "@virtgate/protocol/constants";
import type { Call, Handlers } from "../call.js";
import type { DomainSnapshotDriver, MomentRef } from "../drivers/domain-snapshot-driver.js";
import { after, done } from "./after.js";
import { type NamedFlag, requireExclusive, requireFlag, requireListSize, supported } from "./checks.js";

const snapshotsOf = (call: Call, api: string): DomainSnapshotDriver => supported(call.driver.snapshots, api);

const answered = (snap: MomentRef) => ({ snap });
const number = (num: number) => ({ num });

const flag = {
  redefine: [DomainSnapshotCreateFlags.redefine, "VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE"],
  current: [DomainSnapshotCreateFlags.current, "VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT"],
  noMetadata: [DomainSnapshotCreateFlags.noMetadata, "VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA"],
  halt: [DomainSnapshotCreateFlags.halt, "VIR_DOMAIN_SNAPSHOT_CREATE_HALT"],
  running: [DomainSnapshotRevertFlags.running, "VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING"],
  paused: [DomainSnapshotRevertFlags.paused, "VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED"],
  children: [DomainSnapshotDeleteFlags.children, "VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN"],
  childrenOnly: [DomainSnapshotDeleteFlags.childrenOnly, "VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY"],
} as const satisfies Record<string, NamedFlag>;

/** As many names as fit an answer, and as the client has asked for. */
function requireNames(maxnames: number): void {
  requireListSize(
    "maxnames",
    maxnames,
    remoteLimits.domainSnapshotListMax,
    "REMOTE_DOMAIN_SNAPSHOT_LIST_MAX",
  );
}

const listed = (needResults: number) => (snapshots: readonly MomentRef[]) => ({
  snapshots: needResults ? [...snapshots] : [],
  ret: snapshots.length,
});

export const domainSnapshotHandlers: Handlers<typeof remote.calls> = {
  domainSnapshotCreateXml(call, { dom, xmlDesc, flags }) {
    const api = "virDomainSnapshotCreateXML";
    const snapshots = snapshotsOf(call, api);
    requireFlag(api, flags, flag.current, flag.redefine);
    requireExclusive(api, flags, flag.redefine, flag.noMetadata);
    requireExclusive(api, flags, flag.redefine, flag.halt);
    return after(snapshots.createXml(dom, xmlDesc, flags), answered);
  },
  domainSnapshotGetXmlDesc: (call, { snap, flags }) =>
    after(snapshotsOf(call, "virDomainSnapshotGetXMLDesc").xml(snap, flags), (xml) => ({ xml })),

  domainSnapshotNum: (call, { dom, flags }) =>
    after(snapshotsOf(call, "virDomainSnapshotNum").count(dom, flags), number),
  domainSnapshotListNames(call, { dom, maxnames, flags }) {
    requireNames(maxnames);
    const snapshots = snapshotsOf(call, "virDomainSnapshotListNames");
    return after(snapshots.names(dom, flags), (names) => ({ names: names.slice(0, maxnames) }));
  },
  domainListAllSnapshots: (call, { dom, needResults, flags }) =>
    after(snapshotsOf(call, "virDomainListAllSnapshots").list(dom, flags), listed(needResults)),

  domainSnapshotNumChildren: (call, { snap, flags }) =>
    after(snapshotsOf(call, "virDomainSnapshotNumChildren").countChildren(snap, flags), number),
  domainSnapshotListChildrenNames(call, { snap, maxnames, flags }) {
    requireNames(maxnames);
    const snapshots = snapshotsOf(call, "virDomainSnapshotListChildrenNames");
    return after(snapshots.childNames(snap, flags), (names) => ({ names: names.slice(0, maxnames) }));
  },
  domainSnapshotListAllChildren(call, { snapshot, needResults, flags }) {
    const snapshots = snapshotsOf(call, "virDomainSnapshotListAllChildren");
    return after(snapshots.listChildren(snapshot, flags), listed(needResults));
  },

  domainSnapshotLookupByName: (call, { dom, name, flags }) =>
    after(snapshotsOf(call, "virDomainSnapshotLookupByName").lookupByName(dom, name, flags), answered),
  domainHasCurrentSnapshot: (call, { dom, flags }) =>
    after(snapshotsOf(call, "virDomainHasCurrentSnapshot").hasCurrent(dom, flags), (has) => ({
      result: has ? 1 : 0,
    })),
  domainSnapshotCurrent: (call, { dom, flags }) =>
    after(snapshotsOf(call, "virDomainSnapshotCurrent").current(dom, flags), answered),
  domainSnapshotGetParent: (call, { snap, flags }) =>
    after(snapshotsOf(call, "virDomainSnapshotGetParent").parent(snap, flags), answered),
  domainSnapshotIsCurrent: (call, { snap, flags }) =>
    after(snapshotsOf(call, "virDomainSnapshotIsCurrent").isCurrent(snap, flags), (is) => ({
      current: is ? 1 : 0,
    })),
  domainSnapshotHasMetadata: (call, { snap, flags }) =>
    after(snapshotsOf(call, "virDomainSnapshotHasMetadata").hasMetadata(snap, flags), (has) => ({
      metadata: has ? 1 : 0,
    })),

  domainRevertToSnapshot(call, { snap, flags }) {
    const api = "virDomainRevertToSnapshot";
    const snapshots = snapshotsOf(call, api);
    requireExclusive(api, flags, flag.running, flag.paused);
    return done(snapshots.revert(snap, flags));
  },
  domainSnapshotDelete(call, { snap, flags }) {
    const api = "virDomainSnapshotDelete";
    const snapshots = snapshotsOf(call, api);
    requireExclusive(api, flags, flag.children, flag.childrenOnly);
    return done(snapshots.delete(snap, flags));
  },
};
