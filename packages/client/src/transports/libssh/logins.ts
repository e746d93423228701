// One login for many connections: whoever means the same user on the same host, known in the same way, is asked once.

import { ErrorCode, libvirtError } from "@virtgate/protocol";
import type { ClientChannel } from "ssh2";
import { sshLingerMs } from "../../limits.js";
import { ChannelRefused, type LoginSettings, SshLogin } from "./login.js";

export interface UsedChannel {
  readonly channel: ClientChannel;
  /** The channel has ended. */
  release(): void;
}

/** A login and those who use it. It stays a while without any. */
class SharedLogin {
  readonly login: Promise<SshLogin>;
  readonly #giveUp = new AbortController();
  readonly #onOver: () => void;
  /** Once it is there. */
  #opened: SshLogin | undefined;
  #users = 0;
  #lingering: NodeJS.Timeout | undefined;

  constructor(settings: LoginSettings, onOver: () => void) {
    this.#onOver = onOver;
    this.login = this.#open(settings);
    this.login.catch(onOver);
  }

  async #open(settings: LoginSettings): Promise<SshLogin> {
    const login = await SshLogin.open(settings, this.#giveUp.signal);
    this.#opened = login;
    login.onEnd = this.#onOver;
    if (!login.isOpen) this.#onOver();
    return login;
  }

  use(): void {
    this.#users++;
    clearTimeout(this.#lingering);
    this.#opened?.hold(true);
  }

  /** `lingerMs` 0 ends it with its last user. */
  release(lingerMs: number): void {
    if (--this.#users > 0) return;
    const login = this.#opened;
    if (login?.isOpen !== true || lingerMs === 0) {
      this.#end();
      return;
    }
    login.hold(false);
    this.#lingering = setTimeout(() => this.#end(), lingerMs).unref();
  }

  #end(): void {
    this.#onOver();
    if (this.#opened === undefined) this.#giveUp.abort(new Error("nobody waits for the login any more"));
    else this.#opened.end();
  }
}

const shared = new Map<string, SharedLogin>();
const identities = new WeakMap<object, number>();
let nextIdentity = 1;

/** The same object has the same number, as long as there is one. */
function identityOf(object: object | undefined): number {
  if (object === undefined) return 0;
  let identity = identities.get(object);
  if (identity === undefined) {
    identity = nextIdentity++;
    identities.set(object, identity);
  }
  return identity;
}

/** Everything that decides who comes in, and whether this is the host. */
function keyOf({ dialect, target, terms }: LoginSettings): string {
  const { environment, credentials, authFile } = terms;
  const { SSH_AUTH_SOCK, LIBVIRT_AUTH_FILE, XDG_CONFIG_HOME } = environment.variables;
  return JSON.stringify([
    ...[dialect.name, target.user, target.host, target.port],
    ...[target.keyfile, target.sshauth, target.knownHosts, target.knownHostsVerify, authFile],
    ...[environment.homeDirectory(), SSH_AUTH_SOCK, LIBVIRT_AUTH_FILE, XDG_CONFIG_HOME],
    identityOf(credentials),
  ]);
}

/**
 * Runs the command on the host. A login of the same kind is used if there is one; one that takes no more channels is
 * left to those that it has. Rejects with LibvirtError.
 */
export async function openChannel(
  settings: LoginSettings,
  command: string,
  share: boolean,
  signal: AbortSignal | undefined,
): Promise<UsedChannel> {
  signal?.throwIfAborted();
  const key = keyOf(settings);
  for (;;) {
    const found = share ? shared.get(key) : undefined;
    const entry = found ?? start(settings, share ? key : undefined);
    const lingerMs = share ? sshLingerMs : 0;
    entry.use();
    try {
      const login = await orAborted(entry.login, signal);
      const channel = await orAborted(login.channel(command), signal);
      return { channel, release: once(() => entry.release(lingerMs)) };
    } catch (thrown) {
      entry.release(lingerMs);
      if (!(thrown instanceof ChannelRefused)) throw thrown;
      if (shared.get(key) === entry) shared.delete(key);
      // It was another's: a new one may have room.
      if (found !== undefined) continue;
      const detail = `failed to open ssh channel: ${thrown.message}`;
      throw libvirtError(settings.dialect.domain, codeOf(settings), detail);
    }
  }
}

const codeOf = ({ dialect }: LoginSettings) => (dialect.name === "libssh" ? ErrorCode.libssh : ErrorCode.ssh);

function start(settings: LoginSettings, key: string | undefined): SharedLogin {
  const entry = new SharedLogin(settings, () => {
    if (key !== undefined && shared.get(key) === entry) shared.delete(key);
  });
  if (key !== undefined) shared.set(key, entry);
  return entry;
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
