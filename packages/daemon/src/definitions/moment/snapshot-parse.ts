/** Text to snapshot. The order of the steps is the order in which libvirt refuses. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { DomainState } from "@virtgate/protocol/constants";
import { Limit, parseInteger } from "../integer.js";
import { invalidXml, refuse } from "../refusal.js";
import { choice } from "../values.js";
import { parseXml } from "../xml-parse.js";
import { attribute, childNamed, childrenNamed, isElement, textOf, type XmlElement } from "../xml-tree.js";
import {
  creationTimeOf,
  descriptionOf,
  keptDomain,
  type MomentContext,
  nameOf,
  parentNameOf,
} from "./moment.js";
import {
  DISK_SNAPSHOT,
  LOCATIONS,
  type Location,
  SNAPSHOT_STATES,
  type SnapshotDefinition,
} from "./snapshot.js";
import { readSnapshotDisk } from "./snapshot-disk.js";

const invalid = (detail: string) => refuse(ErrorDomain.domainSnapshot, ErrorCode.xmlError, detail);
const internal = (detail: string) => refuse(ErrorDomain.domainSnapshot, ErrorCode.internalError, detail);

export function parseSnapshot(xml: string, context: MomentContext): SnapshotDefinition {
  return parseSnapshotElement(
    parseXml(xml, { label: "domain_snapshot", domain: ErrorDomain.domainSnapshot }),
    context,
  );
}

export function parseSnapshotElement(root: XmlElement, context: MomentContext): SnapshotDefinition {
  if (root.name !== "domainsnapshot")
    throw invalidXml(`expecting root element of 'domainsnapshot', not '${root.name}'`);
  const { redefine } = context;
  const given = nameOf(root);
  if (given === undefined && redefine) throw invalid("a redefined snapshot must have a name");
  const before = redefine ? readBefore(root, context) : takenNow(context);
  const memory = readMemory(root, before.state, context);
  const disks = childrenNamed(root, "disks")
    .flatMap(({ children }) => children.filter(isElement))
    .map((from) => readSnapshotDisk(from, redefine, context));
  return {
    name: given ?? before.creationTime.toString(),
    description: descriptionOf(root),
    ...before,
    ...memory,
    disks,
  };
}

type Before = Pick<SnapshotDefinition, "creationTime" | "parentName" | "state" | "domain" | "inactiveDomain">;

const takenNow = ({ now }: MomentContext): Before => ({
  creationTime: now,
  parentName: undefined,
  state: 0,
  domain: undefined,
  inactiveDomain: undefined,
});

/** What only a snapshot says that was taken before. */
function readBefore(root: XmlElement, context: MomentContext): Before {
  const creationTime = creationTimeOf(root);
  if (creationTime === undefined) throw internal("missing creationTime from existing snapshot");
  const parentName = parentNameOf(root);
  const stateName = textOf(childNamed(root, "state"));
  if (stateName === "") throw invalid("missing state from existing snapshot");
  const state = (SNAPSHOT_STATES as readonly string[]).indexOf(stateName);
  if (state <= 0) {
    const detail = `Invalid state '${stateName}' in domain snapshot XML`;
    throw refuse(ErrorDomain.domainSnapshot, ErrorCode.configUnsupported, detail);
  }
  // Old snapshots know no more of their domain than its uuid.
  const domain = childNamed(root, "domain");
  const inactive = childNamed(root, "inactiveDomain");
  return {
    creationTime,
    parentName,
    state,
    domain: domain && attribute(domain, "type") ? keptDomain(domain, context) : undefined,
    inactiveDomain: inactive && keptDomain(inactive, context),
  };
}

const location = choice(LOCATIONS);

function readMemory(
  root: XmlElement,
  state: number,
  context: MomentContext,
): Pick<SnapshotDefinition, "memory" | "memoryFile"> {
  const from = childNamed(root, "memory");
  const file = attribute(from, "file");
  const offline = state === DomainState.shutoff || state === DISK_SNAPSHOT;
  let memory =
    from &&
    (location(attribute(from, "snapshot"), { name: "snapshot", element: from, context }) as
      | Location
      | undefined);
  if (memory === "manual") throw invalid("'manual' memory snapshot mode not supported");
  if (memory === undefined && file !== undefined) memory = "external";
  else if (memory === undefined && context.redefine) memory = offline ? "no" : "internal";
  if (file !== undefined && memory !== "external")
    throw invalid(`memory filename '${file}' requires external snapshot`);
  if (file === undefined && memory === "external")
    throw invalid("external memory snapshots require a filename");
  if (offline && memory !== undefined && memory !== "no")
    throw invalid("memory state cannot be saved with offline or disk-only snapshot");
  if (file !== undefined && !file.startsWith("/"))
    throw invalid(`memory snapshot file path (${file}) must be absolute`);
  return { memory, memoryFile: file };
}

/** Whether a snapshot in a host file is the current one. */
export function isMarkedActive(root: XmlElement): boolean {
  const active = parseInteger(textOf(childNamed(root, "active")), Limit.int);
  if (active === undefined) throw internal("Could not find 'active' element");
  return active !== 0n;
}
