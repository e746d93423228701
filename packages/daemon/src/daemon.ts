// A running virtgated: its listeners, its two servers, and how it ends.

import type { Server as NetServer, Socket } from "node:net";
import { adminPrograms } from "./admin-programs.js";
import type { Administered } from "./administered.js";
import { Gatekeeper } from "./auth/gatekeeper.js";
import { ClientLog } from "./client-log.js";
import type { Config, Inherited, TlsListener, UnixListener } from "./config/config.js";
import { portOf } from "./config/listeners.js";
import { ExitStatus, StartError } from "./config/start-error.js";
import { system } from "./config/system.js";
import { hypervisorPrograms } from "./hypervisor-programs.js";
import { IdleTimer } from "./idle-timer.js";
import { addressOf, listenInherited } from "./listen/inherited.js";
import { listenTcp, type TcpPort } from "./listen/tcp.js";
import { listenUnix } from "./listen/unix.js";
import { LineBudget } from "./log/line-budget.js";
import type { Log } from "./log/logger.js";
import type { LogOutput } from "./log/output.js";
import { type Admission, Server, type ServerSettings } from "./server.js";
import type { TlsKeeper } from "./tls/keeper.js";

/**
 * How many connections may wait for us to accept them, which takes a turn of the event loop. That has nothing to do
 * with `max_queued_clients`, which bounds those that are accepted and wait for a place.
 */
const backlog = 511;

export class Daemon implements Administered {
  readonly log: Log;
  defaultLogOutput: LogOutput;
  readonly #hypervisor: Server;
  readonly #admin: Server;
  readonly #adminLog: ClientLog;
  #listeners: NetServer[] = [];
  #tls: TlsKeeper | undefined;
  readonly #gatekeeper: Gatekeeper;
  readonly #acceptErrors = new LineBudget({ burst: 20, perSecond: 0.1 });
  readonly #idle: IdleTimer;
  #stopped = false;
  #tellStop: (reason: string) => void = () => {};
  #finish!: () => void;
  /** Resolves when the daemon has stopped. */
  readonly finished: Promise<void>;

  private constructor(config: Config, log: Log) {
    this.log = log;
    this.defaultLogOutput = config.defaultLogOutput;
    this.#gatekeeper = new Gatekeeper(log);
    this.#idle = new IdleTimer(
      config.timeoutSeconds,
      () => this.#isIdle(),
      () => void this.stop("timeout without clients"),
    );
    const idle = () => this.#idle.arm();
    const { hypervisor, admin } = settingsOf(config);
    const { name } = config.identity;
    this.#hypervisor = new Server(name, hypervisorPrograms(), hypervisor, new ClientLog(log, name), idle);
    this.#adminLog = new ClientLog(log, "admin");
    this.#admin = new Server("admin", adminPrograms(this), admin, this.#adminLog, idle);
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Opens every socket of the configuration, or throws StartError and leaves none open. */
  static async start(config: Config, log: Log): Promise<Daemon> {
    const daemon = new Daemon(config, log);
    for (const warning of config.warnings) log.warn("config", warning);
    try {
      await daemon.#listen(config);
    } catch (thrown) {
      await daemon.stop("start failed");
      if (thrown instanceof StartError) throw thrown;
      throw new StartError(ExitStatus.network, (thrown as Error).message);
    }
    daemon.#idle.arm();
    return daemon;
  }

  /**
   * Takes over the limits, the keepalive settings, and what TLS goes by, of a new configuration. Sockets stay as they
   * are.
   */
  reload(config: Config): void {
    const { hypervisor, admin } = settingsOf(config);
    this.#hypervisor.configure(hypervisor);
    this.#admin.configure(admin);
    if (config.tls !== null) this.#tls?.configure(config.tls);
    if (config.sasl !== null) void this.#gatekeeper.configureSasl(config.sasl);
    this.defaultLogOutput = config.defaultLogOutput;
    this.setTimeoutSeconds(config.timeoutSeconds);
    for (const warning of config.warnings) this.log.warn("config", warning);
  }

  // --- what the administrator can ask for ---

