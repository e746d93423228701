// virsh signs in through SASL at libvirtd and at virtgated: the same words, the same exit status, and the same reason in
// the daemon's log.
import { afterAll, beforeAll, describe, test } from "vitest";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { missing, title } from "./peers.js";
import { type SaslRow, settings } from "./rows/sasl.js";
import { alike } from "./sasl-alike.js";
import { type SaslDaemon, type SaslSetup, startSaslDaemon } from "./sasl-daemons.js";
import { subjectName } from "./subjects.js";
import { TlsPki } from "./tls-pki.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "saslSample",
  "certtool",
  "openssl",
  "virtgated",
);

describe.skipIf(why)(title("SASL clients find no difference", why), () => {
  let pki: TlsPki;
  beforeAll(async () => {
    pki = await TlsPki.make();
  });
  afterAll(() => pki?.remove());

  /** Both daemons, for the tests of one block. */
  function startBoth(setup: SaslSetup): () => [SaslDaemon, SaslDaemon] {
    let both: [SaslDaemon, SaslDaemon] | undefined;
    beforeAll(async () => {
      both = await Promise.all([
        startSaslDaemon("libvirtd", pki, setup),
        startSaslDaemon(subjectName, pki, setup),
      ]);
    });
    afterAll(async () => {
      await Promise.all(both?.map((daemon) => daemon.stop()) ?? []);
    });
    return () => both!;
  }

  describe.each(settings.map((setting) => [setting.title, setting] as const))(
    "%s",
    (_title, { setup, rows }) => {
      const both = startBoth(setup);
      test.each(rows.map((row) => [titleOf(row), row] as const))("%s", async (_row, row) => {
        await alike(both(), (daemon) => virsh(daemon, row), row.cause);
      });
    },
  );
});

const titleOf = ({ transport, mechanism = "any", who }: SaslRow) => `${transport}, ${mechanism}: ${who}`;

async function virsh(daemon: SaslDaemon, { transport, mechanism, who }: SaslRow): Promise<Outcome> {
  const parameters = mechanism === undefined ? "" : `auth=sasl.${mechanism}`;
  const env = cleanEnvironment({ HOME: daemon.folder });
  const uri = daemon.uri(transport, who, parameters);
  return runToEnd("virsh", ["-c", uri, "list; version"], { env, timeoutMs: 15_000 });
}
