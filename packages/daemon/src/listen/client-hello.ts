// The first thing a TLS client says, read before OpenSSL sees it. OpenSSL answers what it cannot use with an alert;
// libvirtd closes in silence, and its clients' messages tell the two apart. So what is no TLS, and what has nothing in
// common with us, is found out here. RFC 8446, section 4.1.2 (and 5.1 for records).

/** What a ClientHello offers, as far as it matters here. Numbers are those of the wire. */
export interface ClientHello {
  /** The highest first is the client's wish, not a rule. */
  readonly versions: readonly number[];
  readonly cipherSuites: readonly number[];
}

/** Bytes so far: not enough to tell before there are so many, a whole hello, or none and why (GnuTLS's words). */
export type Opening =
  | { readonly kind: "more"; readonly bytes: number }
  | { readonly kind: "hello"; readonly hello: ClientHello }
  | {
      readonly kind: "problem";
      readonly words: string;
      /** libvirtd, which reads a record at a time, would not have read all of these bytes. */
      readonly unread: boolean;
    };

const unexpectedPacket = "An unexpected TLS packet was received.";
const invalidLength = "A TLS record packet with invalid length was received.";
const warningAlert = "A TLS warning alert has been received.";
const fatalAlert = "A TLS fatal alert has been received.";
const undecodable = "Error decoding the received TLS packet.";
const noCommonSuite = "No supported cipher suites have been found.";

/** RFC 8446, section 5.1: a record's plain text. */
const maxRecordBytes = 16_384;
/** The length field could say 16 MiB; no client's hello has an eighth of this. */
const maxHelloBytes = 16_384;
/** With the heads of the records that it comes in. */
export const maxOpeningBytes = 20_480;

const alertRecord = 21;
const handshakeRecord = 22;
/** ChangeCipherSpec, alert, handshake, application data, heartbeat. */
const contentTypes = new Set([20, alertRecord, handshakeRecord, 23, 24]);
const clientHelloMessage = 1;
const supportedVersionsExtension = 43;
const tls13 = 0x0304;

export function readOpening(bytes: Uint8Array): Opening {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fragments: Uint8Array[] = [];
  let gathered = 0;
  let wanted: number | undefined;
  for (let at = 0; ; ) {
    if (bytes.length < at + 5) return more(at + 5);
    const length = view.getUint16(at + 3);
    const end = at + 5 + length;
    const type = bytes[at]!;
    if (!contentTypes.has(type) || length === 0) return problem(unexpectedPacket, bytes.length > at + 5);
    if (length > maxRecordBytes) return problem(invalidLength, bytes.length > at + 5);
    if (bytes.length < end) return more(end);
    if (type === alertRecord)
      return problem(bytes[at + 5] === 1 ? warningAlert : fatalAlert, bytes.length > end);
    if (type !== handshakeRecord) return problem(unexpectedPacket, bytes.length > end);
    fragments.push(bytes.subarray(at + 5, end));
    gathered += length;
    if (wanted === undefined && gathered >= 4) {
      const head = Buffer.concat(fragments).readUint32BE();
      if (head >>> 24 !== clientHelloMessage)
        return problem("An unexpected TLS handshake packet was received.");
      wanted = 4 + (head & 0xffffff);
      if (wanted > maxHelloBytes) return problem(undecodable);
    }
    if (wanted !== undefined && gathered >= wanted)
      return decode(Buffer.concat(fragments).subarray(4, wanted));
    at = end;
  }
}

function more(bytes: number): Opening {
  return bytes > maxOpeningBytes ? problem(undecodable) : { kind: "more", bytes };
}

function decode(body: Buffer): Opening {
  try {
    return { kind: "hello", hello: readHello(body) };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return problem(undecodable);
  }
}

/** Throws RangeError where the bytes end too early. */
function readHello(body: Buffer): ClientHello {
  const legacyVersion = body.readUint16BE(0);
  let at = 2 + 32;
  at += 1 + body.readUint8(at); // session id
  const suites = block(body, at + 2, body.readUint16BE(at));
  at += 2 + suites.length;
  at += 1 + body.readUint8(at); // compression methods
  const versions =
    at + 2 <= body.length ? offeredVersions(block(body, at + 2, body.readUint16BE(at))) : undefined;
  return { versions: versions ?? versionsUpTo(legacyVersion), cipherSuites: numbers(suites) };
}

function offeredVersions(extensions: Buffer): number[] | undefined {
  for (let at = 0; at < extensions.length; ) {
    const data = block(extensions, at + 4, extensions.readUint16BE(at + 2));
    if (extensions.readUint16BE(at) === supportedVersionsExtension) {
      return numbers(block(data, 1, data.readUint8(0)));
    }
    at += 4 + data.length;
  }
  return undefined;
}

function versionsUpTo(version: number): number[] {
  const all = [0x0300, 0x0301, 0x0302, 0x0303];
  return all.filter((each) => each <= version);
}

function block(bytes: Buffer, at: number, length: number): Buffer {
  if (at + length > bytes.length) throw new RangeError("a length beyond the end");
  return bytes.subarray(at, at + length);
}

function numbers(bytes: Buffer): number[] {
  const values: number[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 2) values.push(bytes.readUint16BE(at));
  return values;
}

/**
 * Why no session can come of this offer and ours, in GnuTLS's words; undefined when one can, as far as can be told
 * without the key: suites of TLS 1.3 are of no use to older versions, and the other way round.
 */
export function nothingInCommon(theirs: ClientHello, ours: ClientHello): string | undefined {
  const version = Math.max(...theirs.versions.filter((each) => ours.versions.includes(each)));
  if (!Number.isFinite(version)) return noCommonSuite;
  const fits = (suite: number) => (version === tls13) === (suite >>> 8 === 0x13);
  const common = theirs.cipherSuites.some((suite) => ours.cipherSuites.includes(suite) && fits(suite));
  return common ? undefined : noCommonSuite;
}

function problem(words: string, unread = false): Opening {
  return { kind: "problem", words, unread };
}
