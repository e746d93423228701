// Which unix socket a local daemon listens on: one of all drivers ("legacy"), or one of each ("direct").

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { type Environment, runtimeDirectory } from "./environment.js";
import type { RemoteTarget } from "./remote-uri.js";

const systemDirectory = "/var/run/libvirt";

/** True when a user who is not root means the daemon of their own, not the system's. */
export function isUserSession(target: RemoteTarget | null, environment: Environment): boolean {
  if (environment.uid === 0) return false;
  if (target === null) return true;
  return target.path === "/session" || target.driver === "test";
}

/** Where a daemon of this host listens, and what libvirt calls that daemon: for starting it. */
export interface LocalDaemon {
  readonly path: string;
  readonly daemon: string;
}

/**
 * The socket and its daemon. `auto` takes the driver's own socket if it is there. The choice of libvirt's build comes
 * last: Debian and most others build with libvirtd, the legacy socket, as the default. Throws LibvirtError when the
 * driver's own socket is asked for and there is no driver.
 */
export function localDaemon(
  target: RemoteTarget,
  session: boolean,
  readonly: boolean,
  environment: Environment,
): LocalDaemon {
  const legacyDaemon = "libvirtd";
  if (target.socket !== undefined) return { path: target.socket, daemon: legacyDaemon };
  const directory = session ? runtimeDirectory(environment) : systemDirectory;
  // A user's own daemon has no read-only socket: there is nobody to hide from.
  const suffix = readonly && !session ? "-ro" : "";
  const directDaemon = `virt${target.driver}d`;
  const direct = { path: `${directory}/${directDaemon}-sock${suffix}`, daemon: directDaemon };
  const legacy = { path: `${directory}/libvirt-sock${suffix}`, daemon: legacyDaemon };
  if (target.mode === "direct") {
    if (target.driver !== "") return direct;
    const detail = "Cannot use direct socket mode if no URI is set";
    throw libvirtError(ErrorDomain.remote, ErrorCode.operationUnsupported, detail);
  }
  if (target.mode === "auto" && target.driver !== "" && target.driver !== "remote") {
    return environment.exists(direct.path) ? direct : legacy;
  }
  return legacy;
}

/** The socket alone. */
export function unixSocketPath(...where: Parameters<typeof localDaemon>): string {
  return localDaemon(...where).path;
}
