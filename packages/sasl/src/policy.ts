// Which mechanisms a server offers and a client takes: strengths and properties, as Cyrus weighs them.
import { maxMechanismListLength, maxMechanismName } from "./limits.js";
import type { Mechanism } from "./mechanism.js";
import { SaslCode, SaslError } from "./problem.js";

/** What is demanded of a mechanism. Strengths are in bits of SSF. */
export interface Demands {
  /** Strength that layer and transport have to reach together. libvirt: tcp_min_ssf on TCP, 0 over TLS and unix. */
  readonly minSsf: number;
  readonly maxSsf: number;
  /** Strength of the transport itself (TLS); 0 without. */
  readonly externalSsf: number;
  /** Whether the transport says who the client is: without, there is no EXTERNAL. */
  readonly external: boolean;
  readonly noAnonymous: boolean;
  readonly noPlaintext: boolean;
}

/** What libvirt demands: on plain TCP a layer; over TLS and unix sockets none, since those are protected. */
export const libvirtDemands = (
  transport: { kind: "tcp"; minSsf: number } | { kind: "protected"; externalSsf: number; external: boolean },
): Demands =>
  transport.kind === "tcp"
    ? {
        minSsf: transport.minSsf,
        maxSsf: 100_000,
        externalSsf: 0,
        external: false,
        noAnonymous: true,
        noPlaintext: true,
      }
    : {
        minSsf: 0,
        maxSsf: 0,
        externalSsf: transport.externalSsf,
        external: transport.external,
        noAnonymous: false,
        noPlaintext: false,
      };

/** Why a mechanism does not do, in Cyrus' words; undefined if it does. */
export function objection({ name, maxSsf, flags }: Mechanism, demands: Demands): SaslError | undefined {
  const mismatch = "security flags do not match required";
  if (maxSsf < demands.minSsf - demands.externalSsf)
    return new SaslError("too weak", `mech ${name} is too weak`);
  if (name === "EXTERNAL" && !demands.external) return new SaslError("no mechanism", "");
  if (flags.anonymous && demands.noAnonymous) return new SaslError("no mechanism", mismatch);
  if (flags.plaintext && demands.noPlaintext) return new SaslError("too weak", mismatch, SaslCode.encrypt);
  return undefined;
}

/**
 * The mechanisms that a server offers, in the order of `mechList` (mechList of conf.ts) or, without one, strongest
 * first. None is possible: libvirt then answers with an error. `mechanisms` is the table, or what of it is usable.
 */
export function offered(
  mechanisms: readonly Mechanism[],
  demands: Demands,
  mechList?: readonly string[],
): readonly Mechanism[] {
  const able = mechanisms.filter(
    (mechanism) => mechanism.server !== undefined && objection(mechanism, demands) === undefined,
  );
  if (mechList === undefined) return able;
  return mechList.flatMap((name) => able.find((mechanism) => mechanism.name === name.toUpperCase()) ?? []);
}

/** The list as libvirt sends it: "SCRAM-SHA-256,DIGEST-MD5". */
export const offerText = (mechanisms: readonly Mechanism[]): string =>
  mechanisms.map(({ name }) => name).join(",");

/** The names in a server's list, as it wrote them. libvirt separates by commas, Cyrus takes anything but name characters. */
export function readOffer(text: string): string[] {
  if (text.length > maxMechanismListLength)
    throw new SaslError("malformed message", `a list of mechanisms of ${text.length} characters`);
  return text.split(/[^A-Za-z0-9_-]+/).filter((name) => name !== "" && name.length <= maxMechanismName);
}

/**
 * The mechanism that a client starts from a server's list: the first of `mechanisms` (strongest first) that is in
 * it and does what is demanded, or `wanted` and no other. Whatever the order of the list. Throws "no mechanism"
 * with Cyrus' text, or, for a `wanted` that is not offered, with libvirt's as `detail`; the case of `wanted`
 * counts, as in libvirt.
 */
export function choose(
  mechanisms: readonly Mechanism[],
  offer: string,
  demands: Demands,
  wanted?: string,
): Mechanism {
  const names = readOffer(offer);
  if (wanted !== undefined && !names.includes(wanted))
    throw new SaslError("no mechanism", `SASL mechanism ${wanted} not supported by server`);
  const listed = new Set((wanted === undefined ? names : [wanted]).map((name) => name.toUpperCase()));
  const chosen = mechanisms.find(
    (mechanism) =>
      listed.has(mechanism.name) &&
      mechanism.client !== undefined &&
      objection(mechanism, demands) === undefined,
  );
  if (chosen === undefined)
    throw new SaslError("no mechanism", names.length === 0 ? "" : "No worthy mechs found");
  return chosen;
}

/**
 * The mechanism that a client has asked a server to start. Throws what Cyrus' server logs: "Couldn't find mech X"
 * for one that was not offered or does not exist.
 */
export function startable(offer: readonly Mechanism[], name: string): Mechanism {
  const upper = name.toUpperCase();
  const found = offer.find((mechanism) => mechanism.name === upper);
  if (found !== undefined) return found;
  const shown = /^[A-Za-z0-9_-]{1,20}$/.test(name) ? name : "with an invalid name";
  throw new SaslError("no mechanism", `Couldn't find mech ${shown}`);
}