  get servers(): readonly Server[] {
    return [this.#hypervisor, this.#admin];
  }

  updateTls(server: Server): boolean {
    if (server !== this.#hypervisor || this.#tls === undefined) return false;
    this.#tls.update();
    return true;
  }

  setTimeoutSeconds(seconds: number): void {
    this.#idle.set(seconds);
  }

  record(what: string, fields: Readonly<Record<string, string | number>>): void {
    this.log.info("admin", what, fields);
  }

  /** Called once, when the daemon begins to stop. */
  onStop(tell: (reason: string) => void): void {
    this.#tellStop = tell;
  }

  /** Closes the sockets, removes the files of those that are its own, and disconnects everybody. */
  async stop(reason: string): Promise<void> {
    if (this.#stopped) return this.finished;
    this.#stopped = true;
    this.#tellStop(reason);
    this.#idle.end();
    this.#tls?.close();
    const listeners = this.#listeners;
    const closed = listeners.map((server) => new Promise((resolve) => server.close(resolve)));
    this.#hypervisor.close(reason);
    this.#admin.close(reason);
    await Promise.all(closed);
    this.#gatekeeper.close();
    this.#finish();
  }

  async #listen(config: Config): Promise<void> {
    const { sockets, tcp, tls, unclaimed } = config;
    await this.#gatekeeper.open(config);
    this.#hypervisor.accessDrivers = this.#gatekeeper.accessDrivers;
    for (const socket of sockets) await this.#listenUnix(socket);
    if (tcp !== null) {
      await this.#listenOn(tcp, tcp.inherited, {
        transport: "tcp",
        readonly: false,
        ...this.#gatekeeper.gate(tcp.auth),
      });
    }
    if (tls !== null) await this.#listenTls(tls);
    if (unclaimed.length > 0) {
      const text = "internal error: Some activation file descriptors are unclaimed";
      throw new StartError(ExitStatus.network, text, `nothing here is named ${unclaimed.join(", ")}`);
    }
    // libvirtd looks at SASL last: of several mistakes the same one is reported.
    const { saslProblem } = this.#gatekeeper;
    if (saslProblem !== undefined) throw saslProblem;
  }

  async #listenTls(tls: TlsListener): Promise<void> {
    // Only now: a daemon without TLS starts without OpenSSL.
    const [{ TlsKeeper }, { TlsHandshake }] = await Promise.all([
      import("./tls/keeper.js"),
      import("./listen/tls.js"),
    ]);
    const keeper = new TlsKeeper(tls, this.log);
    this.#tls = keeper;
    const port = tls.inherited === null ? portOf(tls.service, tls.address, system) : 0;
    await this.#listenOn({ address: tls.address, port }, tls.inherited, {
      transport: "tls",
      readonly: false,
      ...this.#gatekeeper.gate(tls.auth),
      handshake: (socket, outcome) => new TlsHandshake(socket, keeper.terms, outcome),
    });
  }

  async #listenUnix(wanted: UnixListener): Promise<void> {
    const { socket, ownerOnly } = this.#gatekeeper.guarded(wanted);
    const accept = this.#accept(socket);
    const { role, path, inherited } = socket;
    if (inherited !== null) return this.#takeOver(inherited, { role }, { family: "unix", ownerOnly }, accept);
    this.#add(await listenUnix(socket, backlog, accept));
    this.log.info("rpc.listen", "listening", { path, role });
  }

  /** Listens on what was handed over. */
  async #takeOver(
    fds: readonly number[],
    what: Readonly<Record<string, string>>,
    how: { readonly family: "unix" | "tcp"; readonly ownerOnly: boolean },
    accept: (socket: Socket) => void,
  ): Promise<void> {
    for (const fd of fds) {
      const listener = await listenInherited({ fd, ...how }, backlog, accept);
      this.#add(listener);
      this.log.info("rpc.listen", "listening", { ...what, fd, address: addressOf(listener, fd) });
    }
  }

  async #listenOn({ address, port }: TcpPort, inherited: Inherited, admission: Admission): Promise<void> {
    const accept = (socket: Socket) => this.#hypervisor.admit(socket, admission);
    if (inherited !== null) {
      const { transport } = admission;
      return this.#takeOver(inherited, { transport }, { family: "tcp", ownerOnly: false }, accept);
    }
    this.#add(...(await listenTcp({ address, port }, backlog, accept)));
    const { transport } = admission;
    this.log.info("rpc.listen", "listening", { transport, address: address ?? "*", port });
  }

  #add(...listeners: NetServer[]): void {
    this.#listeners.push(...listeners);
    for (const listener of listeners) {
      listener.on("error", (error) => {
        if (this.#acceptErrors.take()) this.log.error("rpc.listen", `cannot accept: ${error.message}`);
      });
    }
  }

  #accept({ role, auth }: UnixListener): (socket: Socket) => void {
    const server = role === "admin" ? this.#admin : this.#hypervisor;
    const admission = { transport: "unix", readonly: role === "ro", ...this.#gatekeeper.gate(auth) } as const;
    return (socket) => {
      // At once: later the process may be gone, and another have its number.
      const peer = this.#gatekeeper.peers?.read(socket);
      if (role === "admin" && peer !== undefined && peer.uid !== process.geteuid?.()) {
        // root is not the administrator of a user's daemon: libvirtd hangs up on it as on anybody else.
        socket.destroy();
        this.#adminLog.disallowed(peer);
      } else {
        // Whom polkit is not asked about.
        server.admit(socket, { ...admission, peer, isNoStranger: auth === "polkit" && peer?.uid === 0 });
      }
    };
  }

  #isIdle(): boolean {
    return this.#hypervisor.isIdle && this.#admin.isIdle;
  }
}

function settingsOf(config: Config): { hypervisor: ServerSettings; admin: ServerSettings } {
  const { limits, adminLimits, keepalive, adminKeepalive } = config;
  return {
    hypervisor: { ...limits, keepAlive: keepalive },
    // Nobody signs in on the admin socket: its file mode is the check.
    admin: { ...adminLimits, maxAnonymousClients: 0, prioWorkers: 0, keepAlive: adminKeepalive },
  };
}
