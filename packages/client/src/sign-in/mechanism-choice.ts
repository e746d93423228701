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
          external: protection?.certificate ?? false,
        }
      : { kind: "tcp", minSsf: minTcpSsf },
  );

/**
 * `offer` is the server's list, `wanted` what stands behind "?auth=sasl.". Throws LibvirtError: a server that offers
 * something else than what is wanted is refused, as is one with nothing that is good enough. `missing` is why some
 * mechanism is not among the known ones, and is thrown when that leaves none.
 */
export function chooseMechanism(
  known: readonly Mechanism[],
  offer: string,
  demands: ReturnType<typeof demandsOf>,
  wanted: string | undefined,
  missing?: LibvirtError,
): Mechanism {
  // libvirt looks for the text anywhere in the list, so that "A,B" may be asked for, and only then at the names.
  if (wanted !== undefined && !offer.includes(wanted))
    throw authFailed(`SASL mechanism ${wanted} not supported by server`);
  const list = wanted ?? offer;
  try {
    if (readOffer(list).length === 0) throw new SaslError("no mechanism", "");
    return choose(known, list, demands);
  } catch (thrown) {
    throw missing ?? saslFailure("start", thrown);
  }
}
