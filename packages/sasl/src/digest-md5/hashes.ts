// The hashes of DIGEST-MD5 (RFC 2831, section 2.1.2.1) and the keys of its layer (sections 2.3 and 2.4).
import { createHash } from "node:crypto";

/** What the response is calculated from. Names and nonces as their bytes stand in the messages. */
export interface DigestTerms {
  readonly nonce: Uint8Array;
  readonly cnonce: Uint8Array;
  readonly authzid?: Uint8Array | undefined;
  readonly qop: "auth" | "auth-int" | "auth-conf";
  readonly digestUri: Uint8Array;
}

/** One sign-in uses a nonce once (nc): subsequent authentication is not offered. */
export const nonceCount = "00000001";

const md5 = (...parts: (string | Uint8Array)[]): Uint8Array => {
  const hash = createHash("md5");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/**
 * H(user ":" realm ":" password), 16 bytes: what a server keeps instead of the password, and as good as it in that
 * realm. Each of the three goes in as ISO 8859-1 if it can be written so, else as UTF-8 (section 2.1.2.1).
 */
export function digestMd5Hash(user: string, realm: string, password: string): Uint8Array {
  return md5(latinIfPossible(user), ":", latinIfPossible(realm), ":", latinIfPossible(password));
}

/** ISO 8859-1 where every character has a place in it, else UTF-8. */
export function latinIfPossible(text: string): Buffer {
  return Buffer.from(text, isLatin(text) ? "latin1" : "utf8");
}

export function isLatin(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return false;
  return true;
}

/** H(A1) of md5-sess, 16 bytes. The layer's keys come from it. */
export function sessionHash(a1Hash: Uint8Array, { nonce, cnonce, authzid }: DigestTerms): Uint8Array {
  return authzid === undefined
    ? md5(a1Hash, ":", nonce, ":", cnonce)
    : md5(a1Hash, ":", nonce, ":", cnonce, ":", authzid);
}

/** What the client proves itself with ("client"), or the server ("server", rspauth): 32 hex digits. */
export function responseOf(session: Uint8Array, terms: DigestTerms, side: "client" | "server"): string {
  const body = terms.qop === "auth" ? "" : `:${"0".repeat(32)}`;
  const a2 = md5(side === "client" ? "AUTHENTICATE:" : ":", terms.digestUri, body);
  const middle = Buffer.concat([
    Buffer.from(`${hex(session)}:`),
    terms.nonce,
    Buffer.from(`:${nonceCount}:`),
    terms.cnonce,
    Buffer.from(`:${terms.qop}:${hex(a2)}`),
  ]);
  return hex(md5(middle));
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Who sends what a key protects. */
export type Direction = "client-to-server" | "server-to-client";

/** Ki: 16 bytes for the MAC of one direction (section 2.3). */
export function signingKey(session: Uint8Array, direction: Direction): Uint8Array {
  return md5(session, `Digest session key to ${direction} signing key magic constant`);
}

/** Kc: 16 bytes for the cipher of one direction (section 2.4). @param keyBytes how many bytes of H(A1) count */
export function sealingKey(session: Uint8Array, direction: Direction, keyBytes: number): Uint8Array {
  return md5(session.subarray(0, keyBytes), `Digest H(A1) to ${direction} sealing key magic constant`);
}
