// DIGEST-MD5, the server's side (RFC 2831). Two messages: challenge and response, then rspauth with the success.
import { timingSafeEqual } from "node:crypto";
import { type End, type Exchange, exchangeOf, type Script, withUser } from "../exchange.js";
import { framedLayer, largestBufferBytes } from "../framed-layer.js";
import type { ServerOptions, ServerResult } from "../mechanism.js";
import { canonicalName, requireSelf, userAndRealm } from "../names.js";
import { SaslCode, SaslError } from "../problem.js";
import { textOf } from "./charset.js";
import { digestCodec } from "./codec.js";
import {
  type Directives,
  joinDirectives,
  malformed,
  maxResponseBytes,
  parseDirectives,
  parseMaxbuf,
  quoted,
} from "./directives.js";
import { type DigestTerms, nonceCount, responseOf, sessionHash } from "./hashes.js";
import { type Offer, offerWithin, overheadOf, type Protection, protectionChosen } from "./protection.js";

/** Bytes of a nonce before base64, as Cyrus has them. */
export const nonceBytes = 32;

/** maxbuf of a client that says none (section 2.1.2). */
const defaultMaxbuf = 65_536;

export function digestMd5Server(options: ServerOptions): Exchange<ServerResult> {
  return exchangeOf(() => serve(options));
}

/**
 * What a client sends at once would be subsequent authentication (section 2.2). It is not offered: such a client
 * gets a challenge like every other.
 */
async function* serve(options: ServerOptions): Script<ServerResult> {
  const offer = offerWithin(options);
  const realm = options.realm ?? options.host;
  const nonce = Buffer.from(options.random(nonceBytes)).toString("base64");
  const received = yield challengeOf(nonce, realm, offer, options.maxBuffer);
  if (received === null || received.length === 0) throw malformed("input expected in DIGEST-MD5, step 2");
  return verify(options, offer, realm, nonce, parseDirectives(received, maxResponseBytes));
}

function challengeOf(nonce: string, realm: string, offer: Offer, maxBuffer: number): Uint8Array {
  const ciphers = offer.ciphers.map(({ name }) => name);
  return joinDirectives(
    quoted("nonce", nonce),
    quoted("realm", Buffer.from(realm, "utf8").toString("latin1")),
    quoted("qop", offer.qops.join(",")),
    ciphers.length === 0 ? undefined : quoted("cipher", ciphers.join(",")),
    maxBuffer === 0 ? undefined : `maxbuf=${Math.min(maxBuffer, largestBufferBytes)}`,
    "charset=utf-8",
    "algorithm=md5-sess",
  );
}

/** The response of section 2.1.2, field by field. */
interface Response {
  /** As the client said it: that is what it hashes. */
  readonly user: string;
  readonly authzid: string | undefined;
  readonly protection: Protection;
  readonly maxbuf: number;
  readonly terms: DigestTerms;
  readonly proof: string;
}

async function verify(
  options: ServerOptions,
  offer: Offer,
  realm: string,
  nonce: string,
  directives: Directives,
): Promise<End<ServerResult>> {
  const response = readResponse(options, offer, realm, nonce, directives);
  const name = canonicalName(response.user, options.realm);
  try {
    return await signIn(options, realm, name, response);
  } catch (problem) {
    throw withUser(problem, name);
  }
}

async function signIn(
  options: ServerOptions,
  realm: string,
  name: string,
  { user, authzid, protection, maxbuf, terms, proof }: Response,
): Promise<End<ServerResult>> {
  const place = userAndRealm(name, realm);
  const record = await options.users.lookup(place.user, place.realm, "digestMd5", { user, realm });
  const stored = record?.digestMd5?.a1Hash;
  // An unknown user costs the same hashes as a wrong password.
  const session = sessionHash(stored ?? new Uint8Array(16), terms);
  const isRight = timingSafeEqual(Buffer.from(responseOf(session, terms, "client")), Buffer.from(proof));
  if (record === undefined) throw new SaslError("unknown user", "unable to canonify user and get auxprops");
  if (stored === undefined) throw new SaslError("missing verifier", "no DIGEST-MD5 verifier for user");
  if (!isRight)
    throw new SaslError("wrong password", "client response doesn't match what we generated (tried bogus)");
  const wanted = authzid === undefined ? undefined : canonicalName(authzid, options.realm);
  if (wanted !== undefined) requireSelf(name, wanted);
  const identity = {
    mechanism: "DIGEST-MD5",
    user: name,
    realm: place.realm,
    ...(wanted !== undefined && { authzid: wanted }),
  };
  const send = joinDirectives(`rspauth=${responseOf(session, terms, "server")}`);
  if (protection.qop === "auth") return { send, result: { identity: { ...identity, ssf: 0 } } };
  const layer = framedLayer(
    digestCodec({
      side: "server",
      session,
      cipher: protection.cipher,
      maxPayload: maxbuf - 4 - overheadOf(protection), // the 4 are Cyrus', which leaves them on this side only
      maxBuffer: Math.min(options.maxBuffer, largestBufferBytes),
    }),
  );
  return { send, result: { identity: { ...identity, ssf: layer.ssf }, layer } };
}

function readResponse(
  { service }: ServerOptions,
  offer: Offer,
  realm: string,
  nonce: string,
  directives: Directives,
): Response {
  const charset = directives.optional("charset")?.toLowerCase();
  if (charset !== undefined && charset !== "utf-8")
    throw malformed("client doesn't support UTF-8", SaslCode.fail);
  const text = (bytes: string) => textOf(bytes, charset === "utf-8");
  const user = text(directives.required("username"));
  if (text(directives.optional("realm") ?? "") !== realm)
    throw new SaslError("unknown user", "The client tries to override server provided realm");
  if (directives.required("nonce") !== nonce) throw malformed("nonce changed: authentication aborted");
  if (directives.required("nc") !== nonceCount) throw malformed("nonce used more than once");
  const cnonce = directives.required("cnonce");
  const digestUri = directives.required("digest-uri");
  const [uriService, ...place] = digestUri.split("/");
  if (uriService !== service || place.length === 0) throw malformed("bad digest-uri: doesn't match service");
  const proof = directives.required("response");
  if (!/^[0-9a-f]{32}$/.test(proof)) throw malformed("a response that is not 32 hexadecimal digits");
  const qop = directives.optional("qop") ?? "auth";
  const protection = protectionChosen(offer, qop, directives.optional("cipher"));
  const authzidBytes = directives.optional("authzid");
  const isAsking = authzidBytes !== undefined && authzidBytes !== "";
  return {
    user,
    authzid: isAsking ? text(authzidBytes) : undefined,
    protection,
    maxbuf: readMaxbuf(directives, protection),
    terms: {
      nonce: Buffer.from(nonce, "latin1"),
      cnonce: Buffer.from(cnonce, "latin1"),
      authzid: isAsking ? Buffer.from(authzidBytes, "latin1") : undefined,
      qop: protection.qop,
      digestUri: Buffer.from(digestUri, "latin1"),
    },
    proof,
  };
}

function readMaxbuf(directives: Directives, protection: Protection): number {
  const maxbuf = parseMaxbuf(directives.optional("maxbuf")) ?? defaultMaxbuf;
  if (maxbuf > largestBufferBytes) throw malformed("maxbuf parameter too big");
  if (maxbuf <= 16 || (protection.qop !== "auth" && maxbuf <= 4 + overheadOf(protection)))
    throw malformed("maxbuf parameter too small");
  return maxbuf;
}
