// Which mechanisms a daemon offers on which socket, and why not the others.

import {
  libvirtDemands,
  type Mechanism,
  mechanisms,
  mechList,
  objection,
  type SaslConf,
} from "@virtgate/sasl";
import { shown } from "../../tools/context.js";
import { type DaemonConf, type Transport, transports } from "./daemon-conf.js";
import { type Finding, problem, warning } from "./finding.js";

export interface Offer {
  readonly transport: Transport;
  /** What the socket asks for: "sasl", "none", ... */
  readonly auth: string;
  /** In the order in which clients are told. */
  readonly offered: readonly string[];
  readonly refused: readonly { readonly mechanism: string; readonly why: string }[];
}

/** Why most are not offered, on all sockets alike. */
export const notListed = "not in mech_list";

export interface OfferTerms {
  readonly conf: SaslConf | undefined;
  readonly daemon: DaemonConf;
  /** Why Kerberos does not work here; undefined if it does. */
  readonly kerberosProblem: string | undefined;
}

export const offersOf = (terms: OfferTerms): Offer[] =>
  transports.map((transport) => offerOn(transport, terms));

function offerOn(transport: Transport, terms: OfferTerms): Offer {
  const listed = terms.conf && mechList(terms.conf);
  const known = mechanisms.map((mechanism) => mechanism.name);
  const refused: { mechanism: string; why: string }[] = [];
  const able = mechanisms.filter((mechanism) => {
    const why = whyNot(mechanism, transport, listed, terms);
    if (why !== undefined) refused.push({ mechanism: mechanism.name, why });
    return why === undefined;
  });
  const names = able.map(({ name }) => name);
  const order = listed ?? known;
  for (const name of (listed ?? []).filter((each) => !known.includes(each)))
    refused.push({ mechanism: shown(name), why: "it is not available here" });
  return {
    transport,
    auth: terms.daemon.auth[transport],
    offered: order.filter((name) => names.includes(name)),
    refused,
  };
}

function whyNot(
  mechanism: Mechanism,
  transport: Transport,
  listed: readonly string[] | undefined,
  { conf, daemon, kerberosProblem }: OfferTerms,
): string | undefined {
  const { name, maxSsf } = mechanism;
  if (listed !== undefined && !listed.includes(name)) return notListed;
  if (mechanism.server === undefined) return "it is not available here";
  if (listed === undefined && (name === "ANONYMOUS" || name === "EXTERNAL"))
    return "mech_list has to name it";
  if (name === "EXTERNAL" && transport === "tcp") return "over TCP nothing tells who a client is";
  if (name === "PLAIN" && !verifiesPlain(conf))
    return "pwcheck_method names somebody else who cannot be asked";
  if (name === "GSSAPI" && kerberosProblem !== undefined) return kerberosProblem;
  if (transport !== "tcp") {
    const demands = libvirtDemands({ kind: "protected", externalSsf: 0, external: name === "EXTERNAL" });
    return objection(mechanism, demands)?.detail;
  }
  const demands = libvirtDemands({ kind: "tcp", minSsf: daemon.tcpMinSsf });
  if (objection(mechanism, demands) === undefined) return undefined;
  const needed = `TCP needs one of ${daemon.tcpMinSsf} bits (tcp_min_ssf)`;
  if (maxSsf === 0) return `it has no security layer, and ${needed}`;
  if (maxSsf < daemon.tcpMinSsf) return `its security layer has ${maxSsf} bits, and ${needed}`;
  return "over TCP nobody comes in without a name, and no password goes in the open";
}

/** The daemon verifies passwords itself or not at all. */
const verifiesPlain = (conf: SaslConf | undefined): boolean =>
  conf?.get("pwcheck_method")?.toLowerCase().split(/\s+/).includes("auxprop") ?? true;

/** What is wrong with what is offered. `file` is the SASL configuration, if there is one. */
export function offerFindings(offers: readonly Offer[], file: string | undefined, usual: string): Finding[] {
  const asking = offers.filter(({ auth }) => auth === "sasl");
  if (asking.length === 0) {
    return [
      warning(
        "no-sasl",
        undefined,
        "no socket asks for SASL",
        'in libvirtd.conf: auth_tls = "sasl", or auth_tcp, auth_unix_rw',
      ),
    ];
  }
  const empty = asking.filter(({ offered }) => offered.length === 0);
  const unknown = [
    ...new Set(
      offers.flatMap(({ refused }) => refused.filter(({ why }) => why === "it is not available here")),
    ),
  ].map(({ mechanism }) => mechanism);
  return [
    ...empty.map(({ transport }) =>
      problem(
        "no-mechanism",
        file ?? usual,
        `${transport} asks for SASL, and no mechanism that is listed does: every client is refused`,
        transport === "tcp"
          ? "mech_list: gssapi, or digest-md5 (the others need TLS or a unix socket)"
          : "mech_list: scram-sha-256",
      ),
    ),
    ...[...new Set(unknown)].map((name) =>
      warning(
        "mechanism-unknown",
        file,
        `mech_list names ${name}, which is not available here`,
        "leave it out",
      ),
    ),
  ];
}
