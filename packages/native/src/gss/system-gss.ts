import { NativeError } from "../problem.js";
import { Context } from "./context.js";
import { gssLibrary } from "./library.js";
import { acceptor, initiator } from "./sides.js";

export interface SystemGssOptions {
  /** The acceptor's keytab: a path, or TYPE:RESIDUAL. Absent: the library's own (KRB5_KTNAME, krb5.conf). */
  readonly keytab?: string | undefined;
}

/** What a side of GSSAPI needs; @virtgate/sasl's GssProvider fits it. */
export interface SystemGss {
  /** A client of `service@host`: "libvirt", and the host as the URI has it. */
  initiate(service: string, host: string): Context;
  /** The server `service@host`, which needs a key for it. */
  accept(service: string, host: string): Context;
  /** The name of the library: "libgssapi_krb5.so.2". */
  readonly library: string;
}

/**
 * Kerberos through the system's GSSAPI library. Throws NativeError, with a text for the user, when koffi or the
 * library is not there.
 *
 * The library reads KRB5_CONFIG, KRB5CCNAME and KRB5_KTNAME itself, from this process' environment.
 */
export async function systemGss({ keytab }: SystemGssOptions = {}): Promise<SystemGss> {
  if (keytab?.includes("\0")) throw new NativeError("a keytab's name has a NUL in it");
  const library = await gssLibrary();
  return {
    library: library.name,
    initiate: (service, host) => new Context(library, initiator(library, service, host)),
    accept: (service, host) => new Context(library, acceptor(library, service, host, keytab)),
  };
}
