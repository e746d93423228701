// One client of a server: who it is, as far as it is known, and its end.

import type { TypedParam } from "@virtgate/protocol";
import type { Administered } from "../administered.js";
import type { ServerClient } from "../server-client.js";
import type { AdminHandlers } from "./admin.js";
import { clientOf, matchingClientOf, refuseAllFlags, serverOf } from "./admin-checks.js";
import { booleanParameter, textParameter } from "./typed-parameters.js";

/** In libvirtd's order. */
function* factsOf({ readonly, session, socketAddress }: ServerClient): Generator<TypedParam> {
  yield booleanParameter("readonly", readonly);
  const user = session?.identity?.user;
  if (user !== undefined) yield textParameter("sasl_user_name", user);
  if (socketAddress === null) return;
  yield textParameter("sock_addr", socketAddress);
  const name = session?.distinguishedName ?? null;
  if (name !== null) yield textParameter("tls_x509_dname", name);
}

export const adminClient = (daemon: Administered): Pick<AdminHandlers, "clientGetInfo" | "clientClose"> => ({
  clientGetInfo(_call, { clnt, flags }) {
    const client = matchingClientOf(daemon, clnt);
    refuseAllFlags("adminClientGetInfo", flags);
    return { params: [...factsOf(client)] };
  },
  /** An administrator's own connection, too: then nobody hears the answer. */
  clientClose(_call, { clnt, flags }) {
    const server = serverOf(daemon, clnt.srv);
    const client = clientOf(server, clnt.id);
    refuseAllFlags("adminClientClose", flags);
    daemon.record("client disconnected", { server: server.name, client: client.id });
    server.disconnect(client, "disconnected by the administrator");
    return {};
  },
});
