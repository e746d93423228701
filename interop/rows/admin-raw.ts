// Calls of the admin program that no virt-admin makes: flags, parameters that are unknown, doubled or of a wrong type.
// Each is answered on its own connection; the answers are compared to the byte.
import { admin, type Procedure, type TypedParam } from "@virtgate/protocol";

const { calls } = admin;

export interface AdminRawRow {
  readonly title: string;
  readonly procedure: Procedure;
  readonly args: unknown;
}

function row<A>(title: string, procedure: Procedure<A>, args: A): AdminRawRow {
  return { title, procedure: procedure as Procedure, args };
}

const srv = { name: "libvirtd" };
const stranger = { name: "x" };
const client = (id: bigint, server = srv) => ({ srv: server, id, timestamp: 0n, transport: 0 });

const uint = (field: string, value = 5): TypedParam => ({ field, value: { type: 2, value } });
const int = (field: string): TypedParam => ({ field, value: { type: 1, value: 5 } });
const long = (field: string): TypedParam => ({ field, value: { type: 3, value: 5n } });
const ulong = (field: string): TypedParam => ({ field, value: { type: 4, value: 5n } });
const double = (field: string): TypedParam => ({ field, value: { type: 5, value: 5 } });
const boolean = (field: string): TypedParam => ({ field, value: { type: 6, value: 1 } });
const text = (field: string): TypedParam => ({ field, value: { type: 7, value: "5" } });

const figures = (title: string, params: TypedParam[], flags = 0, server = srv) =>
  row(`figures: ${title}`, calls.serverSetThreadpoolParameters, { srv: server, params, flags });
const limits = (title: string, params: TypedParam[], flags = 0, server = srv) =>
  row(`limits: ${title}`, calls.serverSetClientLimits, { srv: server, params, flags });

export const adminRawRows: readonly AdminRawRow[] = [
  row("open with flags", calls.connectOpen, { flags: 1 }),
  row("open", calls.connectOpen, { flags: 0 }),
  row("version, not open", calls.connectGetLibVersion, {}),
  row("close, not open", calls.connectClose, {}),
  row("how many servers", calls.connectListServers, { needResults: 1, flags: 1 }),
  row("a server, with flags", calls.connectLookupServer, { name: "libvirtd", flags: 0xffffffff }),
  row("no server", calls.connectLookupServer, { name: "", flags: 0 }),
  row("figures of no server, with flags", calls.serverGetThreadpoolParameters, { srv: stranger, flags: 1 }),
  row("figures with flags", calls.serverGetThreadpoolParameters, { srv, flags: 0x80000001 }),
  row("limits of no server", calls.serverGetClientLimits, { srv: stranger, flags: 0 }),
  row("limits with flags", calls.serverGetClientLimits, { srv, flags: 2 }),
  row("clients with flags", calls.serverListClients, { srv, needResults: 1, flags: 1 }),
  row("clients of no server", calls.serverListClients, { srv: stranger, needResults: 1, flags: 1 }),
  row("how many clients", calls.serverListClients, { srv, needResults: 0, flags: 0 }),
  row("client, with flags", calls.serverLookupClient, { srv, id: 1n, flags: 1 }),
  row("client of no server", calls.serverLookupClient, { srv: stranger, id: 1n, flags: 0 }),
  row("client that cannot be", calls.serverLookupClient, { srv, id: 2n ** 64n - 1n, flags: 0 }),
  row("who nobody is", calls.clientGetInfo, { clnt: client(999_999n), flags: 1 }),
  row("who, on no server", calls.clientGetInfo, { clnt: client(1n, stranger), flags: 0 }),
  row("disconnect nobody", calls.clientClose, { clnt: client(999_999n), flags: 1 }),
  row("disconnect on no server", calls.clientClose, { clnt: client(1n, stranger), flags: 0 }),
  row("outputs with flags", calls.connectGetLoggingOutputs, { flags: 1 }),
  row("filters with flags", calls.connectGetLoggingFilters, { flags: 1 }),
  row("no filters", calls.connectGetLoggingFilters, { flags: 0 }),
  row("set outputs with flags", calls.connectSetLoggingOutputs, { outputs: "9:x", flags: 1 }),
  row("set outputs that are none", calls.connectSetLoggingOutputs, { outputs: "9:x", flags: 0 }),
  row("set outputs in no folder", calls.connectSetLoggingOutputs, { outputs: "1:file:/no/such/x", flags: 0 }),
  row("set outputs in a folder", calls.connectSetLoggingOutputs, { outputs: "1:file:/tmp", flags: 0 }),
  row("set filters with flags", calls.connectSetLoggingFilters, { filters: "9:x", flags: 1 }),
  row("set filters that are none", calls.connectSetLoggingFilters, { filters: "1:a 9:x", flags: 0 }),
  row("set no filters", calls.connectSetLoggingFilters, { filters: null, flags: 0 }),
  row("certificates of no server", calls.serverUpdateTlsFiles, { srv: stranger, flags: 1 }),
  row("certificates with flags", calls.serverUpdateTlsFiles, { srv, flags: 1 }),
  row("timeout with flags", calls.connectSetDaemonTimeout, { timeout: 0, flags: 1 }),

  figures("none", []),
  figures("flags", [uint("foo")], 1),
  figures("no server", [uint("foo")], 1, stranger),
  figures("unknown", [uint("foo")]),
  figures("unknown beside known", [uint("minWorkers", 4), uint("foo")]),
  figures("unknown behind a wrong type", [uint("zoo"), int("minWorkers")]),
  figures("unknown twice", [uint("foo"), uint("foo")]),
  figures("read-only", [uint("nWorkers")]),
  figures("int", [int("minWorkers")]),
  figures("llong", [long("minWorkers")]),
  figures("ullong", [ulong("maxWorkers")]),
  figures("double", [double("maxWorkers")]),
  figures("boolean", [boolean("prioWorkers")]),
  figures("string", [text("prioWorkers")]),
  figures("twice", [uint("minWorkers"), uint("minWorkers", 6)]),
  figures("twice, the second of another type", [uint("minWorkers"), int("minWorkers")]),
  figures("twice, the first of another type", [int("minWorkers"), uint("minWorkers")]),
  figures("a name of 79 bytes", [uint("m".repeat(79))]),
  figures("a name of 80 bytes", [uint("m".repeat(80))]),
  figures("a name of 80 bytes, with flags", [uint("m".repeat(80))], 1),
  figures("a name of 80 bytes, no server", [uint("m".repeat(80))], 0, stranger),
  figures("no name", [uint("")]),
  figures("minimum above maximum", [uint("minWorkers", 50)]),
  figures("maximum below minimum", [uint("minWorkers", 9), uint("maxWorkers", 3)]),
  figures("maximum of zero", [uint("minWorkers", 0), uint("maxWorkers", 0), uint("prioWorkers", 1)]),

  limits("none", []),
  limits("flags", [uint("foo")], 1),
  limits("no server", [uint("foo")], 0, stranger),
  limits("unknown", [uint("foo")]),
  limits("read-only", [uint("nclients")]),
  limits("int", [int("nclients_max")]),
  limits("twice", [uint("nclients_max"), uint("nclients_max")]),
  limits("contradiction", [uint("nclients_unauth_max", 6000), uint("nclients_max", 5000)]),
  limits("more anonymous than clients", [uint("nclients_unauth_max", 6000)]),
];
