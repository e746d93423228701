// Which certificate of an authority the user means.

import type { Command } from "commander";
import { Failure } from "../failure.js";
import { shown } from "../tools/context.js";
import type { Authority } from "./authority.js";
import type { Issued } from "./index-file.js";
import type { Role } from "./places.js";

export interface Selection {
  readonly server?: true;
  readonly client?: true;
}

export const withRole = (command: Command): Command =>
  command.option("--server", "a server of that name").option("--client", "a client of that name");

export function rolesOf({ server, client }: Selection): readonly Role[] {
  if (server === client) return ["server", "client"];
  return server ? ["server"] : ["client"];
}

/** By name or serial number, of those that count. Throws Failure when it is none or not clear which. */
export function choose(authority: Authority, name: string, selection: Selection): Issued {
  const roles = rolesOf(selection);
  const serial = name.toLowerCase().replaceAll(":", "");
  const isMeant = (one: Issued) => roles.includes(one.role) && (one.name === name || one.serial === serial);
  const matching = authority.current().filter(isMeant);
  if (matching.length === 1) return matching[0]!;
  if (matching.length > 1) {
    throw new Failure(`there is a server and a client '${shown(name)}': add --server or --client`);
  }
  const revoked = authority.index.certificates.find(isMeant)?.revoked;
  if (revoked !== undefined) {
    throw new Failure(`'${shown(name)}' has been revoked on ${revoked.at.slice(0, 10)}`);
  }
  throw new Failure(`there is no '${shown(name)}' among the certificates: see 'virtgate pki list'`);
}

/** The only one of its role; of several the one that `isOurs`. Throws Failure when it is not clear which. */
export function chooseOnly(
  authority: Authority,
  role: Role,
  isOurs: (name: string) => boolean,
): Issued | undefined {
  const all = authority.current(role);
  const ours = all.length > 1 ? all.filter(({ name }) => isOurs(name)) : all;
  if (ours.length === 1 || all.length === 0) return ours[0];
  const names = all.map(({ name }) => shown(name)).slice(0, 10);
  throw new Failure(`which ${role}? Give one of ${names.join(", ")}${all.length > 10 ? ", ..." : ""}`);
}
