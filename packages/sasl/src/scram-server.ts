// SCRAM (RFC 5802, 7677) as a server. There is no channel binding, so no -PLUS is offered.
import { aboutUser, type Exchange, exchangeOf, type Script } from "./exchange.js";
import { nonceBytes } from "./limits.js";
import type { ServerOptions, ServerResult } from "./mechanism.js";
import { canonicalName, requireSelf, userAndRealm } from "./names.js";
import { SaslError } from "./problem.js";
import { hmac, isProof, scramHashes } from "./scram-hash.js";
import {
  type ClientFinal,
  type ClientFirst,
  readClientFinal,
  readClientFirst,
  scramText,
  serverFirst,
} from "./scram-message.js";
import { base64Text, utf8Bytes, utf8Text } from "./text.js";
import type { ScramHash } from "./user-store.js";
import { decoyVerifier } from "./verifier.js";

const limit = "MAX_CLIENTIN_LEN";

/** `makeNonce`: the server's part of the nonce, for the examples of the RFCs. */
export const scramServer = (
  hash: ScramHash,
  options: ServerOptions,
  makeNonce = () => base64Text(options.random(nonceBytes)),
): Exchange<ServerResult> => exchangeOf((first) => script(hash, options, makeNonce, first));

async function* script(
  hash: ScramHash,
  options: ServerOptions,
  makeNonce: () => string,
  first: Uint8Array | null,
): Script<ServerResult> {
  const { mechanism } = scramHashes[hash];
  const opening = first === null || first.length === 0 ? yield null : first;
  const asked = readClientFirst(scramText(opening, mechanism, limit), mechanism);
  const name = canonicalName(asked.user, options.realm);
  return yield* aboutUser(name, signIn(hash, options, makeNonce, asked, name));
}

/**
 * An unknown user, or one without a verifier for this hash, goes the whole way with a verifier that nobody's
 * password fits, and is refused where a wrong password is.
 */
async function* signIn(
  hash: ScramHash,
  { users, host, realm: userRealm }: ServerOptions,
  makeNonce: () => string,
  asked: ClientFirst,
  name: string,
): Script<ServerResult> {
  const { mechanism, bytes } = scramHashes[hash];
  const { user, realm } = userAndRealm(name, userRealm ?? host);

  const record = await users.lookup(user, realm, hash);
  const known = record?.scram?.[hash];
  const decoy = decoyVerifier(users.decoys, hash, user, realm); // made for known users too: it takes time
  const verifier = known ?? decoy;
  const nonce = asked.nonce + makeNonce();
  const challenge = serverFirst(nonce, verifier.salt, verifier.iterations);

  const answer = yield utf8Bytes(challenge);
  const final = readClientFinal(scramText(answer, mechanism, limit), mechanism, bytes);
  requireSameHeader(final, asked.gs2Header, mechanism);
  if (final.nonce !== nonce) throw new SaslError("malformed message", `Nonce mismatch ${mechanism} input`);

  const signed = `${asked.bare},${challenge},${final.withoutProof}`;
  const isAsIs = isProof(hash, verifier.storedKey, signed, final.proof);
  const isPrepared = isProof(hash, (verifier.prepared ?? verifier).storedKey, signed, final.proof);
  if (record === undefined) throw new SaslError("unknown user", "unable to canonify user and get auxprops");
  if (known === undefined) throw new SaslError("missing verifier", `No valid ${mechanism} secret found`);
  if (!isAsIs && !isPrepared) throw new SaslError("wrong password", "StoredKey mismatch");
  const authzid = asked.authzid === undefined ? undefined : canonicalName(asked.authzid, userRealm);
  if (authzid !== undefined) requireSelf(name, authzid);

  const { serverKey } = isAsIs ? verifier : verifier.prepared!;
  const identity = { mechanism, user: name, ...(authzid !== undefined && { authzid }), realm, ssf: 0 };
  return { send: utf8Bytes(`v=${base64Text(hmac(hash, serverKey, signed))}`), result: { identity } };
}

/** The client repeats its header under the proof, so that nobody on the way can have changed it. */
function requireSameHeader({ channelBinding }: ClientFinal, gs2Header: string, mechanism: string): void {
  if (utf8Text(channelBinding) !== gs2Header)
    throw new SaslError(
      "malformed message",
      `Channel bindings prefix doesn't match the one received in the GS2 header of ${mechanism}`,
    );
}
