// An open connection to a hypervisor: its procedures, its objects, its events, and its end.

import {
  type Args,
  type Header,
  type Layout,
  lxc,
  type Procedure,
  payloadOffset,
  qemu,
  Reader,
  type RemoteCalls,
  type Ret,
  remote,
} from "@virtgate/protocol";
import type { CallOptions, ProgramId, WithFds } from "./calls.js";
import type { Destination } from "./destination.js";
import { Domains } from "./domains.js";
import { socketClosed } from "./errors.js";
import { Events } from "./events.js";
import { callWithFds } from "./fd-passing.js";
import type { ServerFeatures } from "./handshake.js";
import { Host } from "./host.js";
import { Interfaces } from "./interfaces.js";
import { Networks } from "./networks.js";
import { NodeDevices } from "./node-devices.js";
import { NwFilters } from "./nw-filters.js";
import { openSession, type SessionSettings } from "./opening.js";
import { type Caller, methodsOf, type ProcedureMethods } from "./procedures.js";
import { type PacketListener, programListener } from "./program-listener.js";
import { type ReconnectOptions, reconnectDelaysMs } from "./reconnect.js";
import { Secrets } from "./secrets.js";
import type { Session } from "./session.js";
import { StoragePools } from "./storage-pools.js";
import { StorageVolumes } from "./storage-volumes.js";
import type { ClientStream, StreamOptions } from "./stream.js";
import type { CloseReason } from "./transports/transport.js";

export interface ConnectionSettings extends SessionSettings {
  readonly reconnect: ReconnectOptions | undefined;
}

type Calls = ProcedureMethods<RemoteCalls>;
type QemuCalls = ProcedureMethods<typeof qemu.calls>;
type LxcCalls = ProcedureMethods<typeof lxc.calls>;

type ArgsOf<Name extends keyof RemoteCalls> = Args<RemoteCalls[Name]>;
type RetOf<Name extends keyof RemoteCalls> = Ret<RemoteCalls[Name]>;

/** virConnectCloseReason, as the server sends it. */
const closeReasons: readonly CloseReason[] = ["error", "eof", "keepalive", "client"];

export class Connection implements Caller {
  readonly #destination: Destination;
  readonly #settings: ConnectionSettings;
  #session!: Session;
  #features: ServerFeatures = { keepalive: false, eventCallbacks: false, closeCallback: false };
  #uri: string;
  #closing = false;
  readonly #programListeners = new Set<PacketListener>();
  #skipWait = () => {};
  #resolveClosed!: (reason: CloseReason) => void;
  #call: Calls | undefined;
  #qemu: QemuCalls | undefined;
  #lxc: LxcCalls | undefined;

  /** Resolves when the connection has ended for good, with the reason. It never rejects. */
  readonly closed: Promise<CloseReason>;
  readonly events: Events;

  private constructor(destination: Destination, settings: ConnectionSettings) {
    this.#destination = destination;
    this.#settings = settings;
    this.#uri = destination.uri ?? "";
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.events = new Events(this);
  }

  /** Used by `connect`. */
  static async open(
    destination: Destination,
    settings: ConnectionSettings,
    options: CallOptions,
  ): Promise<Connection> {
    const connection = new Connection(destination, settings);
    await connection.#establish(options);
    return connection;
  }

  async #establish(options: CallOptions): Promise<void> {
    const events = {
      onEvent: (header: Header, packet: Uint8Array) => this.#received(header, packet),
      onClose: (reason: CloseReason) => this.#sessionEnded(reason),
    };
    const { session, features, uri } = await openSession(this.#destination, this.#settings, events, options);
    this.#session = session;
    this.#features = features;
    this.#uri = uri;
  }

  /** The URI in libvirt's spelling, as `virsh uri` prints it. */
  get uri(): string {
    return this.#uri;
  }

  /** False once the connection has ended, and while it is being opened again. */
  get isAlive(): boolean {
    return this.#session.open;
  }

  /** What the server said it can do. */
  get features(): ServerFeatures {
    return this.#features;
  }

  // --- calls

  /** Every procedure of the remote program: `call.domainGetInfo({ dom }, { deadlineMs: 1000 })`. */
  get call(): Calls {
    this.#call ??= methodsOf(remote, this);
    return this.#call;
  }

  /** What only QEMU hosts can do. */
  get qemu(): QemuCalls {
    this.#qemu ??= methodsOf(qemu, this);
    return this.#qemu;
  }

  /** What only container hosts can do. */
  get lxc(): LxcCalls {
    this.#lxc ??= methodsOf(lxc, this);
    return this.#lxc;
  }

  /** One call of any program, also of one that this library does not know. */
  invoke<P extends Procedure>(
    program: ProgramId,
    procedure: P,
    args: Args<P>,
    options?: CallOptions,
  ): Promise<Ret<P>> {
    return this.#session.call(program, procedure, args, options) as Promise<Ret<P>>;
  }

