// What the daemon's sockets ask of their clients, and whom it asks about them: SASL's files, polkit, the kernel.

import type { AccessDriver } from "../access/access-driver.js";
import type { Config, UnixListener } from "../config/config.js";
import type { Auth } from "../config/keys.js";
import { ExitStatus, StartError } from "../config/start-error.js";
import { loadPeerReader, type PeerReader } from "../listen/peer.js";
import type { Logger } from "../log/logger.js";
import type { PolkitService } from "./polkit-service.js";
import type { SaslService } from "./sasl-service.js";
import type { SaslSettings } from "./sasl-settings.js";
import { type BeginSignIn, refuseEverybody } from "./sign-in.js";

/** What a listener asks of its clients. */
export interface Gate {
  readonly signedIn: boolean;
  readonly beginSignIn?: BeginSignIn;
}

const missingPackages = (what: string): StartError =>
  new StartError(
    ExitStatus.network,
    `unsupported configuration: ${what} needs the packages @virtgate/native and koffi`,
  );

export class Gatekeeper {
  readonly #log: Logger;
  #peers: PeerReader | undefined;
  #sasl: SaslService | undefined;
  #polkit: PolkitService | undefined;
  #closePolkit = () => {};
  #accessDrivers: readonly AccessDriver[] = [];
  #saslProblem: StartError | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Gets everything ready that this configuration asks for, before the first client comes. Throws StartError. */
  async open({ sockets, tcp, tls, sasl, accessDrivers }: Config): Promise<void> {
    this.#peers = await loadPeerReader(this.#log);
    const asksPolkit = [...sockets, tcp, tls].some((listener) => listener?.auth === "polkit");
    if (asksPolkit || accessDrivers.length > 0) this.#polkit = await this.#openPolkit();
    if (accessDrivers.length > 0) {
      if (this.#peers === undefined) throw missingPackages('access_drivers: "polkit"');
      // A daemon that does not ask for it starts without.
      const { PolkitAccess } = await import("../access/polkit-access.js");
      this.#accessDrivers = [new PolkitAccess(this.#polkit!)];
    }
    if (sasl !== null) await this.#openSasl(sasl);
  }

  /** Undefined where it cannot be known who is behind a unix socket. */
  get peers(): PeerReader | undefined {
    return this.#peers;
  }

  /** Who is asked before each call. */
  get accessDrivers(): readonly AccessDriver[] {
    return this.#accessDrivers;
  }

  /** What is wrong with SASL's file. libvirtd looks at it last: of several mistakes the same one is reported. */
  get saslProblem(): StartError | undefined {
    return this.#saslProblem;
  }

  gate(auth: Auth): Gate {
    if (auth === "none") return { signedIn: true };
    const beginSignIn: BeginSignIn =
      auth === "polkit"
        ? (session) => this.#polkit!.signIn(session)
        : // Without it the daemon is about to end; nobody comes in meanwhile.
          (session) => this.#sasl?.signIn(session) ?? refuseEverybody;
    return { signedIn: false, beginSignIn };
  }

  /**
   * Where it cannot be known who connects, a socket that has polkit as its default is root's alone, the admin socket is its
   * owner's by its mode, and who wants polkit in so many words has no daemon.
   */
  guarded(socket: UnixListener): { readonly socket: UnixListener; readonly ownerOnly: boolean } {
    if (this.#peers !== undefined) return { socket, ownerOnly: false };
    if (socket.auth !== "polkit" || socket.role === "admin")
      return { socket, ownerOnly: socket.role === "admin" };
    const key = `auth_unix_${socket.role}`;
    if (socket.isAuthGiven) throw missingPackages(`${key}: "polkit"`);
    this.#log.warn(
      "rpc.listen",
      `${key} is not set, and its default polkit cannot be used: only root may connect`,
    );
    return { socket: { ...socket, auth: "none", mode: socket.mode & 0o700 }, ownerOnly: true };
  }

  /** A broken file changes nothing. */
  async configureSasl(settings: SaslSettings): Promise<void> {
    try {
      await this.#sasl?.configure(settings);
    } catch (thrown) {
      this.#log.error("sasl", `the old SASL configuration stays in force: ${(thrown as Error).message}`);
    }
  }

  close(): void {
    this.#closePolkit();
  }

  async #openSasl(settings: SaslSettings): Promise<void> {
    const { SaslService } = await import("./sasl-service.js");
    try {
      this.#sasl = await SaslService.open(settings, this.#log);
    } catch (thrown) {
      const words = "error when parsing configuration file";
      const text = `authentication failed: failed to initialize SASL library: -100 (${words})`;
      this.#saslProblem = new StartError(ExitStatus.network, text, (thrown as Error).message);
    }
  }

  async #openPolkit(): Promise<PolkitService> {
    const [{ PolkitService }, { SystemPolkit }] = await Promise.all([
      import("./polkit-service.js"),
      import("./polkit-system.js"),
    ]);
    const authority = new SystemPolkit();
    this.#closePolkit = () => authority.close();
    return new PolkitService(authority, (peer) => this.#peers?.isStill(peer) ?? false, this.#log);
  }
}
