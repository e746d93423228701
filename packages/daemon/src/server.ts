// The clients of one kind of socket (the hypervisor's or the admin's), and how many there may be.

import type { Socket } from "node:net";
import type { AccessDriver } from "./access/access-driver.js";
import type { BeginSignIn } from "./auth/sign-in.js";
import { Connection } from "./connection.js";
import type { ConnectionLog } from "./connection-options.js";
import type { KeepAliveSettings } from "./keepalive.js";
import type { PeerCredentials } from "./listen/peer.js";
import { attach, SocketLink } from "./listen/socket-link.js";
import type { LogLine, TlsOutcome, TlsRefusal } from "./listen/tls.js";
import { TlsLink } from "./listen/tls-link.js";
import { UnixLink } from "./listen/unix-link.js";
import type { Programs } from "./programs.js";
import { hostOf, ServerClient } from "./server-client.js";
import type { Certified, TransportName } from "./session.js";
import { WorkerFigures, type WorkerSettings } from "./worker-figures.js";

export interface ServerSettings extends WorkerSettings {
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
  /** Who has connected to a unix socket, as far as that can be known. */
  readonly peer?: PeerCredentials | undefined;
  /** Whether this listener asks for no sign-in. */
  readonly signedIn: boolean;
  /** Signs in, but needs no stranger's place: strangers who take them all do not keep it out. */
  readonly isNoStranger?: boolean;
  /** How a client signs in where it is asked to. */
  readonly beginSignIn?: BeginSignIn | undefined;
  /** What comes before the connection: TLS. While it lasts, the client has a place and counts as anonymous. */
  readonly handshake?: (socket: Socket, outcome: TlsOutcome) => Handshake;
}

export interface Handshake {
  /** Closes the socket, without another word to anybody. */
  abandon(): void;
}

/** A client that is no session yet. */
export interface Stranger {
  readonly id: number;
  readonly transport: TransportName;
  /** Address and port. */
  readonly address: string;
}

/** What a handshake has shown. */
interface Known {
  readonly distinguishedName?: string | null;
  readonly certified?: Certified | undefined;
}

/** How many clients there may be; of those who have not signed in, 0 is no limit of their own. */
export type ServerLimits = Pick<ServerSettings, "maxClients" | "maxAnonymousClients">;

interface Waiting {
  readonly socket: Socket;
  readonly admission: Admission;
}

export interface ServerLog extends ConnectionLog {
  /** All places are taken: further clients wait. */
  suspended(server: string): void;
  resumed(server: string): void;
  /** More clients wait than may. */
  turnedAway(server: string): void;
  /** A client is in, by a certificate or without one. */
  secured(who: Stranger, distinguishedName: string | null): void;
  notSecured(who: Stranger, refusal: TlsRefusal): void;
  remarked(who: Stranger, lines: readonly LogLine[]): void;
}

export class Server {
  readonly name: string;
  readonly #programs: Programs;
  readonly #log: ServerLog;
  /** Called when the last client has gone. */
  readonly #idle: () => void;
  #settings: ServerSettings;
  readonly workers: WorkerFigures;
  /** Who is asked before each call of the clients that come from now on. */
  accessDrivers: readonly AccessDriver[] = [];
  readonly #clients = new Map<number, ServerClient>();
  /** Those who have not shown yet who they are. */
  readonly #anonymous = new Set<ServerClient>();
  #waiting: Waiting[] = [];
  #nextId = 1;
  #closed = false;

  constructor(name: string, programs: Programs, settings: ServerSettings, log: ServerLog, idle: () => void) {
    this.name = name;
    this.#programs = programs;
    this.#settings = settings;
    this.workers = new WorkerFigures(settings);
    this.#log = log;
    this.#idle = idle;
  }

  /** Everybody who has a place, by id. */
  get clients(): ReadonlyMap<number, ServerClient> {
    return this.#clients;
  }

  get anonymousClients(): number {
    return this.#anonymous.size;
  }

  get limits(): Readonly<ServerLimits> {
    return this.#settings;
  }

  /** Nobody is connected. */
  get isIdle(): boolean {
    return this.#clients.size === 0 && this.#waiting.length === 0;
  }

