// The admin program's handlers, each as question and answer. The words were watched with libvirtd 9.0.0.

import type { Socket } from "node:net";
import { admin, decode, encode, type Procedure, type TypedParam } from "@virtgate/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { adminPrograms } from "../admin-programs.js";
import type { Administered } from "../administered.js";
import type { Call } from "../call.js";
import { parseFilters } from "../log/filter.js";
import { parseOutputs } from "../log/output.js";
import type { LogSettings } from "../log/settings.js";
import { Programs } from "../programs.js";
import { Server, type ServerLog } from "../server.js";
import { ServerClient } from "../server-client.js";

const { calls } = admin;

const silent = {} as ServerLog;
const settings = {
  maxClients: 100,
  maxAnonymousClients: 20,
  maxQueuedClients: 10,
  maxClientRequests: 5,
  minWorkers: 5,
  maxWorkers: 20,
  prioWorkers: 5,
  keepAlive: { intervalSeconds: -1, count: 0 },
};

const address = { remoteAddress: "::ffff:192.0.2.7", remotePort: 4711 } as Socket;

class Host implements Administered {
  readonly servers = ["libvirtd", "admin"].map(
    (name) => new Server(name, new Programs([]), settings, silent, () => {}),
  );
  readonly log = {
    settings: { level: 3, filters: [], outputs: parseOutputs("3:stderr") } as LogSettings,
    reconfigure(wanted: LogSettings) {
      if (wanted.outputs.some(({ name }) => name === "/no")) {
        const cause = Object.assign(new Error(), { errno: -13 });
        throw new Error("failed to open /no: Permission denied", { cause });
      }
      this.settings = wanted;
    },
  };
  readonly defaultLogOutput = parseOutputs("3:journald")[0]!;
  readonly done: string[] = [];
  tls: () => boolean = () => true;
  setTimeoutSeconds = (seconds: number) => void this.done.push(`timeout ${seconds}`);
  updateTls = () => this.tls();
  record = (what: string) => void this.done.push(what);

  constructor() {
    const at = { transport: "tls", readonly: false, signedIn: false } as const;
    const client = new ServerClient(7, address, at, 1_700_000_000_999);
    client.session = {
      readonly: true,
      identity: { user: "fred" },
      distinguishedName: "CN=fred",
    } as unknown as ServerClient["session"];
    client.connection = {
      callsInProgress: 2,
      close: (reason: string) => this.done.push(reason),
    } as unknown as ServerClient["connection"];
    (this.servers[0]!.clients as Map<number, ServerClient>).set(7, client);
  }
}

let host: Host;
beforeEach(() => {
  host = new Host();
});

/** What a call is answered: the reply's values, or the error's code and words. */
function ask<A, R>(procedure: Procedure<A, R>, args: A): unknown {
  const entry = adminPrograms(host).find(admin.number, admin.version)!.entry(procedure.number)!;
  const call = { session: { id: 1, closeAfterReply: () => host.done.push("closes") } } as unknown as Call;
  try {
    const ret = entry.handler!(call, decode(procedure.args, encode(procedure.args, args)) as never);
    return decode(procedure.ret, encode(procedure.ret, ret as R));
  } catch (thrown) {
    const { code, domain, message } = thrown as { code: number; domain: number; message: string };
    return `${code} ${domain} ${message}`;
  }
}

const srv = { name: "libvirtd" };
const stranger = { name: "x" };
const client = (id: number, server = srv) => ({ srv: server, id: BigInt(id), timestamp: 0n, transport: 0 });
const uint = (field: string, value: number): TypedParam => ({ field, value: { type: 2, value } });
const short = (params: readonly TypedParam[]) => params.map(({ field, value }) => `${field}=${value.value}`);

type Row = readonly [question: string, answer: () => unknown, expected: unknown];

const flags = (where: string) => `8 62 unsupported flags (0x1) in function ${where}`;
const noServer = "95 7 Server not found: No server named 'x'";
const noMatch = "95 62 Server not found: no server with matching name 'x' found";

