// Kerberos through the system's GSSAPI library, which is loaded only when it is offered.

import { accessSync, constants } from "node:fs";
import type { GssProvider } from "@virtgate/sasl";

/**
 * Undefined, with the reason in the log, when Kerberos cannot be offered: no library, or a keytab that is named and
 * cannot be read (Cyrus then does not offer it either). Without a keytab, the library's own is used.
 */
export async function loadGss(
  keytab: string | undefined,
  warn: (text: string) => void,
): Promise<GssProvider | undefined> {
  try {
    if (keytab !== undefined) accessSync(keytab.replace(/^(FILE|WRFILE):/, ""), constants.R_OK);
    const { systemGss } = await import("@virtgate/native");
    return await systemGss({ keytab });
  } catch (thrown) {
    warn(`GSSAPI is not offered: ${(thrown as Error).message}`);
    return undefined;
  }
}
