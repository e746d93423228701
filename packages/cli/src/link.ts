// The connection to a host: made when the first command needs it, made anew when it was lost.

import {
  type BeforePolkit,
  type CloseReason,
  type Connection,
  type CredentialRequest,
  type Credentials,
  connect,
  type LocalDriver,
} from "@virtgate/client";
import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";
import type { Globals } from "./globals.js";
import { LibraryLog } from "./library-log.js";
import { LogLevel } from "./log.js";
import type { Asker } from "./sign-in/ask.js";
import type { PolkitAgent } from "./sign-in/polkit-agent.js";
import type { ReadBlock } from "./sign-in/standard-input.js";
import { supportLine } from "./support-code.js";
import type { Terminal } from "./terminal.js";

/** What virsh uses where the user names neither. */
const defaultKeepalive = { intervalSeconds: 5, count: 6 };

/** virsh's; a refused password counts as one. */
const maxPolkitAttempts = 5;

const isRefusedByPolkit = (thrown: unknown) =>
  thrown instanceof LibvirtError &&
  thrown.domain === ErrorDomain.polkit &&
  thrown.code === ErrorCode.authFailed;

const reasons: Record<CloseReason, string> = {
  error: "due to I/O error",
  eof: "due to end of file",
  keepalive: "due to keepalive timeout",
  client: "due to client request",
};

/**
 * The drivers are most of the daemon's code, so they are loaded when a URI asks for them. What the client sends
 * meanwhile waits in its end of the pair.
 */
const testDriver: LocalDriver = {
  scheme: "test",
  serve(end) {
    end.pause();
    void import("@virtgate/daemon/local").then(({ testDriver: driver }) => {
      driver.serve(end);
      end.resume();
    });
  },
};

/** Hosts of long ago cannot, nor can a driver in this process, where there is nothing to watch. */
const canKeepAlive = ({ features, uri }: Connection) => features.keepalive && !uri.startsWith("test:///");

export class Link {
  readonly #terminal: Terminal;
  readonly #globals: Globals;
  readonly #env: NodeJS.ProcessEnv;
  readonly #libraryLog: LibraryLog;
  #connection: Connection | undefined;
  /** The connection broke; the next command makes a new one. */
  #lost = false;
  /** The shell's own input, when it reads ahead. */
  readInput: ReadBlock | undefined;
  #asker: Asker | undefined;
  /** Called when the connection breaks while nothing else would tell the user. */
  onLost: (() => void) | undefined;

  constructor(terminal: Terminal, globals: Globals, env: NodeJS.ProcessEnv) {
    this.#terminal = terminal;
    this.#globals = globals;
    this.#env = env;
    this.#libraryLog = new LibraryLog(terminal, env);
  }

  get readonly(): boolean {
    return this.#globals.readonly;
  }

  /** The open connection, for commands that the runner has connected. */
  get connection(): Connection {
    if (this.#connection === undefined) throw new Error("no connection");
    return this.#connection;
  }

  get isOpen(): boolean {
    return this.#connection !== undefined && !this.#lost;
  }

  /** Connects unless connected. False: it failed, and the user has been told. */
  async ensure(): Promise<boolean> {
    return this.isOpen || this.#open(undefined, false);
  }

  /** `virtgate -c` and `connect`: closes what is open and connects, to another host if one is named. */
  async connect(uri: string | undefined, readonly: boolean, asked: boolean): Promise<boolean> {
    if (readonly) this.#globals.readonly = true;
    return this.#open(uri, asked);
  }

  /** A connection to another host beside the shell's own. The caller closes it. */
  another(uri: string): Promise<Connection> {
    return this.#dial(uri);
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      await connection?.close();
    } catch {
      // A connection that is already broken has nothing left to close.
    }
  }

  async #open(uri: string | undefined, asked: boolean): Promise<boolean> {
    const again = this.#connection !== undefined;
    await this.close();
    try {
      this.#connection = await this.#dial(uri ?? this.#globals.uri);
    } catch (thrown) {
      this.#terminal.error(
        this.#lost ? "Failed to reconnect to the hypervisor" : "failed to connect to the hypervisor",
      );
      const error = LibvirtError.from(thrown);
      this.#terminal.error(error.message);
      this.#terminal.errorText(supportLine(error));
      return false;
    }
    if (uri !== undefined) this.#globals.uri = uri;
    if (again && !asked) this.#terminal.error("Reconnected to the hypervisor");
    this.#lost = false;
    this.#watch(this.#connection);
    return true;
  }

  /** As virsh: whom polkit refuses may have mistyped a password, and tries again. */
  async #dial(uri: string | undefined): Promise<Connection> {
    let agent: PolkitAgent | undefined;
    const beforePolkit = async () => {
      if (!this.#globals.pkttyagent || agent !== undefined) return;
      const { PolkitAgent } = await import("./sign-in/polkit-agent.js");
      agent = await PolkitAgent.start(this.#env);
    };
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.#dialOnce(uri, beforePolkit);
        } catch (thrown) {
          const mayTryAgain = !this.#globals.readonly && attempt < maxPolkitAttempts;
          if (!mayTryAgain || !isRefusedByPolkit(thrown)) throw thrown;
        }
      }
    } finally {
      await agent?.stop();
    }
  }

  async #dialOnce(uri: string | undefined, beforePolkit: BeforePolkit): Promise<Connection> {
    const { keepaliveIntervalSeconds, keepaliveCount, readonly } = this.#globals;
    const keepalive = {
      intervalSeconds: keepaliveIntervalSeconds ?? defaultKeepalive.intervalSeconds,
      count: keepaliveCount ?? defaultKeepalive.count,
    };
    const connection = await connect(uri, {
      readonly,
      env: this.#env,
      keepalive,
      local: [testDriver],
      credentials: this.#ask,
      beforePolkit,
      onWarning: (text) => this.#libraryLog.warning(text),
    });
    if (keepalive.intervalSeconds === 0 || canKeepAlive(connection)) return connection;
    const asked = keepaliveIntervalSeconds !== undefined || keepaliveCount !== undefined;
    if (asked) {
      await connection.close();
      this.#terminal.error("Cannot setup keepalive on connection as requested, disconnecting");
      throw libvirtError(ErrorDomain.none, ErrorCode.noSupport, "virConnectSetKeepAlive");
    }
    this.#terminal.debug(LogLevel.info, "Failed to setup keepalive on connection");
    return connection;
  }

  /** In each sign-in: nothing that was answered is kept. Always the same function, so that an ssh login can be shared. */
  readonly #ask = async (request: CredentialRequest): Promise<Credentials> => {
    if (this.#asker === undefined) {
      const { Asker } = await import("./sign-in/ask.js");
      const { StandardInput } = await import("./sign-in/standard-input.js");
      this.#asker = new Asker(this.#terminal, new StandardInput(this.readInput));
    }
    return this.#asker.ask(request);
  };

  #watch(connection: Connection): void {
    const uri = connection.uri;
    void connection.closed.then((reason) => {
      if (reason === "client" || this.#connection !== connection) return;
      this.#lost = true;
      this.#terminal.error(`Disconnected from ${uri} ${reasons[reason]}`);
      this.onLost?.();
    });
  }
}