const rows: readonly Row[] = [
  ["open", () => ask(calls.connectOpen, { flags: 0 }), {}],
  ["open with flags", () => ask(calls.connectOpen, { flags: 1 }), flags("adminDispatchConnectOpen")],
  ["version", () => ask(calls.connectGetLibVersion, {}), { libVer: 9_000_000n }],
  [
    "servers",
    () => ask(calls.connectListServers, { needResults: 1, flags: 0 }),
    { servers: [{ name: "libvirtd" }, { name: "admin" }], ret: 2 },
  ],
  [
    "how many servers",
    () => ask(calls.connectListServers, { needResults: 0, flags: 0 }),
    { servers: [], ret: 2 },
  ],
  [
    "a server, flags unseen",
    () => ask(calls.connectLookupServer, { name: "admin", flags: 1 }),
    { srv: { name: "admin" } },
  ],
  ["no server", () => ask(calls.connectLookupServer, { name: "x", flags: 0 }), noServer],
  [
    "no server before flags",
    () => ask(calls.serverListClients, { srv: stranger, needResults: 1, flags: 1 }),
    noServer,
  ],
  [
    "no server, set",
    () => ask(calls.serverSetClientLimits, { srv: stranger, params: [], flags: 1 }),
    noMatch,
  ],
  ["no server, TLS", () => ask(calls.serverUpdateTlsFiles, { srv: stranger, flags: 0 }), noServer],
  [
    "clients",
    () => ask(calls.serverListClients, { srv, needResults: 1, flags: 0 }),
    { clients: [{ srv, id: 7n, timestamp: 1_700_000_000n, transport: 2 }], ret: 1 },
  ],
  [
    "a client",
    () => ask(calls.serverLookupClient, { srv, id: 7n, flags: 0 }),
    { clnt: { srv, id: 7n, timestamp: 1_700_000_000n, transport: 2 } },
  ],
  [
    "no client",
    () => ask(calls.serverLookupClient, { srv, id: 2n ** 64n - 1n, flags: 0 }),
    "96 7 Client not found: No client with matching ID '18446744073709551615'",
  ],
  [
    "who it is",
    () => short((ask(calls.clientGetInfo, { clnt: client(7), flags: 0 }) as { params: TypedParam[] }).params),
    ["readonly=1", "sasl_user_name=fred", "sock_addr=192.0.2.7:4711", "tls_x509_dname=CN=fred"],
  ],
  [
    "who nobody is",
    () => ask(calls.clientGetInfo, { clnt: client(8), flags: 1 }),
    "96 62 Client not found: no client with matching id '8' found",
  ],
  ["who, on no server", () => ask(calls.clientGetInfo, { clnt: client(7, stranger), flags: 0 }), noMatch],
  [
    "who, with flags",
    () => ask(calls.clientGetInfo, { clnt: client(7), flags: 1 }),
    flags("adminClientGetInfo"),
  ],
  [
    "figures",
    () =>
      short((ask(calls.serverGetThreadpoolParameters, { srv, flags: 0 }) as { params: TypedParam[] }).params),
    ["minWorkers=5", "maxWorkers=20", "nWorkers=5", "freeWorkers=3", "prioWorkers=5", "jobQueueDepth=0"],
  ],
  [
    "limits",
    () => short((ask(calls.serverGetClientLimits, { srv, flags: 0 }) as { params: TypedParam[] }).params),
    ["nclients_max=100", "nclients=1", "nclients_unauth_max=20", "nclients_unauth=0"],
  ],
  [
    "limits that contradict each other",
    () => ask(calls.serverSetClientLimits, { srv, params: [uint("nclients_max", 19)], flags: 0 }),
    "8 7 invalid argument: The overall maximum number of clients waiting for authentication must not be less than the overall maximum number of clients",
  ],
  ["filters", () => ask(calls.connectGetLoggingFilters, { flags: 0 }), { filters: null, nfilters: 0 }],
  [
    "a broken filter",
    () => ask(calls.connectSetLoggingFilters, { filters: "1:a 9:b", flags: 0 }),
    "8 0 invalid argument: Invalid priority '9' for filter '9:b'",
  ],
  ["outputs", () => ask(calls.connectGetLoggingOutputs, { flags: 0 }), { outputs: "3:stderr", noutputs: 1 }],
  [
    "an output that cannot be opened",
    () => ask(calls.connectSetLoggingOutputs, { outputs: "1:file:/no", flags: 0 }),
    "38 0 failed to open /no: Permission denied",
  ],
  [
    "timeout with flags",
    () => ask(calls.connectSetDaemonTimeout, { timeout: 1, flags: 1 }),
    flags("adminConnectSetDaemonTimeout"),
  ],
];

test.each(rows)("%s", (_, answer, expected) => {
  expect(answer()).toEqual(expected);
});

