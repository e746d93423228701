// What comes before OPEN: the server says how it wants clients to sign in, and we do.

import { ErrorCode, LibvirtError, remote } from "@virtgate/protocol";
import type { CallOptions } from "../calls.js";
import type { Environment } from "../environment.js";
import type { Session } from "../session.js";
import { chooseAuth } from "./auth-type.js";
import type { CredentialsOption } from "./credentials.js";

/**
 * Called when the server is going to ask polkit whether this process' user may: the time to start an agent that can ask
 * the user for a password, as virsh does with pkttyagent(1). Without one, polkit says no where it would have to ask.
 * What it rejects with, connecting rejects with.
 */
export type BeforePolkit = (signal: AbortSignal | undefined) => Promise<void>;

/** What signing in to one server depends on besides the server. */
export interface SignInTerms {
  /** `?auth=` of the URI. */
  readonly auth: string | undefined;
  /** As the URI names it, "localhost" where it names none: for SASL, and to find credentials. */
  readonly host: string;
  /** Nobody else can listen or write: unix sockets and TLS. Else SASL has to see to that. */
  readonly isProtected: boolean;
  /** What the caller gave. */
  readonly credentials: CredentialsOption | undefined;
  /** What the caller does before polkit is asked about this process. */
  readonly beforePolkit?: BeforePolkit | undefined;
  /** `?authfile=` of the URI. */
  readonly authFile: string | undefined;
  readonly environment: Environment;
}

/** Rejects with LibvirtError: what the server refuses, and what we do. */
export async function signIn(session: Session, terms: SignInTerms, options: CallOptions): Promise<void> {
  const types = await offeredTypes(session, options);
  const choice = chooseAuth(types, terms.auth);
  switch (choice.type) {
    case "none":
      return;
    case "sasl": {
      // Loaded only when a server asks for it.
      const { signInWithSasl } = await import("./sasl.js");
      return signInWithSasl(session, terms, choice.mechanism, options);
    }
    case "polkit":
      await terms.beforePolkit?.(options.signal);
      // The server knows who we are from the socket, and waits while the user is asked.
      await session.call(remote, remote.calls.authPolkit, {}, options);
  }
}

/** A server that is too old to be asked wants nothing. */
async function offeredTypes(session: Session, options: CallOptions): Promise<readonly number[]> {
  try {
    return (await session.call(remote, remote.calls.authList, {}, options)).types;
  } catch (thrown) {
    if (thrown instanceof LibvirtError && thrown.code === ErrorCode.noSupport) return [];
    throw thrown;
  }
}
