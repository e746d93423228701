// The clients of one kind of socket (the hypervisor's or the admin's), and how many there may be.

import type { Socket } from "node:net";
import { Connection } from "./connection.js";
import type { ConnectionLog } from "./connection-options.js";
import type { KeepAliveSettings } from "./keepalive.js";
import { attach, SocketLink } from "./listen/socket-link.js";
import type { Programs } from "./programs.js";
import type { TransportName } from "./session.js";

export interface ServerSettings {
  readonly maxClients: number;
  /** Clients that have not signed in; 0: no limit of their own. */
  readonly maxAnonymousClients: number;
  /** Clients that may wait for a place. */
  readonly maxQueuedClients: number;
  readonly maxClientRequests: number;
  readonly keepAlive: KeepAliveSettings;
}

/** What a listener says about a socket it accepted. */
export interface Admission {
  readonly transport: TransportName;
  readonly readonly: boolean;
  /** Whether this listener asks for no sign-in. */
  readonly signedIn: boolean;
}

export interface ServerLog extends ConnectionLog {
  /** All places are taken: further clients wait. */
  suspended(server: string): void;
  resumed(server: string): void;
  /** More clients wait than may. */
  turnedAway(server: string): void;
}

export class Server {
  readonly name: string;
  readonly #programs: Programs;
  readonly #log: ServerLog;
  /** Called when the last client has gone. */
  readonly #idle: () => void;
  #settings: ServerSettings;
  readonly #clients = new Set<Connection>();
  #waiting: { socket: Socket; admission: Admission }[] = [];
  #nextId = 1;
  #closed = false;

  constructor(name: string, programs: Programs, settings: ServerSettings, log: ServerLog, idle: () => void) {
    this.name = name;
    this.#programs = programs;
    this.#settings = settings;
    this.#log = log;
    this.#idle = idle;
  }

  get clients(): ReadonlySet<Connection> {
    return this.#clients;
  }

  /** New limits. They hold for the clients that come from now on; a waiting client may get its place at once. */
  configure(settings: ServerSettings): void {
    this.#settings = settings;
    this.#admitWaiting();
  }

  /**
   * Serves the socket, which must be paused, or lets it wait for a place. libvirtd leaves such a client in the
   * listen backlog; Node cannot stop accepting without closing its socket, so here it waits accepted and unread.
   * For the client both look the same: it is connected and hears nothing yet.
   */
  admit(socket: Socket, admission: Admission): void {
    if (this.#closed) {
      socket.destroy();
      return;
    }
    if (this.#waiting.length === 0 && this.#hasPlace()) {
      this.#serve(socket, admission);
      return;
    }
    // The kernel lets one more wait than the length of the backlog says.
    if (this.#waiting.length > this.#settings.maxQueuedClients) {
      this.#log.turnedAway(this.name);
      socket.destroy();
      return;
    }
    if (this.#waiting.length === 0) this.#log.suspended(this.name);
    socket.on("error", () => socket.destroy());
    this.#waiting.push({ socket, admission });
  }

  /** Disconnects everybody. */
  close(reason: string): void {
    this.#closed = true;
    for (const { socket } of this.#waiting) socket.destroy();
    this.#waiting = [];
    for (const client of this.#clients) client.close(reason);
  }

  #serve(socket: Socket, { transport, readonly, signedIn }: Admission): void {
    const connection = new Connection(new SocketLink(socket), {
      id: this.#nextId++,
      transport,
      readonly,
      signedIn,
      programs: this.#programs,
      maxRequests: this.#settings.maxClientRequests,
      keepAlive: this.#settings.keepAlive,
      log: this.#log,
      onSignIn: () => this.#admitWaiting(),
    });
    this.#clients.add(connection);
    connection.onClose(() => {
      this.#clients.delete(connection);
      this.#admitWaiting();
      if (this.#clients.size === 0 && this.#waiting.length === 0) this.#idle();
    });
    attach(socket, connection);
    socket.resume();
  }

  #hasPlace(): boolean {
    const { maxClients, maxAnonymousClients } = this.#settings;
    if (this.#clients.size >= maxClients) return false;
    if (maxAnonymousClients === 0 || this.#clients.size < maxAnonymousClients) return true;
    let anonymous = 0;
    for (const client of this.#clients) if (!client.signedIn) anonymous++;
    return anonymous < maxAnonymousClients;
  }

  #admitWaiting(): void {
    if (this.#waiting.length === 0 || this.#closed) return;
    while (this.#waiting.length > 0 && this.#hasPlace()) {
      const { socket, admission } = this.#waiting.shift()!;
      if (!socket.destroyed) this.#serve(socket, admission);
    }
    if (this.#waiting.length === 0) this.#log.resumed(this.name);
  }
}
