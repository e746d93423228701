// GSSAPI (RFC 4752), the client's side. It speaks first, with what Kerberos gives it for libvirt@HOST.
import { type Exchange, exchangeOf, requireNothing, type Script } from "../exchange.js";
import type { GssContext } from "../gss.js";
import type { ClientOptions, ClientResult } from "../mechanism.js";
import { canonicalName } from "../names.js";
import { SaslCode, SaslError } from "../problem.js";
import { type Attempt, calling, layerOf, maxRounds, requireProvider } from "./context.js";
import { layersWithin, layerWord, readLayerWord, strongestOf } from "./negotiation.js";

export function gssapiClient(options: ClientOptions): Exchange<ClientResult> {
  const attempt: Attempt = {};
  const { step } = exchangeOf((first) => signIn(options, attempt, first));
  return { step, close: () => attempt.context?.close() };
}

async function* signIn(
  options: ClientOptions,
  attempt: Attempt,
  first: Uint8Array | null,
): Script<ClientResult> {
  requireNothing(first, "GSSAPI");
  const context = await calling(() => requireProvider(options.gss).initiate(options.service, options.host));
  attempt.context = context;
  let isKept = false;
  try {
    const offer = yield* establish(context);
    const { payload } = await calling(() => context.unwrap(offer), SaslCode.badServ);
    if (payload.length !== 4)
      throw new SaslError(
        "malformed message",
        `GSSAPI: a layer token of ${payload.length} bytes, 4 expected`,
      );
    const { bits, maxBuffer } = readLayerWord(payload);
    const chosen = strongestOf(layersWithin(context, options), bits);
    const authzid = await authzidOf(options);
    const layer = chosen.ssf === 0 ? undefined : layerOf(context, chosen, maxBuffer, options);
    const send = await calling(() => context.wrap(layerWord(chosen.bit, options.maxBuffer, authzid), false));
    isKept = layer !== undefined;
    return { send, result: { ssf: chosen.ssf, ...(layer !== undefined && { layer }) } };
  } finally {
    if (isKept)
      delete attempt.context; // it is the layer's now
    else context.close();
  }
}

/** Section 3.1: tokens until the context is complete. Gives the first message behind it. */
async function* establish(
  context: GssContext,
): AsyncGenerator<Uint8Array | null, Uint8Array, Uint8Array | null> {
  let received: Uint8Array | null = null;
  for (let round = 0; round < maxRounds; round++) {
    const token: Uint8Array | null = received;
    const { token: reply, complete }: Awaited<ReturnType<GssContext["step"]>> = await calling(
      () => context.step(token),
      round === 0 ? SaslCode.fail : SaslCode.badServ,
    );
    received = yield reply;
    if (received === null || received.length === 0)
      throw new SaslError("malformed message", "GSSAPI: a token was expected");
    if (complete) return received;
  }
  throw new SaslError("malformed message", `GSSAPI: more than ${maxRounds} tokens`);
}

async function authzidOf({ credentials }: ClientOptions): Promise<string> {
  const { authzid } = await credentials({ mechanism: "GSSAPI", wanted: [], optional: ["authzid"] });
  return authzid === undefined || authzid.trim() === "" ? "" : canonicalName(authzid);
}
