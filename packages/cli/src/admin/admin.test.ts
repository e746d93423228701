// `virtgate admin` with a daemon that says what the row wants. That the words are virt-admin's is shown by
// interop/admin.test.ts.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { afterEach, expect, test } from "vitest";
import { complete } from "../interactive/complete.js";
import { localTime } from "../local-time.js";
import { Terminal } from "../terminal.js";
import { run } from "../testing/run.js";
import { adminCommands } from "./commands.js";
import { AdminShell } from "./shell.js";
import { type Answers, FakeDaemon } from "./testing/fake-daemon.js";

let daemon: FakeDaemon | undefined;
afterEach(() => daemon?.stop());

const srv = { name: "libvirtd" };
const clnt = { srv, id: 7n, timestamp: 1_700_000_000n, transport: 2 };
const noServer = libvirtError(ErrorDomain.rpc, ErrorCode.noServer, "No server named 'x'");
const refused = libvirtError(ErrorDomain.none, ErrorCode.invalidArg, "no");
const since = localTime(1_700_000_000n);

const answers: Answers = {
  connectListServers: () => ({ servers: [{ name: "libvirtd" }, { name: "admin" }], ret: 2 }),
  connectLookupServer: ({ name }) => (name === "x" ? noServer : { srv: { name } }),
  serverListClients: () => ({ clients: [clnt, { ...clnt, id: 123n, transport: 9 }], ret: 2 }),
  serverLookupClient: () => ({ clnt }),
  clientGetInfo: () => ({
    params: [
      { field: "readonly", value: { type: 6, value: 1 } },
      { field: "sasl_user_name", value: { type: 7, value: "fred" } },
    ],
  }),
  clientClose: () => refused,
  serverGetClientLimits: () => ({ params: [{ field: "nclients", value: { type: 2, value: 3 } }] }),
  serverSetClientLimits: () => ({}),
  connectGetLoggingFilters: () => ({ filters: null, nfilters: 0 }),
  connectSetLoggingOutputs: () => ({}),
  connectSetDaemonTimeout: () => ({}),
  serverUpdateTlsFiles: () => ({}),
};

const rows: readonly (readonly [line: string, output: string])[] = [
  ["server-list", " Id   Name\n----------------\n 0    libvirtd\n 1    admin\n\n"],
  [
    "client-list libvirtd",
    ` Id    Transport   Connected since\n---------------------------------------------\n 7     tls         ${since}\n 123   unknown     ${since}\n\n`,
  ],
  [
    "client-info libvirtd 7",
    `id             : 7\nconnection_time: ${since}\ntransport      : tls\nreadonly       : yes\nsasl_user_name : fred\n\n`,
  ],
  ["srv-clients-info libvirtd", "nclients            : 3\n\n"],
  ["srv-clients-set libvirtd --max-clients 5", "\n"],
  ["srv-list x", "error: unexpected data 'x'\n"],
  ["client-list x", "error: Server not found: No server named 'x'\n\n"],
  [
    "client-disconnect libvirtd 7",
    "error: Failed to disconnect client '7' from server libvirtd\nerror: invalid argument: no\n\n",
  ],
  [
    "client-disconnect libvirtd -1",
    "error: Failed to disconnect client '18446744073709551615' from server libvirtd\nerror: invalid argument: no\n\n",
  ],
  [
    "client-info libvirtd -1",
    "error: Numeric value '-1' for <client> option is malformed or out of range\n\n",
  ],
  ["server-update-tls libvirtd", "update tls related files succeed\n\n"],
  ["daemon-log-filters", " Logging filters: \n\n"],
  ["daemon-timeout --timeout 9", "\n"],
  [
    "server-list --output json",
    '[\n  {\n    "id": 0,\n    "name": "libvirtd"\n  },\n  {\n    "id": 1,\n    "name": "admin"\n  }\n]\n\n',
  ],
  ["srv-clients-info libvirtd --output json", '{\n  "nclients": 3\n}\n\n'],
  [
    "client-info libvirtd 7 --output json",
    '{\n  "id": 7,\n  "transport": "tls",\n  "connectedSince": "2023-11-14T22:13:20.000Z",\n  "readonly": true,\n  "sasl_user_name": "fred"\n}\n\n',
  ],
  ["server-list --output xml", "error: Unknown output format 'xml', expecting 'table' or 'json'\n\n"],
];

test.each(rows)("%s", async (line, output) => {
  daemon = await FakeDaemon.start(answers);
  const { status, stdout, stderr } = await run(["admin", "-c", daemon.uri, line]);
  expect(stderr + stdout).toBe(output);
  expect(status).toBe(output.startsWith("error") ? 1 : 0);
});

test.each([
  ["srv-th", ["srv-threadpool-info", "srv-threadpool-set"]],
  ["client-list ", ["libvirtd", "admin", "--server", "--output"]],
  ["client-list li", ["libvirtd "]],
  ["client-info --server a", ["admin "]],
  ["server-clients-set libvirtd --max-u", ["--max-unauth-clients "]],
])("Tab behind %j", async (line, offered) => {
  daemon = await FakeDaemon.start(answers);
  const options = { interactive: true, uri: daemon.uri, commands: adminCommands };
  const shell = new AdminShell(new Terminal(() => {}), {}, options);
  await shell.link.open();
  expect((await complete(shell, line))[0]).toEqual(offered);
  await shell.close();
});

test("what is set is what was said", async () => {
  daemon = await FakeDaemon.start(answers);
  const line = "srv-clients-set libvirtd --max-unauth-clients 2 --max-clients 5; daemon-log-outputs ''";
  await run(["admin", "-c", daemon.uri, line]);
  expect(daemon.calls.filter(([name]) => name.includes("Set"))).toEqual([
    [
      "serverSetClientLimits",
      {
        srv,
        params: [
          { field: "nclients_max", value: { type: 2, value: 5 } },
          { field: "nclients_unauth_max", value: { type: 2, value: 2 } },
        ],
        flags: 0,
      },
    ],
    ["connectSetLoggingOutputs", { outputs: "", flags: 0 }],
  ]);
});

test("-c before the word admin counts, and one behind it goes before it", async () => {
  daemon = await FakeDaemon.start(answers);
  expect((await run(["-c", daemon.uri, "admin", "uri"])).stdout).toBe(`${daemon.uri}\n\n`);
  expect((await run(["-c", "foo", "admin", "-c", daemon.uri, "uri"])).stdout).toBe(`${daemon.uri}\n\n`);
});

test("a daemon that hangs up is told of, and connected to again", async () => {
  daemon = await FakeDaemon.start({
    ...answers,
    serverUpdateTlsFiles: () => {
      daemon?.hangUp();
      return {};
    },
  });
  const { stdout, stderr } = await run(["admin", "-c", daemon.uri, "server-update-tls libvirtd; uri"]);
  expect(stdout).toBe(`\nReconnected to the admin server\n${daemon.uri}\n\n`);
  expect(stderr).toContain(`Disconnected from ${daemon.uri} due to`);
  expect(stderr).toContain("Unable to update server's tls related files.");
});
