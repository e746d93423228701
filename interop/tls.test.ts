// virsh and other clients at the TLS ports of libvirtd and virtgated: the same words, the same exit status, and the same
// reason in the daemon's log.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { missing, title } from "./peers.js";
import { type Setting, servers, settings, strangers, updates, type VirshRow } from "./rows/tls-clients.js";
import { subjectName } from "./subjects.js";
import { say, tryToGetIn } from "./tls-client-raw.js";
import { startTlsDaemon, type TlsDaemon, type TlsSetup } from "./tls-daemons.js";
import { TlsPki } from "./tls-pki.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "virtAdmin",
  "certtool",
  "openssl",
  "virtgated",
);

describe.skipIf(why)(title("TLS clients find no difference", why), () => {
  let pki: TlsPki;
  beforeAll(async () => {
    pki = await TlsPki.make();
  });
  afterAll(() => pki?.remove());

  /** Both daemons, for the tests of one block. */
  function startBoth(setup: TlsSetup): () => [TlsDaemon, TlsDaemon] {
    let both: [TlsDaemon, TlsDaemon] | undefined;
    beforeAll(async () => {
      both = await Promise.all([
        startTlsDaemon("libvirtd", pki, setup),
        startTlsDaemon(subjectName, pki, setup),
      ]);
    });
    afterAll(async () => {
      await Promise.all(both?.map((daemon) => daemon.stop()) ?? []);
    });
    return () => both!;
  }

  /** The same with both, one answer and the log of it from each. */
  async function alike<T>(
    both: [TlsDaemon, TlsDaemon],
    act: (daemon: TlsDaemon) => Promise<T>,
    leastLines = 0,
  ) {
    const answers = await Promise.all(both.map(act));
    const seen = () => both.map((daemon, i) => ({ answer: answers[i]!, log: daemon.newLines() }));
    let [expected, got] = seen();
    // What a client hears may come before what the log says about it.
    const settled = () => expected!.log.length === got!.log.length && got!.log.length >= leastLines;
    for (let i = 0; i < 20 && !settled(); i++) {
      await sleep(25);
      [expected, got] = seen();
    }
    for (const daemon of both) daemon.forgetLines();
    expect(got).toEqual(expected);
    return expected!;
  }

  describe.each(settings.map((setting) => [setting.title, setting] as const))(
    "%s",
    (_title, setting: Setting) => {
      const both = startBoth(setting.setup);
      const { virsh: virshRows = [], raw = [] } = setting;

      test.each(virshRows.map((row) => [`virsh ${JSON.stringify(row)}`, row] as const))(
        "%s",
        async (_row, row) => {
          const paths = row.transport === "tcp" ? undefined : pki.pkipath(clientOf(row), row.ca);
          await alike(both(), (daemon) => virsh(daemon, row, paths));
        },
      );

      test.each(raw.map((row) => [row.title ?? row.cert ?? "no certificate", row] as const))(
        "a client that shows: %s",
        async (_row, row) => {
          await alike(both(), ({ tlsPort }) => tryToGetIn(tlsPort, pki, row));
        },
      );
    },
  );

  describe.each(servers.map((row) => [row.cert, row] as const))(
    "virsh judges %s",
    (cert, { virsh: rows }) => {
      const both = startBoth({ cert, more: "tls_no_sanity_certificate = 1" });
      test.each(rows.map((row) => [`virsh ${JSON.stringify(row)}`, row] as const))(
        "%s",
        async (_title, row) => {
          const paths = pki.pkipath(clientOf(row), row.ca);
          await alike(both(), (daemon) => virsh(daemon, row, paths));
        },
      );
    },
  );

  describe("virt-admin server-update-tls", () => {
    const both = startBoth({ usualPlaces: true });
    test.each(updates.map((row) => [JSON.stringify(row), row] as const))(
      "%s",
      async (_title, { files, ca }) => {
        const paths = pki.pkipath("client", ca);
        await alike(both(), async (daemon) => {
          daemon.exchange(files);
          return [await updateTls(daemon), await virsh(daemon, {}, paths)];
        });
      },
    );

    test("of another server", async () => {
      await alike(both(), async (daemon) => [
        await updateTls(daemon, "admin"),
        await updateTls(daemon, "nosuch"),
      ]);
    });
  });

  describe("strangers", () => {
    const both = startBoth({});
    test.each(strangers.map((row) => [row.title, row] as const))("%s", async (_title, { hex, ending }) => {
      await alike(both(), ({ tlsPort }) => say(tlsPort, hex, ending), 1);
    });

    test("a TLS client at the TCP port", async () => {
      const paths = pki.pkipath("client");
      await alike(both(), (daemon) => virsh({ ...daemon, tlsPort: daemon.port }, {}, paths));
    });
  });
});

const clientOf = ({ client }: VirshRow): string | null => (client === undefined ? "client" : client);

async function virsh(
  { tlsPort, folder }: Pick<TlsDaemon, "tlsPort" | "folder">,
  { host = "localhost", parameters, transport = "tls", commands = "list" }: VirshRow,
  pkipath: string | undefined,
): Promise<Outcome> {
  const words = [pkipath === undefined ? undefined : `pkipath=${pkipath}`, parameters];
  const query = words.filter((word) => word !== undefined).join("&");
  const uri = `test+${transport}://${host}:${tlsPort}/default${query === "" ? "" : `?${query}`}`;
  const env = cleanEnvironment({ HOME: folder });
  const outcome = await runToEnd("virsh", ["-c", uri, commands], { env, timeoutMs: 15_000 });
  return { ...outcome, stdout: plain(outcome.stdout, tlsPort), stderr: plain(outcome.stderr, tlsPort) };
}

async function updateTls({ folder, tlsPort }: TlsDaemon, server = "libvirtd"): Promise<Outcome> {
  const uri = `libvirtd:///system?socket=${folder}/sock/libvirt-admin-sock`;
  const outcome = await runToEnd("virt-admin", ["-c", uri, "server-update-tls", server]);
  return { ...outcome, stderr: plain(outcome.stderr, tlsPort) };
}

/** Without time, process and port. */
function plain(text: string, port: number): string {
  return text
    .replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\+0000: \d+: /gm, "")
    .replaceAll(`:${port}`, ":<port>");
}
