// Is this the host? The known_hosts file says so, or the user does.

import { userConfigurationDirectory } from "../../environment.js";
import type { RemoteTarget } from "../../remote-uri.js";
import type { SignInTerms } from "../../sign-in/sign-in.js";
import { authFailed, type Dialect } from "./dialect.js";
import { KnownHosts } from "./known-hosts.js";
import { appendKnownHost, readKnownHosts } from "./known-hosts-file.js";
import type { Questions } from "./questions.js";

export class HostKeyCheck {
  readonly #dialect: Dialect;
  readonly #host: string;
  readonly #port: number;
  readonly #path: string;
  readonly #known: KnownHosts | undefined;
  readonly #adds: boolean;
  #accepted: string | undefined;

  private constructor(
    dialect: Dialect,
    target: RemoteTarget,
    path: string,
    known: KnownHosts | undefined,
    adds: boolean,
  ) {
    this.#dialect = dialect;
    this.#host = target.host;
    this.#port = portOf(target);
    this.#path = path;
    this.#known = known;
    this.#adds = adds;
  }

  /** Rejects with LibvirtError for a file that cannot be read. */
  static async prepare(
    dialect: Dialect,
    target: RemoteTarget,
    terms: SignInTerms,
    onWarning: (text: string) => void,
  ): Promise<HostKeyCheck> {
    const verify = (target.knownHostsVerify ?? "normal").toLowerCase();
    const path = target.knownHosts ?? `${userConfigurationDirectory(terms.environment)}/known_hosts`;
    if (verify === "ignore") return new HostKeyCheck(dialect, target, path, undefined, false);
    const text = await readKnownHosts(path, dialect);
    const host = { host: target.host, port: portOf(target), byNameAlone: dialect.knownByNameAlone };
    const known = KnownHosts.parse(text, host);
    if (known.hasAuthority)
      onWarning(
        `certificates of hosts cannot be checked by transport '${dialect.name}': @cert-authority of '${path}' does not count`,
      );
    return new HostKeyCheck(dialect, target, path, known, verify === "auto");
  }

  /** What to ask the server for: kinds of keys that the host is known by come first. */
  get algorithms(): string[] {
    const all = this.#dialect.hostKeyAlgorithms;
    const types = this.#known?.types ?? [];
    const isKnown = (algorithm: string) =>
      types.includes(algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm);
    return [...all.filter(isKnown), ...all.filter((algorithm) => !isKnown(algorithm))];
  }

  /**
   * Resolves when it is the host, if it can prove that the key is its own: only then it is to be remembered. Rejects with
   * LibvirtError.
   */
  async check(key: Uint8Array, questions: Questions): Promise<void> {
    if (this.#known === undefined) return;
    const type = typeOf(key);
    const hash = this.#dialect.hostKeyHash(key);
    const verdict = this.#known.judge(type, key);
    switch (verdict.kind) {
      case "known":
        return;
      case "changed": {
        const found = this.#dialect.changedKey(hash, verdict.stored);
        throw this.#refused(
          `Identity of host '${this.#name}' differs from stored identity. Please verify the new host key '${found}' ` +
            `to avoid possible man in the middle attack. The key is stored in '${this.#path}'.`,
        );
      }
      case "revoked":
        throw this.#refused(`The key '${hash}' of host '${this.#name}' is revoked in '${this.#path}'.`);
      case "unknown":
        if (!this.#adds) await this.#ask(hash, questions);
        this.#accepted = `${type} ${Buffer.from(key).toString("base64")}`;
    }
  }

  /** Writes down a key that `check` has taken. Rejects with LibvirtError. */
  async remember(): Promise<void> {
    const accepted = this.#accepted;
    this.#accepted = undefined;
    if (accepted !== undefined) await this.#add(accepted);
  }

  get #name(): string {
    return `${this.#host}:${this.#port}`;
  }

  #refused(detail: string): Error {
    return authFailed(this.#dialect, `!!! SSH HOST KEY VERIFICATION FAILED !!!: ${detail}`);
  }

  async #ask(hash: string, questions: Questions): Promise<void> {
    const { failure } = this.#dialect;
    const answer = await questions.ask({
      name: "hostkey",
      mechanism: "hostkey",
      text: `Accept SSH host key with hash '${hash}' for host '${this.#name}' (y/n)?`,
      echo: true,
      nobody: () => failure("No user interaction callback provided: Can't verify the session host key"),
      failed: () => failure("failed to retrieve decision to accept host key"),
    });
    if (answer?.toLowerCase() !== "y")
      throw failure(`SSH host key for '${this.#host}' (${hash}) was not accepted`);
  }

  async #add(written: string): Promise<void> {
    const line = this.#dialect.knownHostsLine(this.#host.toLowerCase(), this.#port, written);
    // A host's name may hold anything; in the file it would then be more than a name.
    if (!isPlainName(this.#host))
      throw this.#dialect.failure(
        `failed to write known_host file '${this.#path}': '${this.#host}' is no name of a host`,
      );
    await appendKnownHost(this.#path, line, this.#dialect);
  }
}

const isPlainName = (host: string): boolean => /^[A-Za-z0-9._:%-]+$/.test(host);

/** The C library keeps sixteen bits of a number that is too large for a port. */
export const portOf = ({ port }: RemoteTarget): number => Number(port) & 0xffff;

/** Its first string. */
function typeOf(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.length);
  const length = bytes.length < 4 ? 0 : bytes.readUInt32BE(0);
  return bytes.toString("latin1", 4, Math.min(4 + length, bytes.length));
}
