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

/** Starts a packet; `endPacket` fills in its length. The words are arguments because this is the hot path. */
export function beginPacket(
  out: Writer,
  program: number,
  version: number,
  procedure: number,
  type: number,
  serial: number,
  status: number,
): void {
  out.int32(0);
  out.int32(program);
  out.int32(version);
  out.int32(procedure);
  out.int32(type);
  out.int32(serial);
  out.int32(status);
}

/** Completes the packet and returns it. Throws WireError when it is larger than any peer would accept. */
export function endPacket(out: Writer): Uint8Array {
  const length = out.length;
  if (length > maxPacketBytes) {
    out.discard();
    throw new WireError(`packet of ${length} bytes is larger than ${maxPacketBytes}`);
  }
  out.patch(0, length);
  return out.take();
}

/** A whole packet with one value as payload. On failure `out` is as it was. */
export function writePacket<T>(out: Writer, header: Header, layout?: Layout<T>, value?: T): Uint8Array {
  try {
    beginPacket(
      out,
      header.program,
      header.version,
      header.procedure,
      header.type,
      header.serial,
      header.status,
    );
    layout?.write(out, value as T);
    return endPacket(out);
  } catch (thrown) {
    out.discard();
    throw thrown;
  }
}

/** A whole packet in memory of its own. */
export function encodePacket<T>(header: Header, layout?: Layout<T>, value?: T): Uint8Array {
  return writePacket(new Writer(256), header, layout, value);
}

/** A packet whose payload is raw bytes: stream data. */
export function writeRawPacket(out: Writer, header: Header, payload: Uint8Array): Uint8Array {
  beginPacket(
    out,
    header.program,
    header.version,
    header.procedure,
    header.type,
    header.serial,
    header.status,
  );
  out.raw(payload);
  return endPacket(out);
}
