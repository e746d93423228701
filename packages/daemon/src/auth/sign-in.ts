// What a socket that asks for sign-in lets a client do before anything else.

import {
  type Args,
  ErrorCode,
  ErrorDomain,
  LibvirtError,
  libvirtError,
  type remote,
} from "@virtgate/protocol";
import type { MaybePromise } from "../drivers/driver.js";
import type { Session } from "../session.js";

/**
 * The one answer to everybody who is refused. `code` is the support code of the log's line: it travels in an error's
 * third string, which libvirt's clients do not show.
 */
export function authFailed(code?: string): LibvirtError {
  const plain = libvirtError(ErrorDomain.rpc, ErrorCode.authFailed, "authentication failed");
  if (code === undefined) return plain;
  const { message, str1, str2 } = plain;
  return new LibvirtError(plain.code, plain.domain, message, { str1, str2, str3: code });
}

type Calls = typeof remote.calls;

/** What a client says in one step: bytes, or nothing at all (`nil`), which is not the same as no bytes. */
export type SaslMessage = Args<Calls["authSaslStep"]>;

export interface SaslAnswer {
  /** 1: the client has signed in. */
  readonly complete: number;
  readonly nil: number;
  readonly data: number[];
}

/** From the beginning of the connection: time enough for somebody who has to look a password up. */
export const signInDeadlineMs = 120_000;
/** libvirtd counts none; whoever is refused so often has to connect again. */
export const maxRefusals = 6;

/** One client's way in. Each call may throw the LibvirtError to answer with. */
export type SignIn = SaslWay | PolkitWay;

export interface SaslWay {
  readonly kind: "sasl";
  init(): MaybePromise<{ mechlist: string }>;
  start(mechanism: string, message: SaslMessage): MaybePromise<SaslAnswer>;
  step(message: SaslMessage): MaybePromise<SaslAnswer>;
}

export interface PolkitWay {
  readonly kind: "polkit";
  /** The client asks how it is to sign in. Whom polkit is not asked about is signed in by that. */
  list(): void;
  check(): MaybePromise<{ complete: number }>;
}

const refuse = () => {
  throw authFailed();
};
export const refuseEverybody: SignIn = { kind: "sasl", init: refuse, start: refuse, step: refuse };

export type BeginSignIn = (session: Session) => SignIn;
