// The daemon of this host that a URI means: for what stands between a client elsewhere and that daemon.

import type { Environment } from "./environment.js";
import { chooseTransport, remoteTarget, type TransportName } from "./remote-uri.js";
import type { Transport } from "./transports/transport.js";
import { type LocalDaemon, localDaemon } from "./unix-socket.js";
import type { Uri } from "./uri.js";

export interface DaemonConnection extends Transport {
  /** Resolves when nothing that was sent waits in this process any more. */
  flushed(): Promise<void>;
}

export interface DaemonSocket {
  readonly path: string;
  /** Starts a user's own daemon if there is none. Rejects with LibvirtError. */
  connect(): Promise<DaemonConnection>;
}

/**
 * As virt-ssh-helper finds it: by the scheme and the path alone. Throws LibvirtError for a transport that there is not;
 * one that does not lead to a socket of this host is given back by its name.
 */
export function daemonSocket(
  uri: Uri,
  readonly: boolean,
  environment: Environment,
): DaemonSocket | TransportName {
  const { transport } = chooseTransport(uri);
  if (transport !== "unix") return transport;
  const target = remoteTarget({ ...uri, parameters: [] });
  // By its path alone: to a client of this host, the test hypervisor is a user's own, too.
  const session = environment.uid !== 0 && uri.path === "/session";
  const daemon = localDaemon(target, session, readonly, environment);
  const starts = session && environment.variables.LIBVIRT_AUTOSTART !== "0";
  return { path: daemon.path, connect: () => connect(daemon, starts, environment) };
}

async function connect(
  daemon: LocalDaemon,
  starts: boolean,
  environment: Environment,
): Promise<DaemonConnection> {
  if (!starts) {
    const { connectUnix } = await import("./transports/unix.js");
    return connectUnix(daemon.path);
  }
  const { connectOrStart } = await import("./transports/autostart.js");
  return connectOrStart(daemon, environment);
}
