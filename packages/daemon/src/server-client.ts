// One client of a server, from the moment it has a place: first a handshake where there is TLS, then a connection.

import type { Socket } from "node:net";
import type { ClientSession } from "./client-session.js";
import type { Connection } from "./connection.js";
import type { Admission, Handshake } from "./server.js";
import type { TransportName } from "./session.js";

export class ServerClient {
  /** Counts up from 1 for the life of the daemon, as in `virt-admin client-list`. */
  readonly id: number;
  readonly transport: TransportName;
  readonly connectedAtSeconds: number;
  /** Address and port; null on a unix socket. */
  readonly socketAddress: string | null;
  readonly #readonlySocket: boolean;
  /** While it lasts there is no session yet. */
  handshake: Handshake | undefined;
  connection: Connection | undefined;
  session: ClientSession | undefined;

  constructor(id: number, socket: Socket, { transport, readonly }: Admission, nowMs = Date.now()) {
    this.id = id;
    this.transport = transport;
    this.connectedAtSeconds = Math.floor(nowMs / 1000);
    this.socketAddress = transport === "unix" ? null : addressOf(socket);
    this.#readonlySocket = readonly;
  }

  get readonly(): boolean {
    return this.session?.readonly ?? this.#readonlySocket;
  }
}

/** The client's machine, without the port. */
export const hostOf = ({ remoteAddress }: Socket): string =>
  remoteAddress?.replace(/^::ffff:(?=[0-9.]+$)/, "") ?? "?";

function addressOf(socket: Socket): string {
  const { remotePort } = socket;
  const host = hostOf(socket);
  return host.includes(":") ? `[${host}]:${remotePort}` : `${host}:${remotePort}`;
}
