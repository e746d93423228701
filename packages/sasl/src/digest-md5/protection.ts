// Which layer: what a server offers and what a client takes of it, for a least and a most strength. As Cyrus SASL.
import { SaslCode, SaslError } from "../problem.js";
import { type DigestCipher, digestCiphers } from "./ciphers.js";

const allQops = ["auth", "auth-int", "auth-conf"] as const;
export type Qop = (typeof allQops)[number];

/** Bounds of the layer's strength in bits; a buffer of 0 bytes forbids a layer. */
export interface Bounds {
  readonly minSsf: number;
  readonly maxSsf: number;
  readonly maxBuffer: number;
}

export interface Protection {
  readonly qop: Qop;
  /** For auth-conf. */
  readonly cipher?: DigestCipher;
}

export interface Offer {
  readonly qops: readonly Qop[];
  readonly ciphers: readonly DigestCipher[];
}

const within = ({ minSsf, maxSsf, maxBuffer }: Bounds, ssf: number) =>
  minSsf <= ssf && ssf <= maxSsf && (ssf === 0 || maxBuffer > 0);

/** Everything that fits. Throws SaslError when nothing does. */
export function offerWithin(bounds: Bounds): Offer {
  const ciphers = digestCiphers.filter(({ ssf }) => within(bounds, ssf));
  const qops: Qop[] = [];
  if (within(bounds, 0)) qops.push("auth");
  if (within(bounds, 1)) qops.push("auth-int");
  if (ciphers.length > 0) qops.push("auth-conf");
  if (qops.length === 0) throw new SaslError("too weak", "mech DIGEST-MD5 is too weak");
  return { qops, ciphers };
}

/** The strongest of what the server has that fits. Throws SaslError when nothing does. */
export function chooseProtection(
  offered: { readonly qops: readonly string[]; readonly ciphers: readonly string[] },
  bounds: Bounds,
): Protection {
  if (!allQops.some((qop) => offered.qops.includes(qop)))
    throw new SaslError("too weak", "Server doesn't support any known qop level", SaslCode.badAuth);
  const ours = offerWithin(bounds);
  const has = (qop: Qop) => ours.qops.includes(qop) && offered.qops.includes(qop);
  if (has("auth-conf")) {
    const common = ours.ciphers.filter(({ name }) => offered.ciphers.includes(name));
    const [cipher] = common.sort((a, b) => b.ssf - a.ssf);
    if (cipher !== undefined) return { qop: "auth-conf", cipher };
  }
  if (has("auth-int")) return { qop: "auth-int" };
  if (has("auth")) return { qop: "auth" };
  if (bounds.minSsf === 0)
    throw new SaslError("too weak", 'Server doesn\'t support "no layer"', SaslCode.fail);
  throw new SaslError("too weak", "Can't find an acceptable layer");
}

/** What the client chose, if it was offered. */
export function protectionChosen(offer: Offer, qop: string, cipherName: string | undefined): Protection {
  const known = offer.qops.find((each) => each === qop.toLowerCase());
  if (known === undefined)
    throw new SaslError(
      "malformed message",
      "protocol violation: client requested invalid qop",
      SaslCode.fail,
    );
  if (known !== "auth-conf") return { qop: known };
  const cipher = offer.ciphers.find(({ name }) => name === cipherName?.toLowerCase());
  if (cipher === undefined)
    throw new SaslError("malformed message", "client requested invalid cipher", SaslCode.fail);
  return { qop: known, cipher };
}

/** Bytes that a buffer needs beside the payload, at most. Cyrus' reckoning: 25 with a cipher, 16 without. */
export function overheadOf({ cipher }: Protection): number {
  return cipher === undefined ? 16 : 25;
}
