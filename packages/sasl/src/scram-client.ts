// SCRAM (RFC 5802, 7677) as a client. Without channel binding, and it says so: flag "n".
import { requestCredentials } from "./credentials.js";
import { type Exchange, exchangeOf, requireNothing, type Script } from "./exchange.js";
import { maxIterations, minIterations, nonceBytes } from "./limits.js";
import type { ClientOptions, ClientResult } from "./mechanism.js";
import { canonicalName } from "./names.js";
import { SaslCode, SaslError } from "./problem.js";
import { hmac, proofOf, saltedPassword, sameBytes, scramHashes, scramKeys } from "./scram-hash.js";
import {
  clientFinalWithoutProof,
  readServerFinal,
  readServerFirst,
  saslName,
  scramText,
} from "./scram-message.js";
import { base64Text, utf8Bytes } from "./text.js";
import type { ScramHash } from "./user-store.js";
import { requirePassword } from "./verifier.js";

const limit = "MAX_SERVERIN_LEN";

/** `makeNonce`: the client's part of the nonce, for the examples of the RFCs. */
export const scramClient = (
  hash: ScramHash,
  options: ClientOptions,
  makeNonce = () => base64Text(options.random(nonceBytes)),
): Exchange<ClientResult> => exchangeOf((first) => script(hash, options, makeNonce, first));

async function* script(
  hash: ScramHash,
  options: ClientOptions,
  makeNonce: () => string,
  first: Uint8Array | null,
): Script<ClientResult> {
  const { mechanism, bytes } = scramHashes[hash];
  requireNothing(first, mechanism);
  const { authname, password, authzid } = await requestCredentials(options, {
    mechanism,
    wanted: ["authname", "password"],
    optional: ["authzid"],
  });
  requirePassword(password);
  const nonce = makeNonce();
  const gs2Header = authzid ? `n,a=${saslName(canonicalName(authzid))},` : "n,,";
  const bare = `n=${saslName(canonicalName(authname))},r=${nonce}`;

  const challenge = readServerFirst(
    scramText(yield utf8Bytes(gs2Header + bare), mechanism, limit),
    mechanism,
    nonce,
  );
  requireIterations(challenge.iterations, mechanism);

  const salted = await saltedPassword(hash, password, challenge.salt, challenge.iterations);
  const { clientKey, storedKey, serverKey } = scramKeys(hash, salted);
  const withoutProof = clientFinalWithoutProof(gs2Header, challenge.nonce);
  const signed = `${bare},${challenge.text},${withoutProof}`;
  const proof = proofOf(hash, storedKey, signed, clientKey);

  const final = yield utf8Bytes(`${withoutProof},p=${base64Text(proof)}`);
  if (final === null || final.length === 0)
    throw new SaslError("malformed message", `Invalid ${mechanism} input expected`);
  const signature = readServerFinal(scramText(final, mechanism, limit), mechanism, bytes);
  if (!sameBytes(signature, hmac(hash, serverKey, signed)))
    throw new SaslError("server not genuine", "ServerSignature mismatch", SaslCode.badAuth);
  return { send: null, result: { ssf: 0 } };
}

/** Too few would let a false server guess the password from the proof; too many would keep the client busy. */
function requireIterations(iterations: number, mechanism: string): void {
  if (iterations > maxIterations)
    throw new SaslError("malformed message", "iteration-count is too big, refusing to compute");
  if (iterations < minIterations)
    throw new SaslError(
      "too weak",
      `Invalid iteration-count in ${mechanism} input: ${iterations}, fewer than ${minIterations}`,
    );
}
