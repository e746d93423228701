// Stream packets <-> their contents (facts: rpc.json, VIR_NET_STREAM and VIR_NET_STREAM_HOLE).

import {
  decode,
  type Header,
  MessageStatus,
  MessageType,
  payloadOffset,
  streamHole,
  type Writer,
  writePacket,
} from "@virtgate/protocol";
import type { StreamItem } from "./streams.js";

/** The data or the hole in a packet; undefined when it carries only a status. Throws WireError. */
export function readStreamItem(header: Header, packet: Uint8Array): StreamItem | undefined {
  if (header.status !== MessageStatus.continue) return undefined;
  if (header.type === MessageType.stream) return packet.subarray(payloadOffset);
  return { holeBytes: decode(streamHole, packet, payloadOffset).length };
}

/** Writes a hole of the stream that the call with this header opened. */
export function writeHole(out: Writer, call: Header, lengthBytes: bigint): void {
  const header = { ...call, type: MessageType.streamHole, status: MessageStatus.continue };
  writePacket(out, header, streamHole, { length: lengthBytes, flags: 0 });
}
