// The code by which the host's administrator finds in its log why something was refused.

import type { LibvirtError } from "@virtgate/protocol";

/** Five of the characters that virtgated makes codes of. A host might send anything. */
const supportCode = /^VG-[0-9A-Z]{5}$/;

/** The line about it, or no text. libvirtd gives no codes, so that nothing is added to what virsh prints. */
export function supportLine({ str3 }: LibvirtError): string {
  return str3 !== null && supportCode.test(str3) ? `support code: ${str3}\n` : "";
}
