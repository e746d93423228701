// Which layer GSSAPI gets: the four bytes that either side says of it (RFC 4752, sections 3.1 to 3.3).
import { largestBufferBytes } from "../framed-layer.js";
import type { GssContext } from "../gss.js";
import { SaslError } from "../problem.js";

/** The bits of the first byte. */
export const Layer = { none: 1, integrity: 2, confidentiality: 4 } as const;

/** Bounds of the layer's strength in bits; a buffer of 0 bytes forbids a layer. */
export interface Bounds {
  readonly minSsf: number;
  readonly maxSsf: number;
  readonly maxBuffer: number;
}

/** One of the layers, with its strength. */
export interface ChosenLayer {
  readonly bit: number;
  readonly ssf: number;
}

/** What either side may say: bits, and the longest buffer it takes. */
export interface LayerWord {
  readonly bits: number;
  readonly maxBuffer: number;
}

/** What fits the bounds and the context can do, strongest first. Throws SaslError when nothing does. */
export function layersWithin(context: GssContext, { minSsf, maxSsf, maxBuffer }: Bounds): ChosenLayer[] {
  const known = [
    { bit: Layer.confidentiality, ssf: context.ssf, isThere: context.ssf > 1 },
    { bit: Layer.integrity, ssf: 1, isThere: context.integrity },
    { bit: Layer.none, ssf: 0, isThere: true },
  ];
  const fitting = known.filter(
    ({ ssf, isThere }) => isThere && minSsf <= ssf && ssf <= maxSsf && (ssf === 0 || maxBuffer > 0),
  );
  if (fitting.length === 0) throw new SaslError("too weak", "mech GSSAPI is too weak");
  return fitting;
}

/** The strongest that both have. Throws SaslError when there is none. */
export function strongestOf(layers: readonly ChosenLayer[], bits: number): ChosenLayer {
  const layer = layers.find(({ bit }) => (bits & bit) !== 0);
  if (layer === undefined) throw new SaslError("too weak", "Can't find an acceptable layer");
  return layer;
}

/** The one the client has chosen: exactly one bit, and one that was offered. */
export function layerChosen(layers: readonly ChosenLayer[], bits: number): ChosenLayer {
  const layer = layers.find(({ bit }) => bits === bit);
  if (layer === undefined) throw new SaslError("malformed message", "Client requested invalid layer");
  return layer;
}

/** `maxBuffer` is said only with a layer (section 3.1). */
export function layerWord(bits: number, maxBuffer: number, authzid = ""): Uint8Array {
  const name = Buffer.from(authzid, "utf8");
  const word = Buffer.alloc(4 + name.length);
  const most = bits === Layer.none ? 0 : Math.min(maxBuffer, largestBufferBytes);
  word.writeUInt32BE((bits * 2 ** 24 + most) >>> 0);
  word.set(name, 4);
  return word;
}

/** The first four bytes of what the other side says. Throws SaslError if there are fewer. */
export function readLayerWord(bytes: Uint8Array): LayerWord {
  if (bytes.length < 4)
    throw new SaslError("malformed message", `a layer token of ${bytes.length} bytes, at least 4 expected`);
  return { bits: bytes[0]!, maxBuffer: (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]! };
}
