// A private key on disk: found, read, and opened with a passphrase where it has one.

import { createPrivateKey } from "node:crypto";
import { open } from "node:fs/promises";
import type { LibvirtError } from "@virtgate/protocol";
import type { ParsedKey, utils } from "ssh2";
import type { Environment } from "../../environment.js";
import { maxKeyFileBytes } from "../../limits.js";
import { authFailed, type Dialect } from "./dialect.js";
import type { Questions } from "./questions.js";

/** In the order in which libvirt looks for them in ~/.ssh. */
const usualNames = ["identity", "id_dsa", "id_ecdsa", "id_ed25519", "id_rsa"];

/** The user's key, if there is one in the usual places. */
export function usualKeyFile({ homeDirectory, exists }: Environment): string | undefined {
  return usualNames.map((name) => `${homeDirectory()}/.ssh/${name}`).find(exists);
}

type Parse = typeof utils.parseKey;

export class PrivateKeyFile {
  readonly path: string;
  readonly #dialect: Dialect;
  readonly #parse: Parse;
  #key: ParsedKey | undefined;

  constructor(path: string, dialect: Dialect, parse: Parse) {
    this.path = path;
    this.#dialect = dialect;
    this.#parse = parse;
  }

  /** What stands beside it in a file of its own: it need not be opened to learn whether the server wants it. */
  async publicKey(): Promise<ParsedKey | undefined> {
    const bytes = await read(`${this.path}.pub`);
    if (bytes === undefined) return undefined;
    const parsed = this.#parse(bytes);
    return parsed instanceof Error ? undefined : parsed;
  }

  /** Opens it, and asks for its passphrase if it has one. Rejects with LibvirtError. */
  async open(questions: Questions): Promise<ParsedKey> {
    this.#key ??= await this.#openNow(questions);
    return this.#key;
  }

  async #openNow(questions: Questions): Promise<ParsedKey> {
    const bytes = await read(this.path);
    const plain = bytes === undefined ? undefined : this.#parseWith(bytes, undefined);
    if (plain !== undefined) return plain;
    const unreadable = () => authFailed(this.#dialect, this.#dialect.keyUnreadable(this.path));
    const unusable = () => authFailed(this.#dialect, this.#dialect.keyUnusable(this.path));
    const isEncrypted = bytes !== undefined && looksEncrypted(bytes);
    if (this.#dialect.name === "libssh" && !isEncrypted)
      throw bytes === undefined ? unreadable() : unusable();
    // libssh2 asks first, whatever is wrong with the file.
    const passphrase = await this.#passphrase(questions, bytes);
    if (bytes === undefined) throw unreadable();
    const opened =
      passphrase === undefined || passphrase === "" ? undefined : this.#parseWith(bytes, passphrase);
    if (opened === undefined) throw unusable();
    return opened;
  }

  #passphrase(questions: Questions, bytes: Buffer | undefined): Promise<string | undefined> {
    const { failure, passphrasePrompt } = this.#dialect;
    const reasons = (detail: string) => (): LibvirtError => failure(detail);
    return questions.ask({
      name: "passphrase",
      mechanism: "publickey",
      text: passphrasePrompt(this.path, bytes?.includes("BEGIN OPENSSH") === true),
      echo: false,
      nobody: reasons("No user interaction callback provided: Can't retrieve private key passphrase"),
      failed: reasons("failed to retrieve private key passphrase: callback has failed"),
    });
  }

  #parseWith(bytes: Buffer, passphrase: string | undefined): ParsedKey | undefined {
    const parsed = this.#parse(traditionalPem(bytes, passphrase) ?? bytes, passphrase);
    return parsed instanceof Error || !parsed.isPrivateKey() ? undefined : parsed;
  }
}

/** PKCS #8 in the form that ssh2 reads. Undefined for other forms, and for a passphrase that does not fit. */
function traditionalPem(bytes: Buffer, passphrase: string | undefined): string | undefined {
  if (!/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(bytes.toString("latin1"))) return undefined;
  try {
    const key = createPrivateKey(passphrase === undefined ? bytes : { key: bytes, passphrase });
    const type = key.asymmetricKeyType === "rsa" ? "pkcs1" : "sec1";
    return key.export({ type, format: "pem" }).toString();
  } catch {
    return undefined;
  }
}

/** By its head; OpenSSH's own format names its cipher in the first bytes. */
function looksEncrypted(bytes: Buffer): boolean {
  const text = bytes.toString("latin1");
  const own = /-----BEGIN OPENSSH PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)/.exec(text);
  if (own === null) return /ENCRYPTED|^Encryption: (?!none)/m.test(text);
  const head = Buffer.from(own[1]!.slice(0, 64), "base64").toString("latin1");
  return !head.startsWith("openssh-key-v1\0\0\0\0\x04none");
}

/** Undefined where there is no such file, or none that could be a key. */
async function read(path: string): Promise<Buffer | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const buffer = Buffer.alloc(maxKeyFileBytes);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    // A folder can be opened; it is no key.
    return (thrown as NodeJS.ErrnoException).code === "EISDIR" ? Buffer.alloc(0) : undefined;
  }
}
