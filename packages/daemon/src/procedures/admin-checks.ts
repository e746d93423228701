// What an administrator's call names, and how libvirtd refuses it. Watched with 9.0.0, which has two texts for a server
// it does not have: one where the call was written by hand, one where it was generated.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import type { Administered } from "../administered.js";
import { refuseFlags } from "../drivers/refusals.js";
import type { Server } from "../server.js";
import type { ServerClient } from "../server-client.js";

interface ClientRef {
  readonly srv: { readonly name: string };
  readonly id: bigint;
}

const byName = ({ servers }: Administered, name: string) => servers.find((server) => server.name === name);

export function serverOf(daemon: Administered, { name }: { readonly name: string }): Server {
  const server = byName(daemon, name);
  if (server !== undefined) return server;
  throw libvirtError(ErrorDomain.rpc, ErrorCode.noServer, `No server named '${name}'`);
}

export function matchingServerOf(daemon: Administered, { name }: { readonly name: string }): Server {
  const server = byName(daemon, name);
  if (server !== undefined) return server;
  const detail = `no server with matching name '${name}' found`;
  throw libvirtError(ErrorDomain.admin, ErrorCode.noServer, detail);
}

export function clientOf(server: Server, id: bigint): ServerClient {
  const client = byId(server, id);
  if (client !== undefined) return client;
  throw libvirtError(ErrorDomain.rpc, ErrorCode.noClient, `No client with matching ID '${id}'`);
}

export function matchingClientOf(daemon: Administered, { srv, id }: ClientRef): ServerClient {
  const client = byId(matchingServerOf(daemon, srv), id);
  if (client !== undefined) return client;
  throw libvirtError(ErrorDomain.admin, ErrorCode.noClient, `no client with matching id '${id}' found`);
}

const byId = ({ clients }: Server, id: bigint) =>
  id <= BigInt(Number.MAX_SAFE_INTEGER) ? clients.get(Number(id)) : undefined;

/** No procedure has flags so far. */
export const refuseAllFlags = (where: string, flags: number): void =>
  refuseFlags(ErrorDomain.admin, where, flags, 0);
