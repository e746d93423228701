// GSSAPI (RFC 4752), the server's side: Kerberos' tokens, then one word each about the layer.
import { type End, type Exchange, exchangeOf, type Script, withUser } from "../exchange.js";
import type { GssContext } from "../gss.js";
import type { ServerOptions, ServerResult } from "../mechanism.js";
import { canonicalName, requireSelf } from "../names.js";
import { SaslCode, SaslError } from "../problem.js";
import { utf8Text } from "../text.js";
import { type Attempt, calling, layerOf, maxRounds, requireProvider } from "./context.js";
import { layerChosen, layersWithin, layerWord, readLayerWord } from "./negotiation.js";

export function gssapiServer(options: ServerOptions): Exchange<ServerResult> {
  const attempt: Attempt = {};
  const { step } = exchangeOf((first) => serve(options, attempt, first));
  return { step, close: () => attempt.context?.close() };
}

async function* serve(
  options: ServerOptions,
  attempt: Attempt,
  first: Uint8Array | null,
): Script<ServerResult> {
  const context = await calling(() => requireProvider(options.gss).accept(options.service, options.host));
  attempt.context = context;
  let isKept = false;
  try {
    yield* establish(context, first);
    const layers = layersWithin(context, options);
    const bits = layers.reduce((all, { bit }) => all | bit, 0);
    const answer = yield await calling(() => context.wrap(layerWord(bits, options.maxBuffer), false));
    const said = await calling(() => context.unwrap(answer ?? new Uint8Array(0)), SaslCode.badAuth);
    const end = finish(context, layers, said.payload, options);
    isKept = end.result.layer !== undefined;
    return end;
  } finally {
    if (isKept)
      delete attempt.context; // it is the layer's now
    else context.close();
  }
}

/** Section 3.2: tokens until the context is complete, and the client has nothing more to say about it. */
async function* establish(
  context: GssContext,
  first: Uint8Array | null,
): AsyncGenerator<Uint8Array | null, void, Uint8Array | null> {
  let token = first === null || first.length === 0 ? yield null : first;
  for (let round = 0; round < maxRounds; round++) {
    const received = token;
    if (received === null || received.length === 0)
      throw new SaslError("malformed message", "GSSAPI: a token was expected");
    const { token: reply, complete } = await calling(() => context.step(received), SaslCode.badAuth);
    if (complete && reply === null) return;
    const answer = yield reply;
    if (complete) {
      if (answer !== null && answer.length > 0)
        throw new SaslError("malformed message", "GSSAPI: a token after the last one");
      return;
    }
    token = answer;
  }
  throw new SaslError("malformed message", `GSSAPI: more than ${maxRounds} tokens`);
}

/** Section 3.1: the client's choice, the size of its buffers, and whom it wants to be. */
function finish(
  context: GssContext,
  layers: ReturnType<typeof layersWithin>,
  said: Uint8Array,
  options: ServerOptions,
): End<ServerResult> {
  const { bits, maxBuffer } = readLayerWord(said);
  const chosen = layerChosen(layers, bits);
  const { principal, user: name } = context.peer();
  const user = canonicalName(name, options.realm);
  const asked = utf8Text(said.subarray(4));
  if (asked === undefined || asked.includes("\0"))
    throw new SaslError("malformed message", "GSSAPI: an authorization name that is not UTF-8");
  const authzid = asked === "" ? undefined : canonicalName(asked, options.realm);
  try {
    if (authzid !== undefined) requireSelf(user, authzid);
  } catch (problem) {
    throw withUser(problem, user);
  }
  const at = principal.lastIndexOf("@");
  const identity = {
    mechanism: "GSSAPI",
    user,
    ...(at >= 0 && { realm: principal.slice(at + 1) }),
    ...(authzid !== undefined && { authzid }),
    ssf: chosen.ssf,
  };
  if (chosen.ssf === 0) return { send: null, result: { identity } };
  return { send: null, result: { identity, layer: layerOf(context, chosen, maxBuffer, options) } };
}
