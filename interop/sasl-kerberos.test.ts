// virsh with Kerberos tickets at libvirtd and at virtgated, in a realm of the test's own.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { defaultServices, type Kdc, startKdc } from "./kdc.js";
import { missing, title } from "./peers.js";
import { type KerberosRow, type KerberosSetting, kerberos } from "./rows/sasl-kerberos.js";
import { alike } from "./sasl-alike.js";
import { type SaslDaemon, startSaslDaemon } from "./sasl-daemons.js";
import { subjectName } from "./subjects.js";
import { TlsPki } from "./tls-pki.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "saslSample",
  "kdc",
  "certtool",
  "openssl",
  "virtgated",
);

describe.skipIf(why)(title("Kerberos clients find no difference", why), () => {
  let pki: TlsPki;
  let kdc: Kdc;
  let caches: { readonly [user: string]: string };
  let stale: string;
  beforeAll(async () => {
    [pki, kdc] = await Promise.all([TlsPki.make(), startKdc()]);
    // Keys as they were before the KDC made others.
    stale = join(kdc.folder, "stale.keytab");
    copyFileSync(kdc.keytab, stale);
    kdc.admin(
      ...defaultServices.flatMap((name) => [`cpw -randkey ${name}`, `ktadd -k ${kdc.keytab} ${name}`]),
    );
    caches = { alice: kdc.kinit("alice", "alicepw"), bob: kdc.kinit("bob", "bobpw") };
  });
  afterAll(async () => {
    await kdc?.stop();
    pki?.remove();
  });

  describe.each(kerberos.map((setting) => [setting.title, setting] as const))(
    "%s",
    (_title, { setup, rows }: KerberosSetting) => {
      let both: [SaslDaemon, SaslDaemon];
      beforeAll(async () => {
        const saslLines = (setup.saslLines ?? "").replace("KEYTAB", kdc.keytab).replace("STALE", stale);
        const here = { ...setup, saslLines, environment: kdc.environment() };
        both = await Promise.all([
          startSaslDaemon("libvirtd", pki, here),
          startSaslDaemon(subjectName, pki, here),
        ]);
      });
      afterAll(async () => {
        await Promise.all(both?.map((daemon) => daemon.stop()) ?? []);
      });

      test.each(rows.map((row) => [JSON.stringify(row), row] as const))("%s", async (_row, row) => {
        await alike(both, (daemon) => virsh(daemon, row), row.cause, plain);
      });
    },
  );

  async function virsh(daemon: SaslDaemon, row: KerberosRow): Promise<Outcome> {
    const { transport, ticket, mechanism, host = "localhost" } = row;
    const parameters = mechanism === undefined ? "" : `auth=sasl.${mechanism}`;
    const uri = daemon.uri(transport, "right", parameters).replace("//localhost:", `//${host}:`);
    const tickets = kdc.environment(ticket === undefined ? undefined : caches[ticket]);
    const env = cleanEnvironment({ HOME: daemon.folder, ...tickets });
    return runToEnd("virsh", ["-c", uri, "list; version; dumpxml test"], { env, timeoutMs: 15_000 });
  }
});

const plain = (line: string): string => line.replace(/(GSSAPI) (Failure|Error): .*/, "$1");
