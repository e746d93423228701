// One connection to a host's sshd, signed in: it carries as many channels as the server lets it.

import { connect as connectSocket, type Socket } from "node:net";
import { ErrorCode, type LibvirtError, libvirtError } from "@virtgate/protocol";
import type { AnyAuthMethod, AuthHandlerMiddleware, Client, ClientChannel } from "ssh2";
import { errorText } from "../../errno.js";
import { sshPatienceMs } from "../../limits.js";
import type { RemoteTarget } from "../../remote-uri.js";
import type { SignInTerms } from "../../sign-in/sign-in.js";
import { whenConnected } from "../socket.js";
import { connectFirst } from "../tcp.js";
import { type Dialect, handshakeFailed, printable } from "./dialect.js";
import { HostKeyCheck } from "./host-key.js";
import { PrivateKeyFile, usualKeyFile } from "./private-key.js";
import { Questions } from "./questions.js";
import { loadSsh2, type Ssh2 } from "./ssh2-package.js";
import { CutOff, type Outcome, type SshMethod, UserAuth } from "./user-auth.js";

export interface LoginSettings {
  readonly dialect: Dialect;
  readonly target: RemoteTarget;
  readonly terms: SignInTerms;
  readonly onWarning: (text: string) => void;
  /** Of the server, while it is its turn. */
  readonly patienceMs?: number;
}

/** The server takes no more channels on this login, or will not run the command. */
export class ChannelRefused extends Error {}

export class SshLogin {
  readonly #settings: LoginSettings;
  readonly #ssh2: Ssh2;
  readonly #client: Client;
  #socket: Socket | undefined;
  #sawBanner = false;
  #hostKey: Buffer | undefined;
  #signingIn = false;
  #ended = false;
  /** What ended it, before the user was signed in. */
  #fail: (error: Error) => void = () => {};
  /** Settles the attempt that the server has before it. */
  #settle: ((outcome: Outcome | CutOff) => void) | undefined;
  #next: ((method: AnyAuthMethod) => void) | undefined;
  #patience: NodeJS.Timeout | undefined;
  /** Hears once that it is over. */
  onEnd: () => void = () => {};

  private constructor(settings: LoginSettings, ssh2: Ssh2) {
    this.#settings = settings;
    this.#ssh2 = ssh2;
    this.#client = new ssh2.Client();
  }

  /** Rejects with LibvirtError in the words of libvirt's transport. */
  static async open(settings: LoginSettings, signal: AbortSignal): Promise<SshLogin> {
    const { dialect, target, terms } = settings;
    const ssh2 = await loadSsh2(dialect);
    const { methods, keyPath } = methodsOf(settings);
    const hostKey = await HostKeyCheck.prepare(dialect, target, terms, settings.onWarning);
    signal.throwIfAborted();
    const login = new SshLogin(settings, ssh2);
    const key = keyPath === undefined ? undefined : new PrivateKeyFile(keyPath, dialect, ssh2.utils.parseKey);
    await login.#open(methods, key, hostKey, signal);
    return login;
  }

