// One server of the daemon: its thread pool's figures, the limits of its clients, who they are, and its certificates.

import { ErrorCode, ErrorDomain, libvirtError, systemError } from "@virtgate/protocol";
import type { Administered } from "../administered.js";
import type { Server } from "../server.js";
import type { ServerClient } from "../server-client.js";
import type { Session } from "../session.js";
import type { AdminHandlers } from "./admin.js";
import { clientOf, matchingServerOf, refuseAllFlags, serverOf } from "./admin-checks.js";
import { checkTypedParameters, uintParameter, uintsOf } from "./typed-parameters.js";

type Name =
  | "serverGetThreadpoolParameters"
  | "serverSetThreadpoolParameters"
  | "serverGetClientLimits"
  | "serverSetClientLimits"
  | "serverListClients"
  | "serverLookupClient"
  | "serverUpdateTlsFiles";

/** virClientTransport. */
const transports = { unix: 0, tcp: 1, tls: 2, memory: 0 } as const;

const clientRef = (server: Server, { id, connectedAtSeconds, transport }: ServerClient) => ({
  srv: { name: server.name },
  id: BigInt(id),
  timestamp: BigInt(connectedAtSeconds),
  transport: transports[transport],
});

/** Calls of the server's clients that are in progress, `asking`'s own among them. */
function busyWorkers({ clients }: Server, asking: Session): number {
  let busy = clients.get(asking.id)?.session === asking ? 1 : 0;
  for (const { connection } of clients.values()) busy += connection?.callsInProgress ?? 0;
  return busy;
}

const threadPool = { minWorkers: "uint", maxWorkers: "uint", prioWorkers: "uint" } as const;
const limits = { nclients_max: "uint", nclients_unauth_max: "uint" } as const;

export const adminServer = (daemon: Administered): Pick<AdminHandlers, Name> => ({
  serverGetThreadpoolParameters({ session }, { srv, flags }) {
    const server = serverOf(daemon, srv);
    refuseAllFlags("adminServerGetThreadPoolParameters", flags);
    const { workers } = server;
    const { minWorkers, maxWorkers, prioWorkers } = workers.settings;
    return {
      params: [
        uintParameter("minWorkers", minWorkers),
        uintParameter("maxWorkers", maxWorkers),
        uintParameter("nWorkers", workers.current),
        uintParameter("freeWorkers", Math.max(0, workers.current - busyWorkers(server, session))),
        uintParameter("prioWorkers", prioWorkers),
        // Nothing waits for a thread.
        uintParameter("jobQueueDepth", 0),
      ],
    };
  },
  serverSetThreadpoolParameters(_call, { srv, params, flags }) {
    const server = matchingServerOf(daemon, srv);
    checkTypedParameters("adminServerSetThreadPoolParameters", params, flags, threadPool);
    const changes = uintsOf(params);
    server.workers.change(changes);
    daemon.record("thread pool figures changed", { server: server.name, ...changes });
    return {};
  },

  serverGetClientLimits(_call, { srv, flags }) {
    const server = serverOf(daemon, srv);
    refuseAllFlags("adminServerGetClientLimits", flags);
    const { maxClients, maxAnonymousClients } = server.limits;
    return {
      params: [
        uintParameter("nclients_max", maxClients),
        uintParameter("nclients", server.clients.size),
        uintParameter("nclients_unauth_max", maxAnonymousClients),
        uintParameter("nclients_unauth", server.anonymousClients),
      ],
    };
  },
  serverSetClientLimits(_call, { srv, params, flags }) {
    const server = matchingServerOf(daemon, srv);
    checkTypedParameters("adminServerSetClientLimits", params, flags, limits);
    const changes = uintsOf(params);
    const maxClients = changes["nclients_max"] ?? server.limits.maxClients;
    const maxAnonymousClients = changes["nclients_unauth_max"] ?? server.limits.maxAnonymousClients;
    if (maxClients < maxAnonymousClients) throw limitsContradict();
    server.setLimits({ maxClients, maxAnonymousClients });
    daemon.record("client limits changed", { server: server.name, ...changes });
    return {};
  },

  serverListClients(_call, { srv, needResults, flags }) {
    const server = serverOf(daemon, srv);
    refuseAllFlags("adminServerListClients", flags);
    const { clients } = server;
    if (needResults !== 0 && clients.size > clientListMax) throw tooManyClients(clients.size);
    const all = Array.from(needResults === 0 ? [] : clients.values(), (each) => clientRef(server, each));
    return { clients: all, ret: clients.size };
  },
  serverLookupClient(_call, { srv, id, flags }) {
    const server = serverOf(daemon, srv);
    refuseAllFlags("adminServerLookupClient", flags);
    return { clnt: clientRef(server, clientOf(server, id)) };
  },

  serverUpdateTlsFiles(_call, { srv, flags }) {
    const server = serverOf(daemon, srv);
    refuseAllFlags("adminServerUpdateTlsFiles", flags);
    if (updateTls(daemon, server)) return {};
    const detail = "no tls service found, unable to update tls files";
    throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, detail);
  },
});

/** ADMIN_CLIENT_LIST_MAX: more do not fit an answer. */
const clientListMax = 16_384;

const tooManyClients = (count: number) =>
  libvirtError(
    ErrorDomain.admin,
    ErrorCode.internalError,
    `Too many clients '${count}' for limit '${clientListMax}'`,
  );

/** The words are libvirtd's, the wrong way round as they are. */
const limitsContradict = () =>
  libvirtError(
    ErrorDomain.rpc,
    ErrorCode.invalidArg,
    "The overall maximum number of clients waiting for authentication must not be less than the overall maximum number of clients",
  );

function updateTls(daemon: Administered, server: Server): boolean {
  try {
    return daemon.updateTls(server);
  } catch (thrown) {
    throw systemError(ErrorDomain.rpc, 0, (thrown as Error).message);
  }
}
