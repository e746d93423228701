// PLAIN (RFC 4616): [authzid] NUL authcid NUL password, in one message.
import { requestCredentials } from "./credentials.js";
import {
  answerOnce,
  type End,
  type Exchange,
  exchangeOf,
  requireNothing,
  type Script,
  withUser,
} from "./exchange.js";
import type { Identity } from "./identity.js";
import { maxPlainBytes } from "./limits.js";
import type { ClientOptions, ClientResult, ServerOptions, ServerResult } from "./mechanism.js";
import { canonicalName, requireSelf, userAndRealm } from "./names.js";
import { SaslError } from "./problem.js";
import { utf8Bytes, utf8Text } from "./text.js";
import { canTell, decoyRecord, isPassword, requirePassword } from "./verifier.js";

const mechanism = "PLAIN";

export const plainServer = (options: ServerOptions): Exchange<ServerResult> =>
  exchangeOf((first) => serverScript(options, first));

export const plainClient = (options: ClientOptions): Exchange<ClientResult> =>
  answerOnce((first) => answerAsClient(options, first));

async function* serverScript(options: ServerOptions, first: Uint8Array | null): Script<ServerResult> {
  const message = readPlain(first ?? (yield new Uint8Array()));
  const name = canonicalName(message.authcid, options.realm);
  try {
    return { send: null, result: { identity: await signIn(options, name, message) } };
  } catch (problem) {
    throw withUser(problem, name);
  }
}

async function signIn(
  { users, host, realm: userRealm }: ServerOptions,
  name: string,
  message: PlainMessage,
): Promise<Identity> {
  const { user, realm } = userAndRealm(name, userRealm ?? host);
  const record = await users.lookup(user, realm, "plain");
  const decoy = decoyRecord(users.decoys, user, realm); // made for known users too: it takes time
  const known = record !== undefined && canTell(record);
  const fits = await isPassword(known ? record : decoy, user, realm, message.password);
  const detail = "Password verification failed";
  if (record === undefined) throw new SaslError("unknown user", detail);
  if (!known) throw new SaslError("missing verifier", detail);
  if (!fits) throw new SaslError("wrong password", detail);
  const authzid = message.authzid === "" ? undefined : canonicalName(message.authzid, userRealm);
  if (authzid !== undefined) requireSelf(name, authzid);
  return { mechanism, user: name, ...(authzid !== undefined && { authzid }), realm, ssf: 0 };
}

async function answerAsClient(options: ClientOptions, first: Uint8Array | null): Promise<End<ClientResult>> {
  requireNothing(first, mechanism);
  const { authname, password, authzid } = await requestCredentials(options, {
    mechanism,
    wanted: ["authname", "password"],
    optional: ["authzid"],
  });
  requirePassword(password);
  const acting = authzid ? canonicalName(authzid) : "";
  const send = utf8Bytes(`${acting}\0${canonicalName(authname)}\0${password}`);
  return { send, result: { ssf: 0 } };
}

interface PlainMessage {
  readonly authzid: string;
  readonly authcid: string;
  readonly password: string;
}

/** Reads the message. The password may be empty; whether it is right is another matter. */
export function readPlain(bytes: Uint8Array | null): PlainMessage {
  const malformed = (detail: string) => new SaslError("malformed message", detail);
  if (bytes !== null && bytes.length > maxPlainBytes)
    throw malformed(`PLAIN: a message of ${bytes.length} bytes, more than ${maxPlainBytes}`);
  const text = utf8Text(bytes ?? new Uint8Array());
  if (text === undefined) throw malformed("PLAIN: the message is not UTF-8");
  const [authzid = "", authcid, password, more] = text.split("\0", 4);
  if (authcid === undefined) throw malformed("Can only find author (no password)");
  if (password === undefined) throw malformed("Can only find author/en (no password)");
  if (more !== undefined) throw malformed("Got more data than we were expecting in the PLAIN plugin");
  return { authzid, authcid, password };
}
