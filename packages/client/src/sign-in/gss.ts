// Kerberos: the system's GSSAPI library, through a package of native code that need not be installed.

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";
import type { GssProvider, Mechanism } from "@virtgate/sasl";

export interface Gss {
  /** The mechanisms that can be spoken here. */
  readonly known: readonly Mechanism[];
  readonly provider?: GssProvider;
  /** Why those that need Kerberos are not among them. */
  readonly problem?: LibvirtError;
}

const needsGss = ({ name }: Mechanism) => name === "GSSAPI";

type Load = () => Promise<GssProvider>;

/** Only a server whose list names a mechanism of Kerberos has the library loaded. */
export async function gssFor(
  mechanisms: readonly Mechanism[],
  names: readonly string[],
  load: Load = loadNative,
): Promise<Gss> {
  if (!mechanisms.some((one) => needsGss(one) && names.includes(one.name))) return { known: mechanisms };
  try {
    return { known: mechanisms, provider: await load() };
  } catch (thrown) {
    // As for libvirt without Cyrus' plug-in: the others can still do.
    const known = mechanisms.filter((one) => !needsGss(one));
    const problem = libvirtError(ErrorDomain.remote, ErrorCode.authUnavailable, reason(thrown));
    problem.cause = thrown;
    return { known, problem };
  }
}

async function loadNative(): Promise<GssProvider> {
  const { systemGss } = await import("@virtgate/native");
  return systemGss();
}

/** What the native package refuses is a text for the user; anything else is that it is not there. */
const reason = (thrown: unknown) =>
  thrown instanceof Error && thrown.name === "NativeError"
    ? thrown.message
    : "Kerberos needs the package @virtgate/native, which cannot be loaded";
