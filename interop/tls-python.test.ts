// libvirt's Python binding over TLS, with libvirtd and with virtgated: the same table as on the other roads. Without
// keepalive, which would wake up a client that has overlooked an answer.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DaemonName } from "./harness.js";
import { missing, title } from "./peers.js";
import { runPython } from "./python-cases.js";
import { python } from "./rows/python.js";
import { subjectName } from "./subjects.js";
import { startTlsDaemon } from "./tls-daemons.js";
import { TlsPki } from "./tls-pki.js";

const why = missing("root", "namespaces", "libvirtd", "certtool", "openssl", "python", "virtgated");

describe.skipIf(why)(title("the Python binding finds no difference over TLS", why), () => {
  let pki: TlsPki;
  let outcomes: unknown[][] = [];
  beforeAll(async () => {
    pki = await TlsPki.make();
    const run = async (name: DaemonName) => {
      const daemon = await startTlsDaemon(name, pki, { more: "keepalive_interval = -1" });
      try {
        const uri = `test+tls://localhost:${daemon.tlsPort}/default?pkipath=${pki.pkipath("client")}`;
        return await runPython(daemon, uri, python);
      } finally {
        await daemon.stop();
      }
    };
    outcomes = await Promise.all([run("libvirtd"), run(subjectName)]);
  });
  afterAll(() => pki?.remove());

  test.each(python.map(([name], index) => [name, index] as const))("%s", (_name, index) => {
    const [expected, got] = outcomes.map((rows) => rows[index]);
    expect(JSON.stringify(expected)).not.toContain('"mistake"');
    expect(got).toEqual(expected);
  });
});
