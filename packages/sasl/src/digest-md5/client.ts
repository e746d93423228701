// DIGEST-MD5, the client's side (RFC 2831). It waits for the challenge, answers, and checks that the server knows the
// password too (rspauth).
import { timingSafeEqual } from "node:crypto";
import { requestCredentials } from "../credentials.js";
import { type Exchange, exchangeOf, type Script } from "../exchange.js";
import { framedLayer, largestBufferBytes } from "../framed-layer.js";
import type { ClientOptions, ClientResult } from "../mechanism.js";
import { canonicalName } from "../names.js";
import { SaslCode, SaslError } from "../problem.js";
import { requirePassword } from "../verifier.js";
import { bytesOf, needsUtf8, textOf } from "./charset.js";
import { digestCodec } from "./codec.js";
import {
  joinDirectives,
  malformed,
  maxChallengeBytes,
  maxResponseBytes,
  parseDirectives,
  parseMaxbuf,
  quoted,
} from "./directives.js";
import { type DigestTerms, digestMd5Hash, nonceCount, responseOf, sessionHash } from "./hashes.js";
import { chooseProtection, overheadOf, type Protection } from "./protection.js";
import { nonceBytes } from "./server.js";

/** maxbuf of a server that says none (section 2.1.1). */
const defaultMaxbuf = 65_536;

export function digestMd5Client(options: ClientOptions): Exchange<ClientResult> {
  return exchangeOf((first) => signIn(options, first));
}

/** The challenge of section 2.1.1, field by field. */
interface Challenge {
  readonly realms: readonly string[];
  readonly nonce: string;
  readonly protection: Protection;
  readonly maxbuf: number;
  readonly takesUtf8: boolean;
}

async function* signIn(options: ClientOptions, first: Uint8Array | null): Script<ClientResult> {
  const received = first === null || first.length === 0 ? yield null : first;
  if (received === null || received.length === 0) throw malformed("no server challenge", SaslCode.fail);
  const challenge = readChallenge(options, received);
  const who = await askFor(options, challenge);
  const { takesUtf8, protection } = challenge;
  const cnonce = Buffer.from(options.random(nonceBytes)).toString("base64");
  const authzid = who.authzid === undefined ? undefined : bytesOf(who.authzid, takesUtf8);
  const digestUri = `${options.service}/${options.host}`;
  const terms: DigestTerms = {
    nonce: Buffer.from(challenge.nonce, "latin1"),
    cnonce: Buffer.from(cnonce, "latin1"),
    authzid: authzid === undefined ? undefined : Buffer.from(authzid, "latin1"),
    qop: protection.qop,
    digestUri: Buffer.from(digestUri, "latin1"),
  };
  const session = sessionHash(digestMd5Hash(who.authname, who.realm, who.password), terms);
  const response = joinDirectives(
    takesUtf8 && needsUtf8([who.authname, who.realm, who.authzid]) ? "charset=utf-8" : undefined,
    quoted("username", bytesOf(who.authname, takesUtf8)),
    quoted("realm", bytesOf(who.realm, takesUtf8)),
    authzid === undefined ? undefined : quoted("authzid", authzid),
    quoted("nonce", challenge.nonce),
    quoted("cnonce", cnonce),
    `nc=${nonceCount}`,
    `qop=${protection.qop}`,
    protection.cipher === undefined ? undefined : `cipher=${protection.cipher.name}`,
    options.maxBuffer === 0 ? undefined : `maxbuf=${Math.min(options.maxBuffer, largestBufferBytes)}`,
    quoted("digest-uri", digestUri),
    `response=${responseOf(session, terms, "client")}`,
  );
  if (response.length >= maxResponseBytes)
    throw new SaslError(
      "bad name",
      `a response of ${response.length} bytes, ${maxResponseBytes - 1} at most`,
    );
  checkServer(yield response, responseOf(session, terms, "server"));
  if (protection.qop === "auth") return { send: null, result: { ssf: 0 } };
  const layer = framedLayer(
    digestCodec({
      side: "client",
      session,
      cipher: protection.cipher,
      maxPayload: challenge.maxbuf - overheadOf(protection),
      maxBuffer: Math.min(options.maxBuffer, largestBufferBytes),
    }),
  );
  return { send: null, result: { ssf: layer.ssf, layer } };
}

