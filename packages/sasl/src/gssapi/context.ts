// What both sides of GSSAPI do with a context: tell its errors, wrap its words, make its layer.
import type { BufferCodec } from "../framed-layer.js";
import { framedLayer, largestBufferBytes } from "../framed-layer.js";
import type { GssContext, GssProvider } from "../gss.js";
import type { SecurityLayer } from "../layer.js";
import { lengthWordBytes } from "../layer-reader.js";
import { SaslCode, SaslError } from "../problem.js";
import type { Bounds, ChosenLayer } from "./negotiation.js";
import { Layer } from "./negotiation.js";

/** Tokens from one side before both must be done. Kerberos needs one, or two with DCE. */
export const maxRounds = 10;

/** The context of one attempt: made when the first step is taken, freed when the attempt fails. */
export interface Attempt {
  context?: GssContext;
}

/** What a library refuses becomes a SaslError, with its text. */
export async function calling<T>(call: () => T | Promise<T>, code: SaslCode = SaslCode.fail): Promise<T> {
  try {
    return await call();
  } catch (problem) {
    throw asSaslError(problem, "kerberos", code);
  }
}

function asSaslError(problem: unknown, cause: "kerberos" | "broken layer", code?: SaslCode): SaslError {
  if (problem instanceof SaslError) return problem;
  return new SaslError(cause, problem instanceof Error ? problem.message : String(problem), code);
}

export function requireProvider(gss: GssProvider | undefined): GssProvider {
  if (gss === undefined) throw new SaslError("unavailable", "GSSAPI needs the system's Kerberos library");
  return gss;
}

/**
 * The layer of a complete context. `theirMaxBuffer` is what the other side takes; how much of it is payload Cyrus
 * reckons with confidentiality in either case, and so do we.
 */
export function layerOf(
  context: GssContext,
  { bit, ssf }: ChosenLayer,
  theirMaxBuffer: number,
  { maxBuffer }: Bounds,
): SecurityLayer {
  const isConfidential = bit === Layer.confidentiality;
  const guarded = <T>(call: () => T): T => {
    try {
      return call();
    } catch (problem) {
      throw asSaslError(problem, "broken layer");
    }
  };
  const codec: BufferCodec = {
    ssf,
    maxPayload: guarded(() => context.wrapSizeLimit(theirMaxBuffer, context.ssf > 1)),
    minBuffer: 1,
    maxBuffer: Math.min(maxBuffer, largestBufferBytes),
    seal: (payload) => guarded(() => context.wrap(payload, isConfidential, lengthWordBytes)),
    open: (buffer) => {
      const { payload, confidential } = guarded(() => context.unwrap(buffer));
      if (isConfidential && !confidential)
        throw new SaslError("broken layer", "a buffer that is not confidential");
      return payload;
    },
    close: () => context.close(),
  };
  return framedLayer(codec);
}
