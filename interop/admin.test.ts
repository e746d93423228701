// The real virt-admin on libvirtd and on virtgated, and `virtgate admin` on both: the same words, the same exit status,
// the same effects.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { admin, decode } from "@virtgate/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AdminPlace, administrators, adminUri, runAdmin } from "./admin-place.js";
import { type Daemon, type DaemonName, startDaemon } from "./harness.js";
import { missing, title } from "./peers.js";
import { adminRows, adminStarts, adminTyped, adminUris } from "./rows/admin.js";
import { adminRawRows } from "./rows/admin-raw.js";
import { type Session, titleOf } from "./rows/table.js";
import { startPair, subjectName } from "./subjects.js";
import { TlsPki } from "./tls-pki.js";
import { WireClient } from "./wire.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "virtAdmin",
  "certtool",
  "virtgated",
  "virtgate",
);

const adminSocket = ({ folder }: Daemon) => join(folder, "sock/libvirt-admin-sock");

describe.skipIf(why)(title("an administrator finds no difference", why), () => {
  let pki: TlsPki;
  let peer: AdminPlace;
  let subject: AdminPlace;
  beforeAll(async () => {
    pki = await TlsPki.make();
    [peer, subject] = await Promise.all([
      AdminPlace.start("libvirtd", pki),
      AdminPlace.start(subjectName, pki),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([peer?.stop(), subject?.stop()]);
    pki?.remove();
  });

  /** virt-admin on libvirtd says how it must be for every program on every daemon. */
  async function compare(row: readonly string[], typed?: string): Promise<void> {
    const expected = await peer.run("virt-admin", row, typed);
    for (const who of administrators) {
      const [there, here] = await Promise.all([
        who === "virt-admin" ? expected : peer.run(who, row, typed),
        subject.run(who, row, typed),
      ]);
      expect({ who, on: "libvirtd", ...there }).toEqual({ who, on: "libvirtd", ...expected });
      expect({ who, on: subjectName, ...here }).toEqual({ who, on: subjectName, ...expected });
    }
  }

  test.each(adminRows.map((row) => [titleOf(row), row] as const))("%s", (_title, row) => compare(row));
  test.each(adminTyped)("typed: %j", (typed) => compare([], typed));

  // Last, because they are gone then.
  test.each([
    ["{tls}", "virt-admin"],
    ["{tcp}", "virtgate admin"],
    ["{ro}", "virt-admin"],
  ] as const)("client %s is disconnected by %s", async (client, who) => {
    const line = [
      `client-disconnect libvirtd ${client}; client-info libvirtd ${client}; srv-clients-info libvirtd`,
    ];
    const [expected, got] = await Promise.all([peer.run(who, line), subject.run(who, line)]);
    expect(got).toEqual(expected);
    expect(got.stdout).toContain(`Client '${client.replace("{", "<").replace("}", ">")}' disconnected`);
    expect(got.stderr).toContain("No client with matching ID");
  });
});

describe.skipIf(why)(title("without a daemon, virtgate admin says what virt-admin says", why), () => {
  const uris = adminUris.map((uri): Session => ({ args: ["-c", uri, "uri"] }));
  test.each([...uris, ...adminStarts].map((row) => [titleOf(row), row] as const))(
    "%s",
    async (_title, { args = [], environment = {}, typed }) => {
      const [expected, got] = await Promise.all([
        runAdmin("virt-admin", args, environment, typed),
        runAdmin("virtgate admin", args, environment, typed),
      ]);
      expect(got).toEqual(expected);
    },
  );
});

describe.skipIf(why)(title("calls that virt-admin does not make are answered to the byte", why), () => {
  const pair = startPair();
  const answer = async (daemon: Daemon, { procedure, args }: (typeof adminRawRows)[number]) => {
    const client = await WireClient.connect(adminSocket(daemon));
    const reply = await client.reply(client.call(procedure, args, admin));
    client.close();
    return reply === undefined ? "no answer" : Buffer.from(reply.packet).toString("hex");
  };
  test.each(adminRawRows.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    const [expected, got] = await Promise.all([answer(pair().peer, row), answer(pair().subject, row)]);
    expect(got).toBe(expected);
  });

  test("an administrator may disconnect itself, and hears nothing", async () => {
    const { calls } = admin;
    for (const daemon of Object.values(pair())) {
      const client = await WireClient.connect(adminSocket(daemon));
      const list = { srv: { name: "admin" }, needResults: 1, flags: 0 };
      const reply = await client.reply(client.call(calls.serverListClients, list, admin));
      const { clients } = decode(calls.serverListClients.ret, reply!.packet.subarray(28));
      client.call(calls.clientClose, { clnt: clients.at(-1)!, flags: 0 }, admin);
      await client.closed;
      expect(client.heard.length).toBe(1);
    }
  });
});

/** What a daemon of its own makes of a story; both must make the same. */
describe.skipIf(why)(title("what an administrator sets has its effect", why), () => {
  const stories: readonly (readonly [string, string, (daemon: Daemon, say: Say) => Promise<unknown>])[] = [
    [
      "a client that is disconnected is gone",
      "",
      async (daemon, say) => {
        const client = await WireClient.open(daemon.socket);
        const id = /^ (\d+) /m.exec(await say("client-list", "libvirtd"))?.[1] ?? "?";
        const said = await say("client-disconnect", "libvirtd", id);
        await client.closed;
        return [said.replace(id, "<id>"), await say("-q", "client-list", "libvirtd")];
      },
    ],
    [
      "a raised limit lets in who waits",
      "max_clients = 1\nmax_anonymous_clients = 1",
      async (daemon, say) => {
        const first = await WireClient.open(daemon.socket);
        const second = WireClient.open(daemon.socket);
        const before = await say("srv-clients-info", "libvirtd");
        const said = await say("srv-clients-set", "libvirtd", "--max-clients", "2");
        const heard = (await second).heard.length;
        const after = await say("srv-clients-info", "libvirtd");
        first.close();
        (await second).close();
        return [before, said, heard, after];
      },
    ],
    [
      "filters and outputs decide what is logged",
      "",
      async (daemon, say) => {
        const file = join(daemon.folder, "other.log");
        const said = [
          await say("daemon-log-filters", "4:*"),
          await say("daemon-log-outputs", `1:file:${file}`),
        ];
        const quiet = statSync(file).size;
        said.push(await say("server-list"));
        const still = statSync(file).size;
        said.push(await say("daemon-log-filters", "1:*"), await say("server-list"));
        const levels = /: (info|debug) : \w/.test(readFileSync(file, "utf8"));
        return [said.map((text) => text.length), quiet, still, levels];
      },
    ],
    [
      "a timeout of a century is none that is over at once",
      "",
      async (daemon, say) => {
        const said = await say("daemon-timeout", "--timeout", "4294967295");
        return [said, await say("uri"), daemon.isRunning()].map((each) =>
          String(each).replaceAll(daemon.folder, "<folder>"),
        );
      },
    ],
    [
      "an idle daemon ends when its timeout is over",
      "",
      async (daemon, say) => {
        const said = await say("daemon-timeout", "--timeout", "1");
        for (let i = 0; i < 600 && daemon.isRunning(); i++) await sleep(50);
        return [said, daemon.isRunning()];
      },
    ],
  ];
  const cases = stories.flatMap(([name, configuration, play]) =>
    administrators.map((who) => [`${who}: ${name}`, { who, configuration, play }] as const),
  );

  test.concurrent.each(cases)("%s", { timeout: 60_000 }, async (_title, { who, configuration, play }) => {
    const run = async (name: DaemonName) => {
      const daemon = await startDaemon(name, { configuration });
      try {
        const say: Say = async (...words) => {
          const { stdout, stderr } = await runAdmin(who, ["-c", adminUri(daemon), ...words]);
          return stdout + stderr;
        };
        return await play(daemon, say);
      } finally {
        await daemon.stop();
      }
    };
    const [expected, got] = await Promise.all([run("libvirtd"), run(subjectName)]);
    expect(got).toEqual(expected);
    expect(JSON.stringify(got)).not.toContain("error");
  });
});

type Say = (...words: string[]) => Promise<string>;
