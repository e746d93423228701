// libvirt's Python binding over TCP below a security layer, with libvirtd and with virtgated: the same table as on the
// other roads, and what does not fit one buffer. Without keepalive, which would wake up a client that has overlooked an
// answer.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DaemonName } from "./harness.js";
import { type Kdc, startKdc } from "./kdc.js";
import { missing, title } from "./peers.js";
import { runPython } from "./python-cases.js";
import { python } from "./rows/python.js";
import { layer } from "./rows/sasl-layer.js";
import { startSaslDaemon } from "./sasl-daemons.js";
import { subjectName } from "./subjects.js";
import { TlsPki } from "./tls-pki.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "saslSample",
  "kdc",
  "certtool",
  "openssl",
  "python",
  "virtgated",
);

describe.skipIf(why)(title("the Python binding finds no difference below a layer", why), () => {
  let pki: TlsPki;
  let kdc: Kdc;
  beforeAll(async () => {
    [pki, kdc] = await Promise.all([TlsPki.make(), startKdc()]);
  });
  afterAll(async () => {
    await kdc?.stop();
    pki?.remove();
  });

  describe.each([
    ["DIGEST-MD5", [...layer, ...python]],
    ["GSSAPI", layer],
  ] as const)("of %s", (mechanism, cases) => {
    let outcomes: unknown[][] = [];
    beforeAll(async () => {
      const cache = mechanism === "GSSAPI" ? kdc.kinit("alice", "alicepw") : undefined;
      const run = async (name: DaemonName) => {
        const daemon = await startSaslDaemon(name, pki, {
          mechList: mechanism.toLowerCase(),
          saslLines: `keytab: ${kdc.keytab}`,
          more: "keepalive_interval = -1",
          environment: kdc.environment(),
        });
        try {
          return await runPython(
            daemon,
            daemon.uri("tcp", "right"),
            cases,
            ["--signs-in"],
            kdc.environment(cache),
          );
        } finally {
          await daemon.stop();
        }
      };
      outcomes = await Promise.all([run("libvirtd"), run(subjectName)]);
    });

    test.each(cases.map(([name], index) => [name, index] as const))("%s", (_name, index) => {
      const [expected, got] = outcomes.map((rows) => rows[index]);
      expect(JSON.stringify(expected)).not.toContain('"mistake"');
      expect(got).toEqual(expected);
    });
  });
});
