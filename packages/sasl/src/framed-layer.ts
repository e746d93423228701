// A security layer on the wire: length words, limits and cutting, the same for every mechanism. What stands in a
// buffer is the codec's matter.
import type { SecurityLayer } from "./layer.js";
import { LayerReader, lengthWordBytes } from "./layer-reader.js";
import { SaslError } from "./problem.js";

/** How one mechanism protects one buffer. Both directions keep a state: buffers are sealed and opened in order. */
export interface BufferCodec {
  readonly ssf: number;
  /** The most payload of one buffer to the other side. */
  readonly maxPayload: number;
  /** The shortest and the longest buffer of the other side, as the length word counts. */
  readonly minBuffer: number;
  readonly maxBuffer: number;
  /** A new buffer, behind `lengthWordBytes` bytes that are left for the length word. */
  seal(payload: Uint8Array): Uint8Array;
  /** The payload; it may be a view of `buffer`. Throws SaslError. */
  open(buffer: Uint8Array): Uint8Array;
  close?(): void;
}

/** The longest maxbuf there is (RFC 2831, section 2.1.1; RFC 4752, section 3.1: three bytes). */
export const largestBufferBytes = 0xff_ffff;

/** Buffers of a codec as a layer. One that has refused a buffer refuses every further one. */
export function framedLayer(codec: BufferCodec): SecurityLayer {
  const reader = new LayerReader(codec.minBuffer, codec.maxBuffer);
  const { maxPayload } = codec;
  let isBroken = false;
  if (maxPayload < 1) throw new SaslError("too weak", `a layer that takes ${maxPayload} bytes at a time`);
  return {
    ssf: codec.ssf,
    maxPayload,
    encode(payload) {
      if (payload.length <= maxPayload) return sealWithLength(codec, payload);
      const buffers: Uint8Array[] = [];
      for (let at = 0; at < payload.length; at += maxPayload) {
        buffers.push(sealWithLength(codec, payload.subarray(at, at + maxPayload)));
      }
      return Buffer.concat(buffers);
    },
    decode(received) {
      if (isBroken) throw new SaslError("broken layer", "the layer has refused a buffer before");
      const pieces: Uint8Array[] = [];
      isBroken = true;
      reader.push(received, (buffer) => {
        const payload = codec.open(buffer);
        if (payload.length > 0) pieces.push(payload);
      });
      isBroken = false;
      return pieces;
    },
    close: () => codec.close?.(),
  };
}

function sealWithLength(codec: BufferCodec, payload: Uint8Array): Uint8Array {
  const sealed = codec.seal(payload);
  const length = sealed.length - lengthWordBytes;
  sealed[0] = length >>> 24;
  sealed[1] = length >>> 16;
  sealed[2] = length >>> 8;
  sealed[3] = length;
  return sealed;
}
