// EXTERNAL (RFC 4422, appendix A): who it is has been proved below, by a TLS certificate.
import {
  answerOnce,
  type End,
  type Exchange,
  exchangeOf,
  requireNothing,
  type Script,
  withUser,
} from "./exchange.js";
import { maxNameBytes } from "./limits.js";
import type { ClientOptions, ClientResult, ServerOptions, ServerResult } from "./mechanism.js";
import { canonicalName, requireSelf } from "./names.js";
import { SaslError } from "./problem.js";
import { utf8Bytes, utf8Text } from "./text.js";

const mechanism = "EXTERNAL";

export const externalServer = (options: ServerOptions): Exchange<ServerResult> =>
  exchangeOf((first) => serverScript(options, first));

export const externalClient = (options: ClientOptions): Exchange<ClientResult> =>
  answerOnce((first) => answerAsClient(options, first));

async function* serverScript(
  { externalIdentity }: ServerOptions,
  first: Uint8Array | null,
): Script<ServerResult> {
  if (externalIdentity === undefined) throw new SaslError("no mechanism", "");
  const message = first ?? (yield new Uint8Array()) ?? new Uint8Array();
  const asked = message.length > 4 * maxNameBytes ? undefined : utf8Text(message);
  if (asked === undefined || asked.includes("\0"))
    throw new SaslError("malformed message", "EXTERNAL: the authorization name is no text");
  const user = canonicalName(externalIdentity.name);
  const authzid = asked === "" ? undefined : canonicalName(asked);
  try {
    if (authzid !== undefined) requireSelf(user, authzid);
  } catch (problem) {
    throw withUser(problem, user);
  }
  const identity = { mechanism, user, ...(authzid !== undefined && { authzid }), ssf: 0 };
  return { send: null, result: { identity } };
}

async function answerAsClient(
  { credentials }: ClientOptions,
  first: Uint8Array | null,
): Promise<End<ClientResult>> {
  requireNothing(first, mechanism);
  const { authzid } = await credentials({ mechanism, wanted: [], optional: ["authzid"] });
  return { send: utf8Bytes(authzid ? canonicalName(authzid) : ""), result: { ssf: 0 } };
}
