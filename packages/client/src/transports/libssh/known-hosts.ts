// The lines of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT") and what they say of a host's key. No I/O.

import { createHmac } from "node:crypto";
import { matchesPatterns } from "./host-patterns.js";

/** `stored` is the first other key of the host, in base64. */
export type HostKeyVerdict =
  | { readonly kind: "known" | "revoked" | "unknown" }
  | { readonly kind: "changed"; readonly stored: string };

export interface KnownHost {
  readonly host: string;
  readonly port: number;
  /** On another port than 22, lines with the name alone count as well. */
  readonly byNameAlone: boolean;
}

interface Line {
  readonly marker: string | undefined;
  readonly type: string;
  /** base64. */
  readonly key: string;
}

const blank = /[ \t]+/;
const knownTypes = /^[a-zA-Z0-9@.-]+$/;

/** What a file says of one host. Lines that are none are passed over, as OpenSSH does. */
export class KnownHosts {
  readonly #lines: readonly Line[];

  private constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  static parse(text: string, host: KnownHost): KnownHosts {
    const names = namesOf(host);
    const lines: Line[] = [];
    for (const line of linesOf(text)) {
      const found = parseLine(line, names);
      if (found !== undefined) lines.push(found);
    }
    return new KnownHosts(lines);
  }

  /** Kinds of keys that the host is known by, in the order of the file. */
  get types(): string[] {
    return [...new Set(this.#plain().map(({ type }) => type))];
  }

  /** An authority is trusted to sign keys of this host. */
  get hasAuthority(): boolean {
    return this.#lines.some(({ marker }) => marker === "@cert-authority");
  }

  /** `key` as it comes from the server: it begins with its type. */
  judge(type: string, key: Uint8Array): HostKeyVerdict {
    const isSame = (line: Line) => line.type === type && Buffer.from(line.key, "base64").equals(key);
    if (this.#lines.some((line) => line.marker === "@revoked" && isSame(line))) return { kind: "revoked" };
    const plain = this.#plain();
    if (plain.some(isSame)) return { kind: "known" };
    const other = plain[0];
    return other === undefined ? { kind: "unknown" } : { kind: "changed", stored: other.key };
  }

  #plain(): Line[] {
    return this.#lines.filter(({ marker }) => marker === undefined);
  }
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    yield text.slice(start, end).trim();
    start = end + 1;
  }
}

/** The names that stand for the host in a file, lower case. */
function namesOf({ host, port, byNameAlone }: KnownHost): string[] {
  const name = host.toLowerCase();
  const withPort = `[${name}]:${port}`;
  return port === 22 || byNameAlone ? [withPort, name] : [withPort];
}

/** Undefined for what is no line, or not about the host. */
function parseLine(line: string, names: readonly string[]): Line | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  const words = line.split(blank, 4);
  const marker = line.startsWith("@") ? words.shift() : undefined;
  const [hosts, type, key] = words;
  if (hosts === undefined || type === undefined || key === undefined || !knownTypes.test(type))
    return undefined;
  // What some other marker means is not known here.
  if (marker !== undefined && marker !== "@revoked" && marker !== "@cert-authority") return undefined;
  return isHost(hosts, names) ? { marker, type, key } : undefined;
}

const isHost = (hosts: string, names: readonly string[]): boolean =>
  hosts.startsWith("|") ? names.some((name) => isHashed(hosts, name)) : matchesPatterns(hosts, names);

/** `|1|salt|hash`: HMAC-SHA1 of the name. */
function isHashed(hosts: string, name: string): boolean {
  const [, version, salt, hash] = hosts.split("|", 5);
  if (version !== "1" || salt === undefined || hash === undefined) return false;
  const expected = createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest();
  return expected.equals(Buffer.from(hash, "base64"));
}
