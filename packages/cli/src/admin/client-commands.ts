// The clients of a server: who they are, and how to be rid of them.

import { fromTypedParameters } from "@virtgate/client";
import type { TypedParam } from "@virtgate/protocol";
import { printJson, wantsJson } from "../commands/output.js";
import { attempt } from "../failure.js";
import { outputOption } from "../grammar/command.js";
import { localTime } from "../local-time.js";
import { serverOf, serverOption } from "./server-commands.js";
import type { AdminCommand } from "./shell.js";

/** virClientTransport. */
const transports = ["unix", "tcp", "tls"];
interface Client {
  readonly id: bigint;
  readonly transport: number;
  readonly timestamp: bigint;
}

const transportName = (transport: number) => transports[transport] ?? "unknown";

/** For programs: the moment in ISO's form, in UTC. */
const identified = ({ id, transport, timestamp }: Client) => ({
  id,
  transport: transportName(transport),
  connectedSince: new Date(Number(timestamp) * 1000).toISOString(),
});

export const clientList: AdminCommand = {
  name: "client-list",
  group: "monitor",
  help: "list clients connected to <server>",
  description: "List all manageable clients connected to <server>.",
  options: [serverOption("server which to list connected clients from"), outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const srv = await serverOf(shell, args);
    const { clients } = await shell.call.serverListClients({ srv, needResults: 1, flags: 0 });
    if (json) {
      printJson(shell, clients.map(identified));
      return true;
    }
    shell.table(
      ["Id", "Transport", "Connected since"],
      clients.map(({ id, transport, timestamp }) => [
        String(id),
        transportName(transport),
        localTime(timestamp),
      ]),
    );
    return true;
  },
};

const boolean = 6;
const shown = ({ type, value }: TypedParam["value"]) =>
  type === boolean ? (value === 0 ? "no" : "yes") : String(value);

export const clientInfo: AdminCommand = {
  name: "client-info",
  group: "monitor",
  help: "retrieve client's identity info from server",
  description: "Retrieve identity details about <client> from <server>",
  options: [
    serverOption("server to which <client> is connected to"),
    {
      name: "client",
      type: "data",
      required: true,
      help: "client which to retrieve identity information for",
    },
    outputOption,
  ],
  async run(shell, args) {
    const json = wantsJson(args);
    const id = args.ulonglong("client")!;
    const srv = await serverOf(shell, args);
    const { clnt } = await shell.call.serverLookupClient({ srv, id, flags: 0 });
    const { params } = await attempt(
      `failed to retrieve client identity information for client '${id}' connected to server '${srv.name}'`,
      shell.call.clientGetInfo({ clnt, flags: 0 }),
    );
    if (json) {
      printJson(shell, { ...identified(clnt), ...fromTypedParameters(params) });
      return true;
    }
    const line = (name: string, value: string) => shell.print(`${name.padEnd(15)}: ${value}\n`);
    line("id", String(clnt.id));
    line("connection_time", localTime(clnt.timestamp));
    line("transport", transportName(clnt.transport));
    for (const { field, value } of params) line(field, shown(value));
    return true;
  },
};

export const clientDisconnect: AdminCommand = {
  name: "client-disconnect",
  group: "management",
  help: "force disconnect a client from the given server",
  description: "Force close a specific client's connection to the given server.",
  options: [
    serverOption("server which the client is currently connected to"),
    { name: "client", type: "int", required: true, help: "client which to disconnect, specified by ID" },
  ],
  async run(shell, args) {
    const id = args.ulonglong("client", { wraps: true })!;
    const srv = await serverOf(shell, args);
    const { clnt } = await shell.call.serverLookupClient({ srv, id, flags: 0 });
    await attempt(
      `Failed to disconnect client '${id}' from server ${srv.name}`,
      shell.call.clientClose({ clnt, flags: 0 }),
    );
    shell.print(`Client '${id}' disconnected\n`);
    return true;
  },
};
