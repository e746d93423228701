// An open connection to a hypervisor: its procedures, its objects, its events, and its end.

import {
  type Args,
  type Body,
  type Header,
  lxc,
  type Procedure,
  qemu,
  type RemoteCalls,
  type Ret,
  remote,
} from "@virtgate/protocol";
import type { CallOptions, ProgramId } from "./calls.js";
import type { Destination } from "./destination.js";
import { Domains } from "./domains.js";
import { socketClosed } from "./errors.js";
import { Events } from "./events.js";
import { openHypervisor, type ServerFeatures } from "./handshake.js";
import { type Host, hostOf } from "./host.js";
import { Interfaces } from "./interfaces.js";
import type { KeepaliveOptions } from "./keepalive.js";
import { Networks } from "./networks.js";
import { NodeDevices } from "./node-devices.js";
import { NwFilters } from "./nw-filters.js";
import { type Caller, methodsOf, type ProcedureMethods } from "./procedures.js";
import { type ReconnectOptions, reconnectDelaysMs } from "./reconnect.js";
import { Secrets } from "./secrets.js";
import { Session } from "./session.js";
import { StoragePools } from "./storage-pools.js";
import { StorageVolumes } from "./storage-volumes.js";
import type { ClientStream, StreamOptions } from "./stream.js";
import type { CloseReason } from "./transports/transport.js";

export interface ConnectionSettings {
  readonly maxCallsInFlight: number;
  readonly deadlineMs: number | undefined;
  readonly keepalive: KeepaliveOptions;
  readonly reconnect: ReconnectOptions | undefined;
}

type Calls = ProcedureMethods<RemoteCalls>;
type QemuCalls = ProcedureMethods<typeof qemu.calls>;
type LxcCalls = ProcedureMethods<typeof lxc.calls>;

// One class for each program, made when it is first used.
let remoteMethods: (new (caller: Caller) => Calls) | undefined;
let qemuMethods: (new (caller: Caller) => QemuCalls) | undefined;
let lxcMethods: (new (caller: Caller) => LxcCalls) | undefined;

type ArgsOf<Name extends keyof RemoteCalls> = Args<RemoteCalls[Name]>;
type RetOf<Name extends keyof RemoteCalls> = Ret<RemoteCalls[Name]>;

export class Connection implements Caller {
  readonly #destination: Destination;
  readonly #settings: ConnectionSettings;
  #session!: Session;
  #features: ServerFeatures = { keepalive: false, eventCallbacks: false, closeCallback: false };
  #uri: string;
  #closing = false;
  #resolveClosed!: (reason: CloseReason) => void;
  #call: Calls | undefined;
  #qemu: QemuCalls | undefined;
  #lxc: LxcCalls | undefined;
  #host: Host | undefined;

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
    const transport = await this.#destination.connect(options.signal);
    let established = false;
    const session = new Session(transport, this.#settings, {
      onEvent: (header, packet) => this.#received(header, packet),
      onClose: (reason) => {
        if (established) this.#sessionEnded(reason);
      },
    });
    this.#session = session;
    try {
      this.#features = await openHypervisor(session, this.#destination, options);
      if (this.#destination.uri === null) {
        const { uri } = await session.call(remote, remote.calls.connectGetUri, {}, options);
        this.#uri = uri;
      }
      established = true;
      if (!session.open) throw socketClosed();
    } catch (thrown) {
      session.end("client");
      throw thrown;
    }
    if (this.#features.keepalive && !this.#destination.local)
      session.keepalive.start(this.#settings.keepalive);
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
    remoteMethods ??= methodsOf(remote);
    this.#call ??= new remoteMethods(this);
    return this.#call;
  }

  /** What only QEMU hosts can do. */
  get qemu(): QemuCalls {
    qemuMethods ??= methodsOf(qemu);
    this.#qemu ??= new qemuMethods(this);
    return this.#qemu;
  }

  /** What only container hosts can do. */
  get lxc(): LxcCalls {
    lxcMethods ??= methodsOf(lxc);
    this.#lxc ??= new lxcMethods(this);
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
  get host(): Host {
    this.#host ??= hostOf(this);
    return this.#host;
  }

  get domains(): Domains {
    return new Domains(this);
  }

  get networks(): Networks {
    return new Networks(this);
  }

  get storagePools(): StoragePools {
    return new StoragePools(this);
  }

  get storageVolumes(): StorageVolumes {
    return new StorageVolumes(this);
  }

  get interfaces(): Interfaces {
    return new Interfaces(this);
  }

  get nodeDevices(): NodeDevices {
    return new NodeDevices(this);
  }

  get secrets(): Secrets {
    return new Secrets(this);
  }

  get nwFilters(): NwFilters {
    return new NwFilters(this);
  }

  // --- the end

  #received(header: Header, packet: Uint8Array): void {
    this.events.received(header, packet);
  }

  /** Used by `events`: streams must not hold up what has been asked for. */
  eventsWanted(wanted: boolean): void {
    this.#session.streams.neverPause = wanted;
    if (wanted) this.#session.streams.readOn();
  }

  #sessionEnded(reason: CloseReason): void {
    if (this.#closing || this.#settings.reconnect === undefined) {
      this.#ended(this.#closing ? "client" : reason);
      return;
    }
    this.#settings.reconnect.onDisconnect?.(reason);
    void this.#reconnect(this.#settings.reconnect, reason);
  }

  async #reconnect(options: ReconnectOptions, reason: CloseReason): Promise<void> {
    for (const delayMs of reconnectDelaysMs(options)) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (this.#closing) break;
      try {
        await this.#establish({ deadlineMs: options.deadlineMs ?? this.#settings.deadlineMs });
        await this.events.registerAgain();
        options.onReconnect?.();
        return;
      } catch (error) {
        options.onFailure?.(error);
      }
    }
    this.#ended(this.#closing ? "client" : reason);
  }

  #ended(reason: CloseReason): void {
    this.events.close(reason === "client" ? undefined : socketClosed());
    this.#resolveClosed(reason);
  }

  /** Takes leave of the server and ends the connection. Calls that are under way are answered first. */
  async close(): Promise<void> {
    if (this.#closing) {
      await this.closed;
      return;
    }
    this.#closing = true;
    const session = this.#session;
    if (session.open) {
      // What the server answers does not matter any more, only that it has read it all.
      const { connectUnregisterCloseCallback, connectClose } = remote.calls;
      await Promise.allSettled([
        session.call(remote, connectUnregisterCloseCallback, {}),
        session.call(remote, connectClose, {}),
      ]);
      session.end("client");
    }
    this.#ended("client");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The body of an event of the connection itself. */
export type ConnectionClosed = Body<typeof remote.events.connectEventConnectionClosed>;
