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
    const detail = `Kerberos cannot be used here: ${reason(thrown)}`;
    const problem = libvirtError(ErrorDomain.remote, ErrorCode.authUnavailable, detail);
    problem.cause = thrown;
    return { known, problem };
  }
}

async function loadNative(): Promise<GssProvider> {
  const native = (await import("@virtgate/native")) as unknown as { loadGss?: () => GssProvider };
  if (native.loadGss === undefined) throw new Error("no GSSAPI");
  return native.loadGss();
}

/** What the native package refuses says which library it is about; anything else is that it could not be loaded. */
const reason = (thrown: unknown) =>
  thrown instanceof Error && thrown.name === "NativeError"
    ? thrown.message
    : "the package @virtgate/native, which reaches the system's GSSAPI library, cannot be loaded";
