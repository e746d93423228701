// Which unix socket a local daemon listens on: one of all drivers ("legacy"), or one of each ("direct").

import { type Environment, runtimeDirectory } from "./environment.js";
import type { RemoteTarget } from "./remote-uri.js";

const systemDirectory = "/var/run/libvirt";

/** True when a user who is not root means the daemon of their own, not the system's. */
export function isUserSession(target: RemoteTarget | null, environment: Environment): boolean {
  if (environment.uid === 0) return false;
  if (target === null) return true;
  return target.path === "/session" || target.driver === "test";
}

/**
 * The socket's path. `auto` takes the driver's own socket if it is there. The choice of libvirt's build comes
 * last: Debian and most others build with libvirtd, the legacy socket, as the default.
 */
export function unixSocketPath(
  target: RemoteTarget,
  session: boolean,
  readonly: boolean,
  environment: Environment,
): string {
  if (target.socket !== undefined) return target.socket;
  const directory = session ? runtimeDirectory(environment) : systemDirectory;
  // A user's own daemon has no read-only socket: there is nobody to hide from.
  const suffix = readonly && !session ? "-ro" : "";
  const direct = `${directory}/virt${target.driver}d-sock${suffix}`;
  const legacy = `${directory}/libvirt-sock${suffix}`;
  if (target.mode === "direct") return direct;
  if (target.mode === "auto" && target.driver !== "" && target.driver !== "remote") {
    return environment.exists(direct) ? direct : legacy;
  }
  return legacy;
}
