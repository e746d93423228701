// Which mechanism a sign-in starts: what the URI asks for, else the strongest that both sides have, as libvirt and Cyrus
// choose it.

import type { LibvirtError } from "@virtgate/protocol";
import { choose, libvirtDemands, type Mechanism, readOffer, SaslError } from "@virtgate/sasl";
import type { Protection } from "../transports/transport.js";
import { authFailed } from "./auth-type.js";
import { saslFailure } from "./sasl-failure.js";

/** libvirt's demand on plain TCP: what DES, and with it every Kerberos, has. */
export const minTcpSsf = 56;

/** What is demanded of a mechanism; nothing but a layer does on TCP, and none is wanted over TLS and unix. */
export const demandsOf = (isProtected: boolean, protection: Protection | undefined) =>
  libvirtDemands(
    isProtected
      ? {
          kind: "protected",
          externalSsf: protection?.ssf ?? 0,
          external: protection?.known ?? false,
        }
      : { kind: "tcp", minSsf: minTcpSsf },
  );

/**
 * The names to choose from: the server's `offer`, or what stands behind "?auth=sasl." instead. Throws LibvirtError: a
 * server that offers something else than what is wanted is refused. libvirt looks for the text anywhere in the list, so
 * that "A,B" may be wanted, and only then at the names.
 */
export function wantedOf(offer: string, wanted: string | undefined): readonly string[] {
  if (wanted !== undefined && !offer.includes(wanted))
    throw authFailed(`SASL mechanism ${wanted} not supported by server`);
  try {
    return readOffer(wanted ?? offer);
  } catch (thrown) {
    throw saslFailure("start", thrown);
  }
}

/**
 * The strongest of `names` that does what is demanded. Throws LibvirtError when none does: `missing`, if that is why
 * some mechanism is not among the known ones.
 */
export function chooseMechanism(
  known: readonly Mechanism[],
  names: readonly string[],
  demands: ReturnType<typeof demandsOf>,
  missing?: LibvirtError,
): Mechanism {
  try {
    if (names.length === 0) throw new SaslError("no mechanism", "");
    return choose(known, names.join(","), demands);
  } catch (thrown) {
    throw missing ?? saslFailure("start", thrown);
  }
}
