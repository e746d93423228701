// The calls before all others: how to sign in, and signing in. What is not in use on a socket answers as libvirtd does.

import { AuthType, ErrorCode, ErrorDomain, LibvirtError, type remote } from "@virtgate/protocol";
import type { Handlers } from "../call.js";
import type { Session } from "../session.js";
import { authFailed, type SaslWay } from "./sign-in.js";

function saslOf({ signIn }: Session): SaslWay {
  if (signIn?.kind !== "sasl") throw authFailed();
  return signIn;
}

export const authHandlers: Handlers<typeof remote.calls> = {
  authList({ session }) {
    const { signIn } = session;
    if (signIn?.kind === "polkit" && !session.signedIn) signIn.list();
    return { types: [session.signedIn || signIn === undefined ? AuthType.none : AuthType[signIn.kind]] };
  },
  authSaslInit: ({ session }) => saslOf(session).init(),
  authSaslStart: ({ session }, { mech, ...message }) => saslOf(session).start(mech, message),
  authSaslStep: ({ session }, message) => saslOf(session).step(message),
  authPolkit({ session: { signIn, signedIn } }) {
    if (signIn?.kind === "polkit" && !signedIn) return signIn.check();
    // libvirtd fails here without saying why; its error has neither template nor detail.
    const message = "Library function returned error but did not set virError";
    throw new LibvirtError(ErrorCode.internalError, ErrorDomain.rpc, message, { int1: 0, int2: 0 });
  },
};
