// The calls before all others: how to sign in, and signing in. What is not in use on a socket answers as libvirtd does.

import { AuthType, ErrorCode, ErrorDomain, LibvirtError, type remote } from "@virtgate/protocol";
import type { Handlers } from "../call.js";
import type { Session } from "../session.js";
import { authFailed, type SignIn } from "./sign-in.js";

function signInOf({ signIn }: Session): SignIn {
  if (signIn === undefined) throw authFailed();
  return signIn;
}

export const authHandlers: Handlers<typeof remote.calls> = {
  authList: ({ session: { signedIn, signIn } }) => ({
    types: [signedIn || signIn === undefined ? AuthType.none : AuthType.sasl],
  }),
  authSaslInit: ({ session }) => signInOf(session).init(),
  authSaslStart: ({ session }, { mech, ...message }) => signInOf(session).start(mech, message),
  authSaslStep: ({ session }, message) => signInOf(session).step(message),
  authPolkit() {
    // libvirtd fails here without saying why; its error has neither template nor detail.
    const message = "Library function returned error but did not set virError";
    throw new LibvirtError(ErrorCode.internalError, ErrorDomain.rpc, message, { int1: 0, int2: 0 });
  },
};
