// One client of a server: who it is, as far as it is known, and its end.

import type { TypedParam } from "@virtgate/protocol";
import type { Administered } from "../administered.js";
import { groupName, userName } from "../config/account-names.js";
import type { MaybePromise } from "../drivers/driver.js";
import type { PeerCredentials } from "../listen/peer.js";
import type { ServerClient } from "../server-client.js";
import type { AdminHandlers } from "./admin.js";
import { clientOf, matchingClientOf, refuseAllFlags, serverOf } from "./admin-checks.js";
import { booleanParameter, intParameter, textParameter } from "./typed-parameters.js";

/** In libvirtd's order. The names of users and groups have to be looked up. */
function factsOf({ readonly, session, socketAddress }: ServerClient): MaybePromise<TypedParam[]> {
  const facts = [booleanParameter("readonly", readonly)];
  const user = session?.identity?.user;
  if (user !== undefined) facts.push(textParameter("sasl_user_name", user));
  const peer = session?.peer;
  if (peer !== undefined) return peerFactsOf(peer).then((more) => [...facts, ...more]);
  if (socketAddress === null) return facts;
  facts.push(textParameter("sock_addr", socketAddress));
  const name = session?.distinguishedName ?? null;
  if (name !== null) facts.push(textParameter("tls_x509_dname", name));
  return facts;
}

/** Who has no name is shown without; libvirtd would not serve it. */
async function peerFactsOf({ pid, uid, gid }: PeerCredentials): Promise<TypedParam[]> {
  const [user, group] = await Promise.all([userName(uid), groupName(gid)]);
  return [
    intParameter("unix_user_id", uid),
    ...(user === undefined ? [] : [textParameter("unix_user_name", user)]),
    intParameter("unix_group_id", gid),
    ...(group === undefined ? [] : [textParameter("unix_group_name", group)]),
    intParameter("unix_process_id", pid),
  ];
}

export const adminClient = (daemon: Administered): Pick<AdminHandlers, "clientGetInfo" | "clientClose"> => ({
  clientGetInfo(_call, { clnt, flags }) {
    const client = matchingClientOf(daemon, clnt);
    refuseAllFlags("adminClientGetInfo", flags);
    const facts = factsOf(client);
    return facts instanceof Promise ? facts.then((params) => ({ params })) : { params: facts };
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
