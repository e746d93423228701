/**
 * A change of one section of a network (virNetworkUpdate): `updateNetwork`. As in libvirt a copy is changed, and read
 * once more, so that an update cannot bring in what a definition could not have.
 */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { NetworkUpdateSection } from "@virtgate/protocol/constants";
import { MAX_XML_ELEMENTS } from "../limits.js";
import { refuse } from "../refusal.js";
import type { ParseContext } from "../shape.js";
import { parseXml } from "../xml-parse.js";
import type { XmlElement } from "../xml-tree.js";
import type { Change, Draft } from "./change.js";
import type { NetworkDefinition } from "./definition.js";
import { networkElement } from "./format.js";
import { parseNetworkElement } from "./parse.js";
import { notPossible } from "./refusal.js";
import { updateDhcpHost, updateDhcpRange } from "./update-dhcp.js";
import { updateDnsHost, updateDnsSrv, updateDnsTxt } from "./update-dns.js";
import { updateForwardInterface } from "./update-forward.js";
import { updatePortgroup } from "./update-portgroup.js";

export interface NetworkUpdate {
  /** virNetworkUpdateCommand */
  readonly command: number;
  /** virNetworkUpdateSection */
  readonly section: number;
  /** Which `<ip>`; -1: the one that has addresses to hand out. */
  readonly parentIndex: number;
  readonly xml: string;
  /** It is about what will be, not about what is. */
  readonly inactive: boolean;
}

const fixed =
  (section: string) =>
  ({ network }: Change): void => {
    throw notPossible(`can't update '${section}' section of network '${network}'`);
  };

const at = NetworkUpdateSection;
const SECTIONS: ReadonlyMap<number, (change: Change) => void> = new Map([
  [at.bridge, fixed("bridge")],
  [at.domain, fixed("domain")],
  [at.ip, fixed("ip")],
  [at.ipDhcpHost, updateDhcpHost],
  [at.ipDhcpRange, updateDhcpRange],
  [at.forward, fixed("forward")],
  [at.forwardInterface, updateForwardInterface],
  [at.forwardPf, fixed("forward pf")],
  [at.portgroup, updatePortgroup],
  [at.dnsHost, updateDnsHost],
  [at.dnsTxt, updateDnsTxt],
  [at.dnsSrv, updateDnsSrv],
]);

/** The network after the update; `network` itself stays as it is. */
export function updateNetwork(
  network: NetworkDefinition,
  update: NetworkUpdate,
  context: ParseContext,
): NetworkDefinition {
  const copy = parseNetworkElement(networkElement(network, update.inactive), context);
  const options = { label: "network_update_xml", bareLabel: true, domain: ErrorDomain.network };
  const xml = parseXml(update.xml, options);
  const section = SECTIONS.get(update.section);
  if (!section) throw notPossible("can't update unrecognized section of network");
  const draft: Draft = {};
  for (const [name, elements] of Object.entries(copy.sections)) draft[name] = [...elements];
  const { command, parentIndex } = update;
  const own = { ...context, owner: network.name };
  section({ command, parentIndex, xml, draft, context: own, network: network.name });
  for (const [name, elements] of Object.entries(draft)) if (elements.length === 0) delete draft[name];
  const changed = { ...copy, sections: draft };
  const root = networkElement(changed, update.inactive);
  if (elementsIn(root) > MAX_XML_ELEMENTS) throw tooLarge(network.name);
  parseNetworkElement(root, context);
  return changed;
}

const elementsIn = (node: XmlElement): number =>
  node.children.reduce((all, child) => (child.kind === "element" ? all + elementsIn(child) : all), 1);

/** A definition does not get larger by updates than it could have been from the start. */
const tooLarge = (name: string) =>
  refuse(
    ErrorDomain.network,
    ErrorCode.operationFailed,
    `network '${name}' would have more than ${MAX_XML_ELEMENTS} elements`,
  );
