// Frames that no honest client sends, drawn from a seed: the same seed gives the same frames everywhere.
import { encodePacket, MessageStatus, MessageType, type Procedure, remote } from "@virtgate/protocol";

export type Random = () => number;

/** mulberry32: small, seeded, good enough to draw frames. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const pick = <T>(random: Random, values: readonly T[]): T => values[below(random, values.length)]!;

const programs = [
  remote.number,
  remote.number,
  remote.number,
  0x20008087,
  0x00068000,
  0x06900690,
  0x6b656570,
];
const lastProcedure = 460;
/** Counts and lengths at the edges of what a decoder may trust. */
const edges = [
  0, 1, 2, 3, 4, 5, 0xff, 0x100, 0xffff, 0x10000, 0x400000, 0x400001, 0x7fffffff, 0x80000000, 0xffffffff,
];

function header(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(28);
  const odd = random() < 0.2; // else only the payload is wrong
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(odd ? below(random, 2 ** 32) : pick(random, programs), 4);
  bytes.writeUInt32BE(odd ? below(random, 3) : 1, 8);
  bytes.writeUInt32BE(odd && random() < 0.3 ? below(random, 2 ** 32) : below(random, lastProcedure), 12);
  bytes.writeUInt32BE(random() < 0.8 ? MessageType.call : below(random, 9), 16);
  bytes.writeUInt32BE(below(random, 1000), 20);
  bytes.writeUInt32BE(random() < 0.8 ? MessageStatus.ok : below(random, 4), 24);
  return bytes;
}

function noise(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = below(random, 256);
  return bytes;
}

/** Words as XDR would have them, with counts that lie. */
function lyingWords(random: Random): Buffer {
  const words = Buffer.alloc(4 * below(random, 24));
  for (let at = 0; at < words.length; at += 4)
    words.writeUInt32BE(random() < 0.5 ? pick(random, edges) : below(random, 64), at);
  return words;
}

function framed(random: Random, payload: Buffer): Buffer {
  return Buffer.concat([header(random, 28 + payload.length), payload]);
}

const dom = { name: "test", uuid: Buffer.from("6695eb01f6a4830479aa97f2502e193f", "hex"), id: 1 };

/** Honest calls, to be damaged. Paths in them are relative: a daemon that saves a domain there saves it at home. */
const honest: readonly Buffer[] = [
  packet(remote.calls.authList, {}),
  packet(remote.calls.connectOpen, { name: "test:///default", flags: 0 }),
  packet(remote.calls.connectSupportsFeature, { feature: 14 }),
  packet(remote.calls.connectListAllDomains, { needResults: 1, flags: 0 }),
  packet(remote.calls.domainLookupByName, { name: "test" }),
  packet(remote.calls.domainGetInfo, { dom }),
  packet(remote.calls.domainGetXmlDesc, { dom, flags: 0 }),
  packet(remote.calls.domainDefineXmlFlags, {
    xml: "<domain type='test'><name>x</name><memory>65536</memory><os><type>hvm</type></os></domain>",
    flags: 0,
  }),
  packet(remote.calls.domainSave, { dom, to: "saved" }),
  packet(remote.calls.domainScreenshot, { dom, screen: 0, flags: 0 }),
  packet(remote.calls.connectDomainEventCallbackRegisterAny, { eventID: 0, dom: null }),
  packet(remote.calls.domainSuspend, { dom }),
  packet(remote.calls.domainResume, { dom }),
];

function packet<A>(procedure: Procedure<A>, args: A): Buffer {
  const { number: program, version } = remote;
  const { call } = MessageType;
  const fields = {
    program,
    version,
    procedure: procedure.number,
    type: call,
    serial: 7,
    status: MessageStatus.ok,
  };
  return Buffer.from(encodePacket(fields, procedure.args, args));
}

/** An honest call with a few bytes changed, or cut short, or with something behind it. */
function damaged(random: Random): Buffer {
  let bytes = Buffer.from(pick(random, honest));
  const cut = random();
  if (cut < 0.2) bytes = bytes.subarray(0, 28 + below(random, bytes.length - 27));
  else if (cut < 0.3) bytes = Buffer.concat([bytes, noise(random, 4 * below(random, 8))]);
  for (let changes = 1 + below(random, 4); changes > 0; changes--) {
    const at = 4 + below(random, bytes.length - 4);
    bytes[at] = random() < 0.5 ? bytes[at]! ^ (1 << below(random, 8)) : below(random, 256);
  }
  bytes.writeUInt32BE(bytes.length, 0);
  return bytes;
}

/** A frame whose length word is true: the connection may survive it. */
export function malformedFrame(random: Random): Buffer {
  const kind = random();
  if (kind < 0.45) return damaged(random);
  if (kind < 0.7) return framed(random, lyingWords(random));
  if (kind < 0.97) return framed(random, noise(random, below(random, 200)));
  if (kind < 0.999) return framed(random, noise(random, below(random, 4096)));
  return framed(random, Buffer.alloc(below(random, 1 << 20), below(random, 256)));
}

/** Bytes after which a connection cannot go on: a length word that lies, or a frame that never ends. */
export function brokenEnd(random: Random): Buffer {
  const bytes = framed(random, noise(random, below(random, 64)));
  bytes.writeUInt32BE(random() < 0.5 ? pick(random, edges) : below(random, 2 ** 32), 0);
  return bytes.subarray(0, 1 + below(random, bytes.length));
}
