// A certificate's name for the log.

import { CertificateError, type DistinguishedName, dnText } from "@virtgate/pki";

/** As libvirt writes it; undefined for a name that is empty or cannot be written. */
export function nameText(name: DistinguishedName): string | undefined {
  try {
    return dnText(name);
  } catch (thrown) {
    if (thrown instanceof CertificateError) return undefined;
    throw thrown;
  }
}
