// An open connection to a daemon's admin socket: the admin program's procedures, and the connection's end.

import { type Args, admin, limits, type Procedure, type Ret } from "@virtgate/protocol";
import { type AdminTarget, adminTarget } from "./admin-uri.js";
import type { CallOptions, ProgramId } from "./calls.js";
import { type Environment, hostEnvironment } from "./environment.js";
import { socketClosed } from "./errors.js";
import { connectInTime } from "./opening.js";
import { type Caller, methodsOf, type ProcedureMethods } from "./procedures.js";
import { Session } from "./session.js";
import type { CloseReason } from "./transports/transport.js";

export interface AdminOptions extends CallOptions {
  /** Environment variables to look at instead of the process's. */
  readonly env?: Environment["variables"];
  /** User, files and variables; for tests. */
  readonly environment?: Environment;
}

/**
 * Connects to a daemon's admin socket. `uri` is what `virt-admin -c` takes ("libvirtd:///system", "virtqemud:///session",
 * with `?socket=PATH`), an alias of libvirt-admin.conf, or absent for the default. Rejects with LibvirtError in
 * libvirt's words.
 */
export async function connectAdmin(
  uri?: string | null,
  options: AdminOptions = {},
): Promise<AdminConnection> {
  const target = adminTarget(uri ?? null, options.environment ?? hostEnvironment(options.env));
  return AdminConnection.open(target, options);
}

export class AdminConnection implements Caller {
  /** In libvirt's spelling, as `virt-admin uri` prints it. */
  readonly uri: string;
  /** Resolves when the connection has ended, with the reason. It never rejects. */
  readonly closed: Promise<CloseReason>;
  /** Every procedure of the admin program: `call.serverListClients({ srv: { name: "libvirtd" }, … })`. */
  readonly call: ProcedureMethods<typeof admin.calls>;
  readonly #session: Session;
  readonly #deadlineMs: number | undefined;

  private constructor(uri: string, session: Session, closed: Promise<CloseReason>, deadlineMs?: number) {
    this.uri = uri;
    this.closed = closed;
    this.call = methodsOf(admin, this);
    this.#session = session;
    this.#deadlineMs = deadlineMs;
  }

  /** Used by `connectAdmin`. */
  static async open({ uri, socket }: AdminTarget, options: CallOptions): Promise<AdminConnection> {
    const connect = async (signal: AbortSignal | undefined) => {
      const { connectUnix } = await import("./transports/unix.js");
      return connectUnix(socket, signal);
    };
    const transport = await connectInTime({ connect }, options);
    let ended = (_reason: CloseReason) => {};
    const closed = new Promise<CloseReason>((resolve) => {
      ended = resolve;
    });
    const { deadlineMs } = options;
    const session = new Session(
      transport,
      { maxCallsInFlight: limits.defaultMaxClientRequests, deadlineMs },
      { onEvent: () => {}, onClose: (reason) => ended(reason) },
    );
    try {
      await session.call(admin, admin.calls.connectOpen, { flags: 0 }, options);
      if (!session.open) throw socketClosed();
      return new AdminConnection(uri, session, closed, deadlineMs);
    } catch (thrown) {
      session.end("client");
      throw thrown;
    }
  }

  get isAlive(): boolean {
    return this.#session.open;
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

  /** Takes leave of the daemon and ends the connection. */
  async close(options: CallOptions = { deadlineMs: this.#deadlineMs }): Promise<void> {
    if (this.#session.open) {
      // What the daemon answers does not matter any more, only that it has read it all.
      await Promise.allSettled([this.#session.call(admin, admin.calls.connectClose, {}, options)]);
      this.#session.end("client");
    }
    await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