  /**
   * A call with file descriptors, such as `remote.calls.domainCreateWithFiles` or `lxc.calls.domainOpenNamespace`. `fds`
   * stay yours and must be open until this has settled; those of the answer are yours to close. Only over unix sockets,
   * and with the package @virtgate/native. The usual ones are methods: `domain.createWithFiles()`.
   */
  callWithFds<P extends Procedure>(
    program: ProgramId,
    procedure: P,
    args: Args<P>,
    fds: readonly number[] = [],
    options?: CallOptions,
  ): Promise<WithFds<Ret<P>>> {
    return callWithFds(this.#session, program, procedure, args, fds, options);
  }

  /**
   * A call that opens a stream, such as `domainOpenConsole` or `domainScreenshot`, with its result. The objects
   * have the usual ones: `volume.download()`, `domain.openConsole()`.
   */
  openStream<Name extends keyof RemoteCalls & string>(
    name: Name,
    args: ArgsOf<Name>,
    options?: CallOptions & StreamOptions,
  ): Promise<{ stream: ClientStream; result: RetOf<Name> }> {
    const procedure = remote.calls[name] as Procedure<ArgsOf<Name>, RetOf<Name>>;
    if (procedure.stream === undefined) return Promise.reject(new TypeError(`${name} has no stream`));
    return this.#session.streams.call(remote, procedure, args, options);
  }

  /** The stream alone of a call whose data comes from the server. */
  async download<Name extends keyof RemoteCalls & string>(
    name: Name,
    args: ArgsOf<Name>,
    options?: CallOptions & StreamOptions,
  ): Promise<ClientStream> {
    return (await this.openStream(name, args, options)).stream;
  }

  /** The stream alone of a call whose data goes to the server. */
  upload<Name extends keyof RemoteCalls & string>(
    name: Name,
    args: ArgsOf<Name>,
    options?: CallOptions & StreamOptions,
  ): Promise<ClientStream> {
    return this.download(name, args, options);
  }

  // --- objects

  /** The machine itself: memory, processors, capabilities. */
  readonly host: Host = new Host(this);
  readonly domains: Domains = new Domains(this);
  readonly networks: Networks = new Networks(this);
  readonly storagePools: StoragePools = new StoragePools(this);
  /** Volumes by key or path. Those of one pool: `pool.volumes()`. */
  readonly storageVolumes: StorageVolumes = new StorageVolumes(this);
  readonly interfaces: Interfaces = new Interfaces(this);
  readonly nodeDevices: NodeDevices = new NodeDevices(this);
  readonly secrets: Secrets = new Secrets(this);
  readonly nwFilters: NwFilters = new NwFilters(this);

  // --- the end

  /** Hears events of another program, whose registrations the caller makes. Answers the function that ends it. */
  onProgramEvent<T>(
    program: { readonly number: number },
    event: { readonly number: number; readonly body: Layout<T> },
    listener: (value: T) => void,
  ): () => void {
    const hear = programListener(program, event, listener);
    this.#programListeners.add(hear);
    return () => void this.#programListeners.delete(hear);
  }

  #received(header: Header, packet: Uint8Array): void {
    for (const hear of this.#programListeners) hear(header, packet);
    const { connectEventConnectionClosed: closed } = remote.events;
    if (header.procedure !== closed.number || header.program !== remote.number) {
      this.events.received(header, packet);
      return;
    }
    // The server lost the hypervisor; a connection to the server alone is of no use.
    const { reason } = closed.body.read(new Reader(packet, payloadOffset));
    this.#session.end(closeReasons[reason] ?? "error");
  }

  /** Used by `events`: streams must not hold up what has been asked for. */
  eventsWanted(wanted: boolean): void {
    this.#session.streams.neverPause = wanted;
    if (wanted) this.#session.streams.readOn();
  }

  #sessionEnded(reason: CloseReason): void {
    const { reconnect } = this.#settings;
    if (this.#closing || reconnect === undefined) {
      this.#ended(this.#closing ? "client" : reason);
      return;
    }
    reconnect.onDisconnect?.(reason);
    void this.#reconnect(reconnect, reason);
  }

  async #reconnect(options: ReconnectOptions, reason: CloseReason): Promise<void> {
    for (const delayMs of reconnectDelaysMs(options)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delayMs);
        // Whoever closes the connection must not wait for its next attempt.
        this.#skipWait = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (this.#closing) return;
      try {
        await this.#establish({ deadlineMs: options.deadlineMs ?? this.#settings.deadlineMs });
      } catch (error) {
        options.onFailure?.(error);
        continue;
      }
      if (this.#closing) {
        this.#session.end("client");
        return;
      }
      await this.events.registerAgain();
      // When it was lost again in the meantime, the next round has begun already.
      if (this.#session.open) options.onReconnect?.();
      return;
    }
    this.#ended(reason);
  }

  #ended(reason: CloseReason): void {
    this.events.close(reason === "client" ? undefined : socketClosed());
    this.#resolveClosed(reason);
  }

  /** Takes leave of the server and ends the connection. Calls that are under way are answered first. */
  async close(options?: CallOptions): Promise<void> {
    if (this.#closing) {
      await this.closed;
      return;
    }
    this.#closing = true;
    this.#skipWait();
    const session = this.#session;
    if (session.open) {
      // What the server answers does not matter any more, only that it has read it all. libvirtd may answer the second
      // call first, and then does not answer the other.
      const { connectUnregisterCloseCallback, connectClose } = remote.calls;
      session.call(remote, connectUnregisterCloseCallback, {}, options).catch(() => {});
      await session.call(remote, connectClose, {}, options).catch(() => {});
      session.end("client");
    }
    this.#ended("client");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
