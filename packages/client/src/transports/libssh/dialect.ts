// What tells libvirt's two transports for ssh apart: their words, and the order in which they like host keys.

import { createHash } from "node:crypto";
import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";

export type DialectName = "libssh" | "libssh2";

export interface Dialect {
  readonly name: DialectName;
  readonly domain: number;
  /** The transport's own error: "libssh transport error: …" or "SSH transport error: …". */
  failure(detail: string): LibvirtError;
  /** The hash of a host key as the user is asked about it. */
  hostKeyHash(key: Uint8Array): string;
  /** Host key algorithms for a host that is not known, the first of which the server has counts. */
  readonly hostKeyAlgorithms: readonly string[];
  /** A host on another port than 22 is also looked for by its name alone. */
  readonly knownByNameAlone: boolean;
  /** What a changed key is told by: its own hash, or the key that is stored. */
  changedKey(hash: string, stored: string): string;
  /** The line for an accepted key: libssh leaves the port 22 out. */
  knownHostsLine(host: string, port: number, key: string): string;
  cannotRead(path: string, reason: string): string;
  cannotAppend(path: string, reason: string): string;
  readonly noKeyFile: string;
  readonly passphrasePrompt: (path: string, isOpenSsh: boolean) => string;
  /** One question of the server's, as it is put to the user, who gets ": " behind it. */
  interactivePrompt(prompt: string, name: string, instruction: string): string;
  /** Where the server hangs up on a password. */
  passwordCut(reason: string): string;
  interactiveCut(reason: string): string;
  /** Why there is nobody to talk to: `words` are ours. */
  handshakeReason(words: string, sawBanner: boolean): string;
  readonly cannotAnswer: string;
  /** A key that cannot be read, or not be understood. */
  keyUnreadable(path: string): string;
  keyUnusable(path: string): string;
}

const colons = (digest: Buffer, uppercase: boolean) => {
  const text = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(":");
  return uppercase ? text.toUpperCase() : text;
};

const rsaAlgorithms = ["rsa-sha2-512", "rsa-sha2-256"];

const libssh: Dialect = {
  name: "libssh",
  domain: ErrorDomain.libssh,
  failure: (detail) => libvirtError(ErrorDomain.libssh, ErrorCode.libssh, detail),
  hostKeyHash: (key) => colons(createHash("sha256").update(key).digest(), false),
  hostKeyAlgorithms: [
    "ssh-ed25519",
    "ecdsa-sha2-nistp521",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp256",
    ...rsaAlgorithms,
  ],
  knownByNameAlone: false,
  changedKey: (hash) => hash,
  knownHostsLine: (host, port, key) => `${port === 22 ? host : `[${host}]:${port}`} ${key}\n`,
  cannotRead: (path, reason) =>
    `failed to validate SSH host key: Couldn't open known_hosts file ${path}: ${reason}`,
  cannotAppend: (path, reason) => `Couldn't open known_hosts file ${path} for appending: ${reason}`,
  noKeyFile: "Key file path must be provided for private key authentication",
  passphrasePrompt: (_path, isOpenSsh) => (isOpenSsh ? "Passphrase" : "Passphrase for private key"),
  interactivePrompt: (prompt, name, instruction) =>
    [name, instruction, prompt.replace(/[ :]+$/, "")].filter((part) => part !== "").join("\n"),
  passwordCut: (reason) => `authentication failed: ${reason}`,
  interactiveCut: (reason) => `authentication failed: ${reason}`,
  handshakeReason: (words) => words,
  cannotAnswer:
    "No user interaction callback provided: Can't get input from keyboard interactive authentication",
  keyUnreadable: (path) => `error while reading private key '${path}'`,
  keyUnusable: (path) => `error while opening private key '${path}', wrong passphrase?`,
};

const libssh2: Dialect = {
  name: "libssh2",
  domain: ErrorDomain.ssh,
  failure: (detail) => libvirtError(ErrorDomain.ssh, ErrorCode.ssh, detail),
  hostKeyHash: (key) => colons(createHash("md5").update(key).digest(), true),
  hostKeyAlgorithms: [
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-ed25519",
    ...rsaAlgorithms,
  ],
  knownByNameAlone: true,
  changedKey: (_hash, stored) => stored,
  knownHostsLine: (host, port, key) => `[${host}]:${port} ${key} added by libvirt ssh transport\n`,
  cannotRead: (path) => `unable to load knownhosts file '${path}': Failed to open file`,
  cannotAppend: () => "Failed to open file",
  noKeyFile: "Username and key file path must be provided for private key authentication",
  passphrasePrompt: (path) => `Passphrase for key '${path}'`,
  interactivePrompt: (prompt) => (prompt.includes(":") ? prompt.slice(0, prompt.lastIndexOf(":")) : prompt),
  passwordCut: () => "authentication failed: Waiting for password response",
  interactiveCut: () =>
    "keyboard interactive authentication failed: Unable to send keyboard-interactive request",
  handshakeReason: (_words, sawBanner) =>
    sawBanner ? "Unable to exchange encryption keys" : "Failed getting banner",
  cannotAnswer: "Can't perform keyboard-interactive authentication: Authentication callback not provided",
  keyUnreadable: (path) => privateKeyFailed(path, `${unextractable}: Unable to open private key file`),
  keyUnusable: (path) =>
    privateKeyFailed(
      path,
      `${unextractable}: Wrong passphrase or invalid/unrecognized private key file format`,
    ),
};

const unextractable = "Unable to extract public key from private key file";

export const privateKeyFailed = (path: string, reason: string): string =>
  `authentication with private key '${path}' has failed: ${reason}`;

export const dialects: { readonly [Name in DialectName]: Dialect } = { libssh, libssh2 };

export const authFailed = ({ domain }: Dialect, detail: string): LibvirtError =>
  libvirtError(domain, ErrorCode.authFailed, detail);

/** Where libvirt gives up without saying why. */
export const unknownCause = (): LibvirtError =>
  new LibvirtError(ErrorCode.internalError, ErrorDomain.none, "An error occurred, but the cause is unknown");

/** libvirt has the code for "no driver" in this place, and so the words for it. */
export const handshakeFailed = ({ domain }: Dialect, reason: string): LibvirtError =>
  libvirtError(domain, ErrorCode.noConnect, `SSH session handshake failed: ${reason}`);

/** Of the server's words: no more than a line, and nothing that a terminal would obey. */
export const printable = (words: string): string => words.replace(/\p{Cc}/gu, "?").slice(0, 256);