  async #open(
    methods: readonly SshMethod[],
    key: PrivateKeyFile | undefined,
    hostKey: HostKeyCheck,
    signal: AbortSignal,
  ): Promise<void> {
    const { dialect, target, terms } = this.#settings;
    this.#socket = await connectFirst(
      target.host,
      target.port,
      async (address) => {
        const socket = connectSocket(address);
        await whenConnected(socket, signal);
        return socket;
      },
      signal,
    );
    this.#socket.setNoDelay(true);
    const failed = new Promise<never>((_, reject) => {
      this.#fail = (error) => {
        this.end();
        reject(error);
      };
    });
    const abort = () => this.#fail(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    const questions = new Questions(terms, signal, (answer) => this.#unwatched(answer));
    const user = target.user ?? "root";
    try {
      this.#watch();
      const ready = this.#start(user, hostKey, questions);
      await Promise.race([failed, ready]);
      await hostKey.remember();
      const auth = new UserAuth({
        ...{ ssh2: this.#ssh2, dialect, user, host: target.host, methods, key, questions },
        agentSocket: terms.environment.variables.SSH_AUTH_SOCK,
        attempt: (method) => this.#attempt(method),
      });
      await Promise.race([failed, auth.run()]);
    } catch (thrown) {
      failed.catch(() => {});
      this.end();
      throw thrown;
    } finally {
      signal.removeEventListener("abort", abort);
      clearTimeout(this.#patience);
      this.#patience = undefined;
      this.#fail = () => {};
    }
  }

  /** Resolves when the server asks who the user is. */
  #start(user: string, hostKey: HostKeyCheck, questions: Questions): Promise<void> {
    const client = this.#client;
    client.on("error", (error: Error & { level?: string; code?: string }) => this.#onError(error));
    client.once("close", () => this.#onClose());
    client.once("ready", () => this.#settle?.("accepted"));
    return new Promise((resolve) => {
      const authHandler: AuthHandlerMiddleware = (left, _partial, next) => {
        this.#next = next as (method: AnyAuthMethod) => void;
        if (!this.#signingIn) {
          this.#signingIn = true;
          resolve();
        } else this.#settle?.({ left: (left as string[] | null) ?? [] });
      };
      client.connect({
        sock: this.#socket!,
        username: user,
        readyTimeout: 0,
        algorithms: { serverHostKey: hostKey.algorithms as never },
        hostVerifier: (key: Buffer, verify: (isHost: boolean) => void) => {
          void this.#isHost(key, hostKey, questions).then(verify);
        },
        authHandler,
      });
    });
  }

  async #isHost(key: Buffer, hostKey: HostKeyCheck, questions: Questions): Promise<boolean> {
    // Later on keys are exchanged anew, and nobody is asked again.
    if (this.#hostKey !== undefined) return this.#hostKey.equals(key);
    this.#hostKey = Buffer.from(key);
    this.#sawBanner = true;
    try {
      await hostKey.check(key, questions);
      this.#watch();
      return true;
    } catch (thrown) {
      this.#fail(thrown as Error);
      return false;
    }
  }

  #attempt(method: AnyAuthMethod): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#settle = (outcome) => {
        this.#settle = undefined;
        if (outcome instanceof CutOff) reject(outcome);
        else resolve(outcome);
      };
      if (this.#ended) {
        this.#settle(new CutOff("the connection was closed"));
        return;
      }
      this.#watch();
      // ssh2 must have left the handler before it is told what is next.
      const next = this.#next;
      queueMicrotask(() => next?.(method));
    });
  }

  #onError({ message, level, code }: Error & { level?: string; code?: unknown }): void {
    // A key that does not sign is one that is not taken; the methods know why.
    if (level === "agent" || level === "client-authentication") return;
    if (typeof code === "string") this.#over(`Socket error: ${errorText(code)}`);
    else if (message === "Connection lost before handshake") this.#over("Socket error: disconnected");
    else {
      // It has said something, and it was wrong.
      this.#sawBanner = true;
      this.#over(printable(message));
    }
  }

  #onClose(): void {
    this.#over("Socket error: disconnected");
    if (!this.#ended) this.end();
    this.onEnd();
  }

  #over(reason: string): void {
    const { dialect } = this.#settings;
    if (this.#signingIn) {
      if (this.#settle !== undefined) this.#settle(new CutOff(reason));
      this.#ended = true;
    } else this.#fail(handshakeFailed(dialect, dialect.handshakeReason(reason, this.#sawBanner)));
  }

  /** From now on it is the server's turn. */
  #watch(): void {
    const { patienceMs = sshPatienceMs } = this.#settings;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#fail(this.#silent(patienceMs)), patienceMs);
  }

  #silent(patienceMs: number): LibvirtError {
    const { target, dialect } = this.#settings;
    const detail = `no answer from the ssh server at '${target.host}:${target.port}' within ${patienceMs} ms`;
    return libvirtError(dialect.domain, ErrorCode.operationTimeout, detail);
  }

  async #unwatched<T>(answer: () => Promise<T>): Promise<T> {
    clearTimeout(this.#patience);
    try {
      return await answer();
    } finally {
      if (!this.#ended) this.#watch();
    }
  }

  get isOpen(): boolean {
    return !this.#ended;
  }

  /** Runs the command on a channel of its own. Rejects with ChannelRefused; a server that does not answer is left. */
  channel(command: string): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      const lost = () => reject(new ChannelRefused("the connection was closed"));
      if (this.#ended) {
        lost();
        return;
      }
      const { patienceMs = sshPatienceMs } = this.#settings;
      const timer = setTimeout(() => {
        reject(this.#silent(patienceMs));
        this.end();
      }, patienceMs);
      this.#client.once("close", lost);
      this.#client.exec(command, (error, channel) => {
        clearTimeout(timer);
        this.#client.off("close", lost);
        if (error) reject(new ChannelRefused(printable(error.message)));
        else resolve(channel);
      });
    });
  }

  /** Whether it keeps this program alive. */
  hold(isInUse: boolean): void {
    if (isInUse) this.#socket?.ref();
    else this.#socket?.unref();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#patience);
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed) return;
    try {
      this.#client.end();
    } catch {
      // In the middle of a handshake.
    }
    // The goodbye has been written; whoever does not read it is left all the same.
    setImmediate(() => socket.destroy());
  }
}

/** Which methods, in which order, and the key that one of them needs. Throws LibvirtError. */
function methodsOf({ dialect, target, terms }: LoginSettings): {
  methods: SshMethod[];
  keyPath: string | undefined;
} {
  const keyPath = target.keyfile ?? usualKeyFile(terms.environment);
  const usual = `agent,${keyPath === undefined ? "" : "privkey,"}password,keyboard-interactive`;
  const methods = (target.sshauth ?? usual)
    .toLowerCase()
    .split(",")
    .filter((name) => name !== "") as SshMethod[];
  if (keyPath === undefined && methods.includes("privkey")) throw dialect.failure(dialect.noKeyFile);
  return { methods, keyPath };
}
