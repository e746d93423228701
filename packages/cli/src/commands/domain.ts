// Domains as the user names them, and as the wire does.

import type { Args, remote } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import { type Arguments, parseDecimal } from "../grammar/arguments.js";
import type { Shell } from "../shell.js";

/** What every call about a domain takes: name, uuid and id together. */
export type DomainRef = Args<typeof remote.calls.domainSuspend>["dom"];

/** The id of a domain that does not run. */
export const noId = -1;

/** The ways in which a command lets the user name a domain, in the order in which they are tried. */
type NamedBy = "id" | "uuid" | "name";
const anyWay: readonly NamedBy[] = ["id", "uuid", "name"];

/** A word that cannot be an id or a uuid is tried as a name, so no name is out of reach. */
export async function lookupDomain(
  shell: Shell,
  command: string,
  named: Arguments | string,
  ways: readonly NamedBy[] = anyWay,
): Promise<DomainRef> {
  const given = typeof named === "string" ? named : named.required("domain");
  shell.trace(`${command}: found option <domain>: ${given}`);
  const found = await findDomain(shell, command, given, ways);
  if (found === undefined) throw new Failure(`failed to get domain '${given}'`);
  return found;
}

async function findDomain(shell: Shell, command: string, given: string, ways: readonly NamedBy[]) {
  const trying = (what: string) => shell.traceDetail(`${command}: <domain> ${what}`);
  const id = parseDecimal(given);
  if (ways.includes("id") && id !== undefined && id >= 0 && id <= 0x7fff_ffff) {
    trying("looks like ID");
    const dom = await orNothing(shell.call.domainLookupById({ id }));
    if (dom !== undefined) return dom;
  }
  if (ways.includes("uuid") && Buffer.byteLength(given) === 36) {
    trying("trying as domain UUID");
    const uuid = parseUuid(given);
    const dom = uuid && (await orNothing(shell.call.domainLookupByUuid({ uuid })));
    if (dom !== undefined) return dom;
  }
  if (!ways.includes("name")) return undefined;
  trying("trying as domain NAME");
  return orNothing(shell.call.domainLookupByName({ name: given }));
}

/** Why a lookup failed is not told: what counts is that no way of reading the word found a domain. */
async function orNothing(looking: Promise<{ dom: DomainRef }>): Promise<DomainRef | undefined> {
  try {
    return (await looking).dom;
  } catch {
    return undefined;
  }
}

export function formatUuid(uuid: Uint8Array): string {
  const hex = Buffer.from(uuid).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Hyphens may stand anywhere, or be missing. */
export function parseUuid(text: string): Uint8Array | undefined {
  const hex = text.replaceAll("-", "");
  return /^[0-9a-fA-F]{32}$/.test(hex) ? Uint8Array.from(Buffer.from(hex, "hex")) : undefined;
}