function readChallenge(options: ClientOptions, received: Uint8Array): Challenge {
  const directives = parseDirectives(received, maxChallengeBytes);
  const algorithm = directives.optional("algorithm");
  if (algorithm === undefined) throw malformed("Must see 'algorithm' once. Didn't see at all", SaslCode.fail);
  if (algorithm.toLowerCase() !== "md5-sess") throw malformed("'algorithm' isn't 'md5-sess'", SaslCode.fail);
  const nonce = directives.optional("nonce");
  if (nonce === undefined) throw malformed("Don't have nonce.", SaslCode.fail);
  const charset = directives.optional("charset")?.toLowerCase();
  if (charset !== undefined && charset !== "utf-8") throw malformed("Charset must be UTF-8");
  directives.optional("stale"); // it may stand once, and says nothing to who signs in for the first time
  const takesUtf8 = charset !== undefined;
  const protection = chooseProtection(
    { qops: directives.list("qop") ?? ["auth"], ciphers: directives.list("cipher") ?? [] },
    options,
  );
  const maxbuf = parseMaxbuf(directives.optional("maxbuf")) ?? defaultMaxbuf;
  const least = protection.qop === "auth" ? 16 : Math.max(16, overheadOf(protection));
  if (maxbuf <= least)
    throw malformed(`Invalid maxbuf parameter received from server (too small: ${maxbuf})`);
  if (maxbuf > largestBufferBytes)
    throw malformed(`Invalid maxbuf parameter received from server (too big: ${maxbuf})`);
  return {
    realms: directives.all("realm").map((realm) => textOf(realm, takesUtf8)),
    nonce,
    protection,
    maxbuf,
    takesUtf8,
  };
}

interface Who {
  readonly authname: string;
  readonly password: string;
  readonly realm: string;
  readonly authzid: string | undefined;
}

/** One realm is not asked for, none is the host: as in Cyrus SASL. */
async function askFor(options: ClientOptions, { realms }: Challenge): Promise<Who> {
  const isOpen = realms.length > 1;
  const given = await requestCredentials(options, {
    mechanism: "DIGEST-MD5",
    wanted: ["authname", "password"],
    optional: isOpen ? ["authzid", "realm"] : ["authzid"],
    ...(isOpen && { realms }),
  });
  const authname = canonicalName(given.authname);
  requirePassword(given.password);
  const authzid = given.authzid?.trim() ?? "";
  return {
    authname,
    password: given.password,
    realm: isOpen ? chooseRealm(realms, given.realm, options.host) : (realms[0] ?? options.host),
    authzid: authzid === "" || authzid === authname ? undefined : authzid,
  };
}

/** Who was asked and said nothing means the host; what was said goes to the server, which knows its realms. */
function chooseRealm(realms: readonly string[], wanted: string | undefined, host: string): string {
  if (wanted === undefined) return realms.includes(host) ? host : realms[0]!;
  return wanted === "" ? host : wanted;
}

/** Section 2.1.3: the server knows what the client knows, or is not the server. */
function checkServer(received: Uint8Array | null, expected: string): void {
  const rspauth = parseDirectives(received ?? new Uint8Array(0), maxChallengeBytes).optional("rspauth") ?? "";
  const isRight =
    rspauth.length === expected.length &&
    timingSafeEqual(Buffer.from(rspauth, "latin1"), Buffer.from(expected));
  if (!isRight)
    throw new SaslError(
      "server not genuine",
      "DIGEST-MD5: This server wants us to believe that he knows shared secret",
    );
}
