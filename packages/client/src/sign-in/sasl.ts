// SASL as libvirt's client does it: INIT names the server's mechanisms, START and STEP carry what they say to each other.

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { remote } from "@virtgate/protocol";
import {
  type ClientResult,
  type CredentialRequest,
  type Exchange,
  mechanisms,
  type Credentials as SaslCredentials,
  type Step,
} from "@virtgate/sasl";
import type { CallOptions } from "../calls.js";
import { socketClosed } from "../errors.js";
import { maxSaslBytes, maxSaslSteps, saslBufferBytes } from "../limits.js";
import type { Session } from "../session.js";
import { LayeredTransport } from "../transports/layered.js";
import { AuthFile, authFilePath } from "./auth-file.js";
import { authFailed } from "./auth-type.js";
import { collectCredentials, type SaslCredential } from "./credentials.js";
import { gssFor } from "./gss.js";
import { chooseMechanism, demandsOf, minTcpSsf, wantedOf } from "./mechanism-choice.js";
import { saslFailure } from "./sasl-failure.js";
import type { SignInTerms } from "./sign-in.js";

/** Rejects with LibvirtError. When it resolves, everything goes through the layer, if one was agreed on. */
export async function signInWithSasl(
  session: Session,
  terms: SignInTerms,
  wanted: string | undefined,
  options: CallOptions,
): Promise<void> {
  const { host, isProtected } = terms;
  const demands = demandsOf(isProtected, session.protection);
  const { mechlist } = await session.call(remote, remote.calls.authSaslInit, {}, options);
  const list = wantedOf(mechlist, wanted);
  const { known, provider, problem } = await gssFor(mechanisms, list);
  const mechanism = chooseMechanism(known, list, demands, problem);
  const exchange = mechanism.client!({
    service: "libvirt",
    host,
    localHost: hostname(),
    minSsf: demands.minSsf,
    maxSsf: demands.maxSsf,
    externalSsf: demands.externalSsf,
    maxBuffer: saslBufferBytes,
    random: randomBytes,
    credentials: (request) => credentialsFor(request, terms, options),
    ...(provider === undefined ? {} : { gss: provider }),
  });
  try {
    session.stopBehindReplies();
    const { ssf, layer } = await converse(session, mechanism.name, exchange, options);
    const isWeak = !isProtected && (layer === undefined || ssf < minTcpSsf);
    if (isWeak || !session.open) {
      layer?.close?.();
      throw isWeak ? authFailed(`negotiation SSF ${ssf} was not strong enough`) : socketClosed();
    }
    session.signedIn(
      layer && ((below, early, onBroken) => new LayeredTransport(below, layer, early, onBroken)),
    );
  } catch (thrown) {
    exchange.close?.();
    throw thrown;
  }
}

/** What the server answers to START and STEP. */
interface Reply {
  readonly complete: number;
  readonly nil: number;
  readonly data: readonly number[];
}

/** Both sides speak in turn until each says that it is done. Neither can do without the other's last word. */
async function converse(
  session: Session,
  mechanism: string,
  exchange: Exchange<ClientResult>,
  options: CallOptions,
): Promise<ClientResult> {
  const { authSaslStart, authSaslStep } = remote.calls;
  let step = await next(exchange, "start", null);
  let reply: Reply = await session.call(remote, authSaslStart, { mech: mechanism, ...said(step) }, options);
  for (let steps = 1; ; steps++) {
    // Whatever the server claims: it is the client's mechanism that knows whether this is the server.
    if (!step.done) step = await next(exchange, "step", heard(reply));
    // In START, servers of Cyrus' kind take no bytes for nothing, and want to hear them again.
    else if (reply.complete === 0 && !(steps === 1 && step.send?.length === 0))
      throw authFailed("the server does not end the SASL negotiation");
    if (step.done && reply.complete !== 0) return step.result;
    if (steps >= maxSaslSteps) throw authFailed(`SASL negotiation of more than ${maxSaslSteps} steps`);
    session.lookOn();
    reply = await session.call(remote, authSaslStep, said(step), options);
    if (step.done && reply.complete !== 0) return step.result;
  }
}

async function next(
  exchange: Exchange<ClientResult>,
  doing: "start" | "step",
  received: Uint8Array | null,
): Promise<Step<ClientResult>> {
  let step: Step<ClientResult>;
  try {
    step = await exchange.step(received);
  } catch (thrown) {
    throw saslFailure(doing, thrown);
  }
  const bytes = step.send?.length ?? 0;
  if (bytes > maxSaslBytes) throw authFailed(`SASL negotiation data too long: ${bytes} bytes`);
  return step;
}

/** Nothing and no bytes are two things in SASL. */
const heard = ({ nil, data }: Reply) => (nil !== 0 ? null : Uint8Array.from(data));

const said = ({ send }: Step<ClientResult>) =>
  send === null
    ? { nil: 1, data: [] }
    : { nil: 0, data: Array.from(new Int8Array(send.buffer, send.byteOffset, send.length)) };

/** libvirt's name for who to act as is another. */
const libvirtName = (name: keyof SaslCredentials): SaslCredential => (name === "authzid" ? "username" : name);

async function credentialsFor(
  { mechanism, wanted, optional, realms }: CredentialRequest,
  { host, credentials, authFile, environment }: SignInTerms,
  { signal }: CallOptions,
): Promise<SaslCredentials> {
  const file = new AuthFile(authFilePath(authFile, environment), host);
  const names = wanted.map(libvirtName);
  // virsh asks for the realm, if there is a choice, and never for who to act as.
  const asked = optional.filter((name) => name === "realm").map(libvirtName);
  const request = { host, mechanism, names, optional: asked, realms, signal };
  const found = await collectCredentials(credentials, file, request);
  const { username, ...rest } = found;
  const given: { -readonly [Name in keyof SaslCredentials]: SaslCredentials[Name] } = {};
  for (const [name, value] of Object.entries({ ...rest, authzid: username }))
    if (value !== undefined) given[name as keyof SaslCredentials] = value;
  return given;
}
