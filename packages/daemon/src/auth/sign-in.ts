// What a socket that asks for sign-in lets a client do before anything else.

import type { Args, remote } from "@virtgate/protocol";
import type { MaybePromise } from "../drivers/driver.js";
import type { Session } from "../session.js";

type Calls = typeof remote.calls;

/** What a client says in one step: bytes, or nothing at all (`nil`), which is not the same as no bytes. */
export type SaslMessage = Args<Calls["authSaslStep"]>;

export interface SaslAnswer {
  /** 1: the client has signed in. */
  readonly complete: number;
  readonly nil: number;
  readonly data: number[];
}

/** One client's way in. Each call may throw the LibvirtError to answer with. */
export interface SignIn {
  init(): { mechlist: string };
  start(mechanism: string, message: SaslMessage): MaybePromise<SaslAnswer>;
  step(message: SaslMessage): MaybePromise<SaslAnswer>;
}

export type BeginSignIn = (session: Session) => SignIn;