describe("effects", () => {
  test("closing the connection follows the answer", () => {
    expect(ask(calls.connectClose, {})).toEqual({});
    expect(host.done).toEqual(["closes"]);
  });

  test("a client is disconnected", () => {
    expect(ask(calls.clientClose, { clnt: client(7), flags: 0 })).toEqual({});
    expect(host.done).toEqual(["client disconnected", "disconnected by the administrator"]);
  });

  test("more clients than an answer holds are an error, and can be counted", () => {
    const clients = host.servers[0]!.clients as Map<number, ServerClient>;
    for (let id = 8; id < 16_392; id++) clients.set(id, clients.get(7)!);
    expect(ask(calls.serverListClients, { srv, needResults: 1, flags: 0 })).toBe(
      "1 62 internal error: Too many clients '16385' for limit '16384'",
    );
    expect(ask(calls.serverListClients, { srv, needResults: 0, flags: 0 })).toEqual({
      clients: [],
      ret: 16_385,
    });
  });

  test("limits and figures are kept", () => {
    const params = [uint("nclients_unauth_max", 30), uint("nclients_max", 30)];
    expect(ask(calls.serverSetClientLimits, { srv, params, flags: 0 })).toEqual({});
    expect(host.servers[0]!.limits).toMatchObject({ maxClients: 30, maxAnonymousClients: 30 });
    const workers = [uint("minWorkers", 8), uint("prioWorkers", 0)];
    expect(ask(calls.serverSetThreadpoolParameters, { srv, params: workers, flags: 0 })).toEqual({});
    expect(host.servers[0]!.workers.settings).toEqual({ minWorkers: 8, maxWorkers: 20, prioWorkers: 0 });
    expect(host.done).toEqual(["client limits changed", "thread pool figures changed"]);
  });

  test("the process behind a unix socket, by numbers and names", async () => {
    const at = { transport: "unix", readonly: false, signedIn: true } as const;
    const unix = new ServerClient(9, address, at);
    const peer = { pid: 42, uid: 0, gid: 4_294_967_294, startTime: 1n };
    unix.session = { readonly: false, peer } as unknown as ServerClient["session"];
    (host.servers[0]!.clients as Map<number, ServerClient>).set(9, unix);
    const entry = adminPrograms(host).find(admin.number, admin.version)!.entry(calls.clientGetInfo.number)!;
    const args = { clnt: { ...client(9), timestamp: BigInt(unix.connectedAtSeconds) }, flags: 0 };
    const { params } = (await entry.handler!({} as Call, args as never)) as { params: TypedParam[] };
    expect(short(params)).toEqual([
      "readonly=0",
      "unix_user_id=0",
      "unix_user_name=root",
      "unix_group_id=-2",
      "unix_process_id=42",
    ]);
  });

  test("filters and outputs are set, and unset", () => {
    ask(calls.connectSetLoggingFilters, { filters: "1:a 2:*b*", flags: 0 });
    ask(calls.connectSetLoggingOutputs, { outputs: "2:syslog:x", flags: 0 });
    expect(ask(calls.connectGetLoggingFilters, { flags: 0 })).toEqual({
      filters: "1:*a* 2:**b** ",
      nfilters: 2,
    });
    expect(host.log.settings).toEqual({
      level: 3,
      filters: parseFilters("1:a 2:*b*"),
      outputs: parseOutputs("2:syslog:x"),
    });
    ask(calls.connectSetLoggingFilters, { filters: null, flags: 0 });
    ask(calls.connectSetLoggingOutputs, { outputs: "", flags: 0 });
    expect(host.log.settings).toEqual({ level: 3, filters: [], outputs: parseOutputs("3:journald") });
  });

  test("no outputs at all are none", () => {
    ask(calls.connectSetLoggingOutputs, { outputs: " ", flags: 0 });
    expect(ask(calls.connectGetLoggingOutputs, { flags: 0 })).toEqual({ outputs: "", noutputs: 0 });
  });

  test("the timeout", () => {
    ask(calls.connectSetDaemonTimeout, { timeout: 4_294_967_295, flags: 0 });
    expect(host.done).toEqual(["timeout 4294967295", "timeout changed"]);
  });

  test.each([
    ["read again", () => true, {}],
    ["none", () => false, "1 7 internal error: no tls service found, unable to update tls files"],
    [
      "broken",
      () => {
        throw new Error("Cannot read it");
      },
      "38 7 Cannot read it",
    ],
  ])("certificates: %s", (_, tls, expected) => {
    host.tls = tls;
    expect(ask(calls.serverUpdateTlsFiles, { srv, flags: 0 })).toEqual(expected);
  });
});
