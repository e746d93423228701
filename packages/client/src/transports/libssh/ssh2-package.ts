// The package that speaks ssh. It need not be installed, and is loaded when a URI asks for it.

import { ErrorCode, type LibvirtError, libvirtError } from "@virtgate/protocol";
import type { Dialect } from "./dialect.js";

export type Ssh2 = typeof import("ssh2");

/** Rejects with LibvirtError where it is missing. */
export async function loadSsh2(dialect: Dialect): Promise<Ssh2> {
  try {
    const loaded = (await import("ssh2")) as Ssh2 & { default?: Ssh2 };
    return loaded.default ?? loaded;
  } catch (thrown) {
    throw notInstalled(dialect, thrown);
  }
}

function notInstalled({ name, domain }: Dialect, cause: unknown): LibvirtError {
  const detail = `transport '${name}' needs the package ssh2, which cannot be loaded`;
  const error = libvirtError(domain, ErrorCode.configUnsupported, detail);
  error.cause = cause;
  return error;
}