  /** New limits. They hold for the clients that come from now on; a waiting client may get its place at once. */
  configure(settings: ServerSettings): void {
    this.workers.configure(settings);
    this.#settings = settings;
    this.#admitWaiting();
  }

  /** The administrator's limits, in force until the configuration is read again. */
  setLimits(limits: Readonly<ServerLimits>): void {
    this.#settings = { ...this.#settings, ...limits };
    this.#admitWaiting();
  }

  /** Hangs up on a client, without a word to it. */
  disconnect(client: ServerClient, reason: string): void {
    if (client.connection !== undefined) {
      client.connection.close(reason);
      return;
    }
    client.handshake?.abandon();
    this.#remove(client);
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
    if (this.#hasPlace(admission)) {
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
    for (const client of [...this.#clients.values()]) this.disconnect(client, reason);
  }

  #serve(socket: Socket, admission: Admission): void {
    const client = new ServerClient(this.#nextId++, socket, admission);
    this.#clients.set(client.id, client);
    if (isStranger(admission)) this.#anonymous.add(client);
    if (admission.handshake === undefined) this.#connect(socket, client, admission);
    else this.#secure(socket, client, admission.handshake, admission);
  }

  #secure(
    socket: Socket,
    client: ServerClient,
    begin: NonNullable<Admission["handshake"]>,
    admission: Admission,
  ): void {
    const { id, transport, socketAddress } = client;
    const who = { id, transport, address: socketAddress ?? "?" };
    client.handshake = begin(socket, {
      allowed: (secured) => {
        client.handshake = undefined;
        if (admission.signedIn) this.#anonymous.delete(client);
        this.#log.secured(who, secured.distinguishedName);
        this.#connect(secured.socket, client, admission, secured);
        this.#admitWaiting();
      },
      refused: (refusal) => {
        this.#log.notSecured(who, refusal);
        this.#remove(client);
      },
      remarked: (lines) => this.#log.remarked(who, lines),
    });
  }

  #connect(
    socket: Socket,
    client: ServerClient,
    { transport, readonly, peer, signedIn, beginSignIn }: Admission,
    { distinguishedName, certified }: Known = {},
  ): void {
    const link =
      transport === "tls"
        ? new TlsLink(socket)
        : transport === "unix"
          ? new UnixLink(socket)
          : new SocketLink(socket);
    const connection = new Connection(link, {
      id: client.id,
      transport,
      distinguishedName: distinguishedName ?? null,
      certified,
      address: transport === "unix" ? null : hostOf(socket),
      peer,
      readonly,
      signedIn,
      beginSignIn,
      accessDrivers: this.accessDrivers,
      programs: this.#programs,
      maxRequests: this.#settings.maxClientRequests,
      keepAlive: this.#settings.keepAlive,
      log: this.#log,
      onSignIn: () => {
        this.#anonymous.delete(client);
        this.#admitWaiting();
      },
    });
    client.connection = connection;
    client.session = connection.session;
    connection.session.onClose(() => this.#remove(client));
    attach(socket, connection);
    socket.resume();
  }

  #remove(client: ServerClient): void {
    this.#clients.delete(client.id);
    this.#anonymous.delete(client);
    this.#admitWaiting();
    if (this.isIdle) this.#idle();
  }

  #hasPlace(admission: Admission): boolean {
    const { maxClients, maxAnonymousClients } = this.#settings;
    if (this.#clients.size >= maxClients) return false;
    // Strangers who take their time do not keep out those of whom nothing more is asked.
    return !isStranger(admission) || maxAnonymousClients === 0 || this.#anonymous.size < maxAnonymousClients;
  }

  #admitWaiting(): void {
    if (this.#waiting.length === 0 || this.#closed) return;
    // In the order in which they came; but those behind one who lacks a stranger's place may have theirs.
    const still: Waiting[] = [];
    for (const each of this.#waiting.splice(0)) {
      if (each.socket.destroyed) continue;
      if (this.#hasPlace(each.admission)) this.#serve(each.socket, each.admission);
      else still.push(each);
    }
    this.#waiting = [...still, ...this.#waiting];
    if (this.#waiting.length === 0) this.#log.resumed(this.name);
  }
}

const isStranger = ({ signedIn, isNoStranger = false, handshake }: Admission): boolean =>
  (!signedIn && !isNoStranger) || handshake !== undefined;
