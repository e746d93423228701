// What the admin socket serves. So far a client can open the connection, ask for the version, look up the servers and
// have the certificates read again; everything else of the admin program answers that it is not supported.

import { admin, ErrorCode, ErrorDomain, libvirtError, type Procedure, systemError } from "@virtgate/protocol";
import type { AnyHandlers, Handlers } from "./call.js";
import { Programs, ServedProgram } from "./programs.js";
import { libvirtVersion } from "./version.js";

/** What an administrator can ask a daemon for. */
export interface Administered {
  readonly serverNames: readonly string[];
  /** False: this server has no TLS. Throws an Error for the administrator. */
  updateTls(server: string): boolean;
}

export function adminPrograms(daemon: Administered): Programs {
  const handlers = handlersOf(daemon) as AnyHandlers;
  const calls = admin.calls as unknown as { readonly [name: string]: Procedure };
  const all: AnyHandlers = Object.fromEntries(
    Object.entries(calls).map(([name, { api }]) => [name, handlers[name] ?? (() => refuse(api ?? name))]),
  );
  return new Programs([new ServedProgram(admin.number, admin.version, calls, all)]);
}

function handlersOf(daemon: Administered): Handlers<typeof admin.calls> {
  const known = (name: string): string => {
    if (daemon.serverNames.includes(name)) return name;
    throw libvirtError(ErrorDomain.admin, ErrorCode.noServer, `No server named '${name}'`);
  };
  return {
    connectOpen: () => ({}),
    connectClose({ session }) {
      session.closeAfterReply();
      return {};
    },
    connectGetLibVersion: () => ({ libVer: BigInt(libvirtVersion) }),
    connectListServers: (_call, { needResults }) => ({
      servers: needResults === 0 ? [] : daemon.serverNames.map((name) => ({ name })),
      ret: daemon.serverNames.length,
    }),
    connectLookupServer: (_call, { name }) => ({ srv: { name: known(name) } }),
    serverUpdateTlsFiles(_call, { srv: { name } }) {
      if (updateTls(daemon, known(name))) return {};
      const detail = "no tls service found, unable to update tls files";
      throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, detail);
    },
  };
}

function updateTls(daemon: Administered, server: string): boolean {
  try {
    return daemon.updateTls(server);
  } catch (thrown) {
    throw systemError(ErrorDomain.rpc, 0, (thrown as Error).message);
  }
}

function refuse(api: string): never {
  throw libvirtError(ErrorDomain.admin, ErrorCode.noSupport, api);
}
