// The clients of one kind of socket (the hypervisor's or the admin's), and how many there may be.

import type { Socket } from "node:net";
import type { BeginSignIn } from "./auth/sign-in.js";
import { Connection } from "./connection.js";
import type { ConnectionLog } from "./connection-options.js";
import type { KeepAliveSettings } from "./keepalive.js";
import { attach, SocketLink } from "./listen/socket-link.js";
import type { LogLine, TlsOutcome, TlsRefusal } from "./listen/tls.js";
import { TlsLink } from "./listen/tls-link.js";
import type { Programs } from "./programs.js";
import type { Certified, TransportName } from "./session.js";

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
  readonly #clients = new Set<Connection>();
  readonly #handshakes = new Set<Handshake>();
  /** Of both, those who have not shown yet who they are. */
  readonly #anonymous = new Set<Connection | Handshake>();
  #waiting: Waiting[] = [];
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

  /** Nobody is connected. */
  get isIdle(): boolean {
    return this.#clients.size === 0 && this.#handshakes.size === 0 && this.#waiting.length === 0;
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
    for (const handshake of this.#handshakes) handshake.abandon();
    this.#handshakes.clear();
    this.#anonymous.clear();
    for (const client of this.#clients) client.close(reason);
  }

  #serve(socket: Socket, admission: Admission): void {
    const id = this.#nextId++;
    if (admission.handshake === undefined) this.#connect(socket, id, admission);
    else this.#secure(socket, id, admission.handshake, admission);
  }

  #secure(
    socket: Socket,
    id: number,
    begin: NonNullable<Admission["handshake"]>,
    admission: Admission,
  ): void {
    const { transport } = admission;
    const who = { id, transport, address: addressOf(socket) };
    const handshake = begin(socket, {
      allowed: (secured) => {
        this.#handshakes.delete(handshake);
        this.#anonymous.delete(handshake);
        this.#log.secured(who, secured.distinguishedName);
        this.#connect(secured.socket, id, admission, secured);
        this.#admitWaiting();
      },
      refused: (refusal) => {
        this.#handshakes.delete(handshake);
        this.#anonymous.delete(handshake);
        this.#log.notSecured(who, refusal);
        this.#left();
      },
      remarked: (lines) => this.#log.remarked(who, lines),
    });
    this.#handshakes.add(handshake);
    this.#anonymous.add(handshake);
  }

  #connect(
    socket: Socket,
    id: number,
    { transport, readonly, signedIn, beginSignIn }: Admission,
    { distinguishedName, certified }: Known = {},
  ): void {
    const link = transport === "tls" ? new TlsLink(socket) : new SocketLink(socket);
    const connection = new Connection(link, {
      id,
      transport,
      distinguishedName: distinguishedName ?? null,
      certified,
      address: transport === "unix" ? null : hostOf(socket),
      readonly,
      signedIn,
      beginSignIn,
      programs: this.#programs,
      maxRequests: this.#settings.maxClientRequests,
      keepAlive: this.#settings.keepAlive,
      log: this.#log,
      onSignIn: () => {
        this.#anonymous.delete(connection);
        this.#admitWaiting();
      },
    });
    this.#clients.add(connection);
    if (!signedIn) this.#anonymous.add(connection);
    connection.onClose(() => {
      this.#clients.delete(connection);
      this.#anonymous.delete(connection);
      this.#left();
    });
    attach(socket, connection);
    socket.resume();
  }

  #left(): void {
    this.#admitWaiting();
    if (this.isIdle) this.#idle();
  }

  #hasPlace(admission: Admission): boolean {
    const { maxClients, maxAnonymousClients } = this.#settings;
    if (this.#clients.size + this.#handshakes.size >= maxClients) return false;
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

const isStranger = ({ signedIn, handshake }: Admission): boolean => !signedIn || handshake !== undefined;

const hostOf = ({ remoteAddress }: Socket): string =>
  remoteAddress?.replace(/^::ffff:(?=[0-9.]+$)/, "") ?? "?";

function addressOf(socket: Socket): string {
  const { remotePort } = socket;
  const host = hostOf(socket);
  return host.includes(":") ? `[${host}]:${remotePort}` : `${host}:${remotePort}`;
}
