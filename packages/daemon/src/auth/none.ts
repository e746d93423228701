// Sign-in on a socket that asks for none. SASL and polkit answer what libvirtd answers when they are not in use.

import { ErrorCode, ErrorDomain, LibvirtError, libvirtError, type remote } from "@virtgate/protocol";
import type { Handlers } from "../call.js";

/** remote_auth_type. */
const authType = { none: 0 } as const;

const authFailed = () => libvirtError(ErrorDomain.rpc, ErrorCode.authFailed, "authentication failed");

export const noAuthHandlers: Handlers<typeof remote.calls> = {
  authList: () => ({ types: [authType.none] }),
  authSaslInit() {
    throw authFailed();
  },
  authSaslStart() {
    throw authFailed();
  },
  authSaslStep() {
    throw authFailed();
  },
  authPolkit() {
    // libvirtd fails here without saying why; its error has neither template nor detail.
    const message = "Library function returned error but did not set virError";
    throw new LibvirtError(ErrorCode.internalError, ErrorDomain.rpc, message, { int1: 0, int2: 0 });
  },
};
