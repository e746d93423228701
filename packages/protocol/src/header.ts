// Packet <-> header and payload: the six words behind the length word, the same for every program.

import type { Layout } from "./layout.js";
import { maxPacketBytes } from "./limits.js";
import { WireError } from "./wire-error.js";
import { Writer } from "./writer.js";

/** virNetMessageType. `event` is VIR_NET_MESSAGE: a message nobody asked for. */
export const MessageType = {
  call: 0,
  reply: 1,
  event: 2,
  stream: 3,
  callWithFds: 4,
  replyWithFds: 5,
  streamHole: 6,
} as const;

/** virNetMessageStatus. */
export const MessageStatus = { ok: 0, error: 1, continue: 2 } as const;

/** `type` and `status` are plain numbers: what a peer sends may be any. */
export interface Header {
  readonly program: number;
  readonly version: number;
  readonly procedure: number;
  readonly type: number;
  readonly serial: number;
  readonly status: number;
}

/** Where the payload starts in a packet. */
export const payloadOffset = 28;

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** The header of a whole packet as FrameReader hands it out. */
export function readHeader(packet: Uint8Array): Header {
  return {
    program: word(packet, 4) >>> 0,
    version: word(packet, 8) >>> 0,
    procedure: word(packet, 12),
    type: word(packet, 16),
    serial: word(packet, 20) >>> 0,
    status: word(packet, 24),
  };
}

/**
 * Starts a packet and returns where, for `endPacket`, which fills in its length. Several packets may be written
 * one after another before the writer's bytes are taken: a reply costs no buffer and no copy of its own. The
 * words are arguments, not a Header, because this is the hot path.
 */
export function beginPacket(
  out: Writer,
  program: number,
  version: number,
  procedure: number,
  type: number,
  serial: number,
  status: number,
): number {
  const start = out.length;
  out.int32(0);
  out.int32(program);
  out.int32(version);
  out.int32(procedure);
  out.int32(type);
  out.int32(serial);
  out.int32(status);
  return start;
}

/**
 * Completes the packet that was started at `start`. Throws WireError when it is larger than any peer would accept;
 * the caller then forgets it with `out.discard(start)`.
 */
export function endPacket(out: Writer, start: number): void {
  const length = out.length - start;
  if (length > maxPacketBytes)
    throw new WireError(`packet of ${length} bytes is larger than ${maxPacketBytes}`);
  out.patch(start, length);
}

/** A whole packet with one value as payload, behind what `out` already holds. On failure `out` is as it was. */
export function writePacket<T>(out: Writer, header: Header, layout?: Layout<T>, value?: T): void {
  const { program, version, procedure, type, serial, status } = header;
  const start = beginPacket(out, program, version, procedure, type, serial, status);
  try {
    layout?.write(out, value as T);
    endPacket(out, start);
  } catch (thrown) {
    out.discard(start);
    throw thrown;
  }
}

/** A packet whose payload is raw bytes (stream data), behind what `out` already holds. */
export function writeRawPacket(out: Writer, header: Header, payload: Uint8Array): void {
  const { program, version, procedure, type, serial, status } = header;
  const start = beginPacket(out, program, version, procedure, type, serial, status);
  out.raw(payload);
  endPacket(out, start);
}

/** A whole packet in memory of its own. */
export function encodePacket<T>(header: Header, layout?: Layout<T>, value?: T): Uint8Array {
  const out = new Writer(256);
  writePacket(out, header, layout, value);
  return out.take();
}
