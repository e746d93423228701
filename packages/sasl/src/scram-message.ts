// The four messages of SCRAM (RFC 5802, section 7) <-> values. Errors have Cyrus' texts where it has one.
import { maxSaltBytes, maxScramMessageBytes } from "./limits.js";
import { SaslError } from "./problem.js";
import { base64Bytes, base64Text, utf8Bytes, utf8Text } from "./text.js";

const malformed = (detail: string) => new SaslError("malformed message", detail);

/** What the client asks for, and the parts that are signed later. */
export interface ClientFirst {
  /** "n,," or with "a=NAME" between the commas: everything before the bare message. */
  readonly gs2Header: string;
  readonly authzid: string | undefined;
  readonly bare: string;
  readonly user: string;
  readonly nonce: string;
}

export interface ServerFirst {
  readonly text: string;
  readonly nonce: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

export interface ClientFinal {
  readonly channelBinding: Uint8Array;
  readonly nonce: string;
  readonly withoutProof: string;
  readonly proof: Uint8Array;
}

/** A message as text: UTF-8, no NUL, no longer than Cyrus takes. `limit` is the name of that limit in Cyrus' text. */
export function scramText(bytes: Uint8Array | null, name: string, limit: string): string {
  if (bytes === null || bytes.length === 0) throw malformed(`${name} input expected`);
  if (bytes.length > maxScramMessageBytes) throw malformed(`${name} input longer than (${limit}) bytes`);
  if (bytes.includes(0)) throw malformed(`NULs found in ${name} input`);
  const text = utf8Text(bytes);
  if (text === undefined) throw malformed(`Invalid ${name} input: not UTF-8`);
  return text;
}

const escapes: Readonly<Record<string, string>> = { ",": "=2C", "=": "=3D" };

/** saslname: a name in which a comma is "=2C" and an equals sign "=3D". */
export const saslName = (name: string): string => name.replace(/[,=]/g, (char) => escapes[char]!);

/** The name, undefined if it is none: empty, or with an "=" that is neither of the two. */
function nameOf(text: string): string | undefined {
  if (text === "" || /=(?!2C|3D)/.test(text)) return undefined;
  return text.replaceAll("=2C", ",").replaceAll("=3D", "=");
}

const isNonce = (text: string) => /^[\x21-\x2b\x2d-\x7e]+$/.test(text);

/** attr-val of an extension. "m=" is one that must be understood, and none is. */
function requireExtensions(parts: readonly string[], name: string): void {
  for (const part of parts) {
    if (part.startsWith("m=")) throw malformed(`Unsupported mandatory extension to ${name}`);
    if (!/^[A-Za-z]=./s.test(part)) throw malformed(`Invalid ${name} input`);
  }
}

const startsWith = (part: string | undefined, attribute: string) =>
  part?.startsWith(`${attribute}=`) === true;

/** Reads the client's first message. `flag` "p" is refused: no channel binding is offered here. */
export function readClientFirst(text: string, name: string): ClientFirst {
  const [flag = "", authz, ...bare] = text.split(",");
  if (!/^[nyp]/.test(flag))
    throw malformed(`The initial ${name} client response needs to start with 'y', 'n' or 'p'`);
  if (flag.startsWith("p") && !flag.startsWith("p="))
    throw malformed(`The initial 'p' needs to be followed by '=' in ${name} input`);
  if (flag.startsWith("p="))
    throw malformed(`Server does not support channel binding type received in ${name}`);
  if (flag.length > 1) throw malformed(`',' expected in ${name} input`);
  if (authz === undefined || bare.length < 2) throw malformed(`Invalid ${name} input`);
  if (authz !== "" && !authz.startsWith("a=")) throw malformed(`',' expected in ${name} input`);
  const authzid = authz === "" ? undefined : nameOf(authz.slice(2));
  if (authz !== "" && authzid === undefined)
    throw malformed(`Invalid authorization identity encoding in ${name} input`);
  if (startsWith(bare[0], "m")) throw malformed(`Unsupported mandatory extension to ${name}`);
  if (!startsWith(bare[0], "n")) throw malformed(`Username (n=) expected in ${name} input`);
  if (bare[0] === "n=") throw new SaslError("bad name", "All-whitespace username.");
  const user = nameOf(bare[0]!.slice(2));
  if (user === undefined) throw malformed(`Invalid username encoding in ${name} input`);
  const nonce = bare[1]!.slice(2);
  if (!startsWith(bare[1], "r") || !isNonce(nonce))
    throw malformed(`Nonce expected after the username in ${name} input`);
  requireExtensions(bare.slice(2), name);
  return { gs2Header: `${flag},${authz},`, authzid, bare: bare.join(","), user, nonce };
}

export const serverFirst = (nonce: string, salt: Uint8Array, iterations: number): string =>
  `r=${nonce},s=${base64Text(salt)},i=${iterations}`;

/** Reads the server's first message. Whether the number of rounds is acceptable is not judged here. */
export function readServerFirst(text: string, name: string, clientNonce: string): ServerFirst {
  const [nonceAt = "", saltAt, iterationsAt, ...extensions] = text.split(",");
  if (nonceAt.startsWith("m=")) throw malformed(`Unsupported mandatory extension to ${name}`);
  if (nonceAt[1] !== "=") throw malformed(`Invalid ${name} input`);
  if (!nonceAt.startsWith("r=")) throw malformed(`Nonce (r=) expected in ${name} input`);
  const nonce = nonceAt.slice(2);
  if (!isNonce(nonce) || !nonce.startsWith(clientNonce) || nonce.length === clientNonce.length)
    throw malformed("The nonce received from the server doesn't start from the nonce sent by the client");
  if (!startsWith(saltAt, "s")) throw malformed(`Salt expected after the nonce in ${name} input`);
  if (saltAt === "s=") throw malformed("The salt can't be empty");
  const salt = base64Bytes(saltAt!.slice(2));
  if (salt === undefined || salt.length > maxSaltBytes)
    throw malformed("Invalid base64 encoding of the salt");
  if (!startsWith(iterationsAt, "i"))
    throw malformed(`iteration-count expected after the salt in ${name} input`);
  if (!/^i=[1-9][0-9]*$/.test(iterationsAt!)) throw malformed(`Invalid iteration-count in ${name} input`);
  requireExtensions(extensions, name);
  return { text, nonce, salt, iterations: Number(iterationsAt!.slice(2)) };
}

export const clientFinalWithoutProof = (gs2Header: string, nonce: string): string =>
  `c=${base64Text(utf8Bytes(gs2Header))},r=${nonce}`;

/** Reads the client's final message, whose proof has `proofBytes` bytes. */
export function readClientFinal(text: string, name: string, proofBytes: number): ClientFinal {
  const parts = text.split(",");
  const [bindingAt, nonceAt] = parts;
  if (!startsWith(bindingAt, "c")) throw malformed(`Invalid ${name} input`);
  if (nonceAt === undefined) throw malformed(`At least nonce is expected in ${name} input`);
  if (!nonceAt.startsWith("r=")) throw malformed(`Nonce expected in ${name} input`);
  const channelBinding = base64Bytes(bindingAt!.slice(2));
  if (channelBinding === undefined)
    throw malformed(`Invalid base64 encoding of the channel bindings in ${name}`);
  const at = parts.findIndex((part) => part.startsWith("p="));
  if (at < 0) throw malformed(`At least proof is expected in ${name} input`);
  if (at !== parts.length - 1)
    throw malformed(`No extension data is allowed after the client proof in ${name} input`);
  requireExtensions(parts.slice(2, at), name);
  const encoded = parts[at]!.slice(2);
  if (encoded.length !== 4 * Math.ceil(proofBytes / 3))
    throw malformed(`Invalid client proof length in ${name} input`);
  const proof = base64Bytes(encoded);
  if (proof?.length !== proofBytes)
    throw malformed(`Invalid base64 encoding of the client proof in ${name} input`);
  return { channelBinding, nonce: nonceAt.slice(2), withoutProof: parts.slice(0, at).join(","), proof };
}

/** The errors that RFC 5802 names. Any other word of a server is not repeated. */
const serverErrors = new Set([
  "invalid-encoding",
  "extensions-not-supported",
  "invalid-proof",
  "channel-bindings-dont-match",
  "server-does-support-channel-binding",
  "channel-binding-not-supported",
  "unsupported-channel-binding-type",
  "unknown-user",
  "invalid-username-encoding",
  "no-resources",
  "other-error",
]);

/** Reads the server's final message: its signature. An error it tells is thrown as "refused by server". */
export function readServerFinal(text: string, name: string, signatureBytes: number): Uint8Array {
  const [first = "", ...extensions] = text.split(",");
  if (first.startsWith("e=")) {
    const error = first.slice(2);
    const told = serverErrors.has(error) ? error : "other-error";
    throw new SaslError("refused by server", `the server refuses: ${told}`);
  }
  if (!first.startsWith("v=")) throw malformed(`ServerSignature expected in ${name} input`);
  requireExtensions(extensions, name);
  const signature = base64Bytes(first.slice(2));
  if (signature === undefined)
    throw malformed(`Invalid base64 encoding of the server proof in ${name} input`);
  if (signature.length !== signatureBytes)
    throw malformed(`Invalid server proof (truncated) in ${name} input`);
  return signature;
}
