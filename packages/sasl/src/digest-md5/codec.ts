// The buffers of DIGEST-MD5's layers (RFC 2831, sections 2.3 and 2.4): the MAC is over number and payload, the cipher
// over payload, padding and MAC; behind it stand version and number in clear.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { BufferCodec } from "../framed-layer.js";
import { lengthWordBytes } from "../layer-reader.js";
import { SaslError } from "../problem.js";
import type { DigestCipher, SealingCipher } from "./ciphers.js";
import { type Direction, sealingKey, signingKey } from "./hashes.js";

const macBytes = 10;
/** Two bytes of version, always 1, and four of the sequence number. */
const trailerBytes = 6;

export interface CodecOptions {
  readonly side: "client" | "server";
  /** H(A1) of this sign-in. */
  readonly session: Uint8Array;
  /** Absent: integrity alone. */
  readonly cipher?: DigestCipher | undefined;
  readonly maxPayload: number;
  /** The longest buffer that this side has said it takes. */
  readonly maxBuffer: number;
}

export function digestCodec(options: CodecOptions): BufferCodec {
  const { side, session, cipher, maxPayload, maxBuffer } = options;
  const [out, back]: [Direction, Direction] =
    side === "client" ? ["client-to-server", "server-to-client"] : ["server-to-client", "client-to-server"];
  const limits = { maxPayload, minBuffer: macBytes + trailerBytes, maxBuffer };
  const signer = new Signer(signingKey(session, out));
  const verifier = new Signer(signingKey(session, back));
  if (cipher === undefined) {
    return {
      ssf: 1,
      ...limits,
      seal: (payload) => sealIntegrity(signer, payload),
      open: (buffer) => openIntegrity(verifier, buffer),
    };
  }
  const sealing = cipher.create(sealingKey(session, out, cipher.keyBytes), "seal");
  const opening = cipher.create(sealingKey(session, back, cipher.keyBytes), "open");
  const { ssf, blockBytes } = cipher;
  return {
    ssf,
    ...limits,
    seal: (payload) => sealPrivacy(signer, sealing, blockBytes, payload),
    open: (buffer) => openPrivacy(verifier, opening, blockBytes, buffer),
  };
}

/** MACs of one direction, with the number of the buffer they are for. */
class Signer {
  readonly #key: Uint8Array;
  readonly #number = new Uint8Array(4);

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  get number(): Uint8Array {
    return this.#number;
  }

  mac(payload: Uint8Array): Uint8Array {
    return createHmac("md5", this.#key).update(this.#number).update(payload).digest();
  }

  /** On to the next buffer. After 2^32 of them the number begins again at 0, as in Cyrus SASL. */
  advance(): void {
    for (let at = 3; at >= 0; at--) {
      const next = (this.#number[at]! + 1) & 255;
      this.#number[at] = next;
      if (next !== 0) return;
    }
  }
}

function sealIntegrity(signer: Signer, payload: Uint8Array): Uint8Array {
  const macAt = lengthWordBytes + payload.length;
  const sealed = Buffer.allocUnsafe(macAt + macBytes + trailerBytes);
  sealed.set(payload, lengthWordBytes);
  sealed.set(signer.mac(payload).subarray(0, macBytes), macAt);
  writeTrailer(signer, sealed);
  return sealed;
}

function openIntegrity(verifier: Signer, buffer: Uint8Array): Uint8Array {
  checkTrailer(verifier, buffer);
  const macAt = buffer.length - trailerBytes - macBytes;
  const payload = buffer.subarray(0, macAt);
  checkMac(verifier, payload, buffer.subarray(macAt, macAt + macBytes), true);
  return payload;
}

function sealPrivacy(
  signer: Signer,
  cipher: SealingCipher,
  blockBytes: number,
  payload: Uint8Array,
): Uint8Array {
  const padding = paddingFor(payload.length, blockBytes);
  const tailBytes = padding + macBytes;
  const sealed = Buffer.allocUnsafe(lengthWordBytes + payload.length + tailBytes + trailerBytes);
  const mac = signer.mac(payload).subarray(0, macBytes);
  if (blockBytes === 1) {
    cipher.process(payload, sealed, lengthWordBytes);
    cipher.process(mac, sealed, lengthWordBytes + payload.length);
  } else {
    const plain = Buffer.allocUnsafe(payload.length + tailBytes);
    plain.set(payload);
    plain.fill(padding, payload.length, payload.length + padding);
    plain.set(mac, payload.length + padding);
    cipher.process(plain, sealed, lengthWordBytes);
  }
  writeTrailer(signer, sealed);
  return sealed;
}

function openPrivacy(
  verifier: Signer,
  cipher: SealingCipher,
  blockBytes: number,
  buffer: Uint8Array,
): Uint8Array {
  checkTrailer(verifier, buffer);
  const sealedBytes = buffer.length - trailerBytes;
  if (sealedBytes % blockBytes !== 0) throw broken("is no whole number of blocks");
  const plain = Buffer.allocUnsafe(sealedBytes);
  cipher.process(buffer.subarray(0, sealedBytes), plain, 0);
  const macAt = sealedBytes - macBytes;
  const padding = blockBytes === 1 ? 0 : plain[macAt - 1]!;
  const isPadded = isPadding(plain, macAt, padding, blockBytes);
  // One answer for a wrong padding and a wrong MAC: which of them it was is nobody's business.
  const payload = plain.subarray(0, isPadded ? macAt - padding : macAt);
  checkMac(verifier, payload, plain.subarray(macAt), isPadded);
  return payload;
}

/** Section 2.4: one to eight bytes, each the number of them, so that payload, padding and MAC are whole blocks. */
function paddingFor(payloadBytes: number, blockBytes: number): number {
  return blockBytes === 1 ? 0 : blockBytes - ((payloadBytes + macBytes) % blockBytes);
}

function isPadding(plain: Uint8Array, end: number, count: number, blockBytes: number): boolean {
  if (blockBytes === 1) return true;
  if (count < 1 || count > blockBytes || count > end) return false;
  for (let at = end - count; at < end; at++) if (plain[at] !== count) return false;
  return true;
}

function writeTrailer(signer: Signer, sealed: Uint8Array): void {
  const at = sealed.length - trailerBytes;
  sealed[at] = 0;
  sealed[at + 1] = 1;
  sealed.set(signer.number, at + 2);
  signer.advance();
}

function checkTrailer(verifier: Signer, buffer: Uint8Array): void {
  const at = buffer.length - trailerBytes;
  if (buffer[at] !== 0 || buffer[at + 1] !== 1) throw broken("has a version other than 1");
  const expected = verifier.number;
  for (let i = 0; i < expected.length; i++) {
    if (buffer[at + 2 + i] !== expected[i]) throw broken("is out of sequence");
  }
}

function checkMac(verifier: Signer, payload: Uint8Array, mac: Uint8Array, isPadded: boolean): void {
  const isRight = timingSafeEqual(verifier.mac(payload).subarray(0, macBytes), mac);
  if (!(isRight && isPadded)) throw broken("fails its integrity check");
  verifier.advance();
}

const broken = (what: string) => new SaslError("broken layer", `a buffer ${what}`);
