// What a mechanism refuses, in libvirt's words around Cyrus' text.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { SaslError } from "@virtgate/sasl";

/** Anything but a SaslError is left as it is: what the caller's own function has thrown, for one. */
export function saslFailure(doing: "start" | "step", thrown: unknown): unknown {
  if (!(thrown instanceof SaslError)) return thrown;
  const detail = `Failed to ${doing} SASL negotiation: ${thrown.code} (${thrown.message})`;
  return libvirtError(ErrorDomain.rpc, ErrorCode.authFailed, detail);
}
