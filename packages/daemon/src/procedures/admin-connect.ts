// The connection to the daemon, its servers, and its timeout.

import type { Administered } from "../administered.js";
import { libvirtVersion } from "../version.js";
import type { AdminHandlers } from "./admin.js";
import { refuseAllFlags, serverOf } from "./admin-checks.js";

type Name =
  | "connectOpen"
  | "connectClose"
  | "connectGetLibVersion"
  | "connectListServers"
  | "connectLookupServer"
  | "connectSetDaemonTimeout";

/** libvirtd serves the other calls without an open connection; so do we. */
export const adminConnect = (daemon: Administered): Pick<AdminHandlers, Name> => ({
  connectOpen(_call, { flags }) {
    refuseAllFlags("adminDispatchConnectOpen", flags);
    return {};
  },
  connectClose({ session }) {
    session.closeAfterReply();
    return {};
  },
  connectGetLibVersion: () => ({ libVer: BigInt(libvirtVersion) }),
  connectListServers(_call, { needResults, flags }) {
    refuseAllFlags("adminConnectListServers", flags);
    const servers = daemon.servers.map(({ name }) => ({ name }));
    return { servers: needResults === 0 ? [] : servers, ret: servers.length };
  },
  // The only one that does not look at its flags.
  connectLookupServer: (_call, { name }) => ({ srv: { name: serverOf(daemon, { name }).name } }),
  connectSetDaemonTimeout(_call, { timeout, flags }) {
    refuseAllFlags("adminConnectSetDaemonTimeout", flags);
    daemon.setTimeoutSeconds(timeout);
    daemon.record("timeout changed", { seconds: timeout });
    return {};
  },
});
