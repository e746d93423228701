// Our programs and our library beside virsh on the same libvirtd: who gets in with which mechanism, what is asked and
// what is said when somebody does not get in.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDaemon } from "./harness.js";
import type { Outcome } from "./harness-process.js";
import { comparesWithItself, missing, title } from "./peers.js";
import { choices, files, mechanisms, people, piped, places, shells, typed } from "./rows/sasl-client.js";
import {
  credentials,
  prepareSasl,
  runSigning,
  SaslPlace,
  type Signing,
  transports,
} from "./sasl-libvirtd.js";
import type { ClientName } from "./tls-client.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "certtool",
  "openssl",
  "saslpasswd2",
  "kdc",
  "virtgate",
);
/** Of a file with tickets, before anybody adds some. */
function copyOf(cache: string): string {
  const path = cache.replace("FILE:", "");
  copyFileSync(path, `${path}-copy`);
  return `FILE:${path}-copy`;
}

const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";

describe.skipIf(why)(title("signing in as virsh does", why), () => {
  let place: SaslPlace;
  let empty = "";
  let good = "";
  let bad = "";
  /** A cache with a ticket for no server yet. */
  let aliceBefore = "";
  beforeAll(async () => {
    place = await SaslPlace.make();
    aliceBefore = copyOf(place.kdc.kinit("alice", "alicepw"));
    empty = `authfile=${place.authFile("empty", "")}`;
    good = place.authFile("good", credentials("fred", "secret1"));
    bad = place.authFile("bad", credentials("fred", "secret2"));
  });
  afterAll(() => place?.remove());

  /** Both at once: the same output, errors and status. */
  async function same(signing: Signing): Promise<Outcome> {
    const [expected, got] = await Promise.all([runSigning("virsh", signing), runSigning(ours, signing)]);
    expect(got, JSON.stringify(signing)).toEqual(expected);
    return expected;
  }

  describe.each(transports)("%s", (transport) => {
    test.each(people)("with auth.conf: %s", async (_, user, password) => {
      const file = place.authFile(`${transport}-${user}-${password}`, credentials(user, password));
      for (const mechanism of mechanisms)
        await same({ uri: place.full.uri(transport, `authfile=${file}&auth=sasl.${mechanism}`) });
    });

    test("what the server does not offer, and what nothing is left of", async () => {
      for (const auth of choices) await same({ uri: place.full.uri(transport, `authfile=${good}&${auth}`) });
      for (const auth of ["", "&auth=sasl.DIGEST-MD5", "&auth=sasl.SCRAM-SHA-1", "&auth=sasl"])
        await same({ uri: place.scram.uri(transport, `authfile=${good}${auth}`) });
    });

    test("Kerberos", async () => {
      const { kdc } = place;
      const uri = place.full.uri(transport, `authfile=${good}&auth=sasl.GSSAPI`);
      const without = kdc.environment();
      expect((await same({ uri, env: without })).stderr).toContain("No Kerberos credentials available");
      // Of several mechanisms it is the first choice, and there is no second.
      await same({ uri: place.full.uri(transport, `authfile=${good}`), env: without });
      const alice = kdc.environment(kdc.kinit("alice", "alicepw"));
      expect((await same({ uri, env: alice })).status).toBe(0);
      expect((await same({ uri: place.full.uri(transport, ""), env: alice })).status).toBe(0);
      // bob is not on the list.
      const bob = kdc.environment(kdc.kinit("bob", "bobpw"));
      expect((await same({ uri, env: bob })).status).toBe(1);
    });

    test("with prompts", async () => {
      const auth = transport === "tcp" ? "DIGEST-MD5" : "SCRAM-SHA-256";
      const uri = place.full.uri(transport, `${empty}&auth=sasl.${auth}`);
      expect((await same({ uri, typed: typed[0]! })).status).toBe(0);
      expect((await same({ uri, typed: typed[1]! })).status).toBe(1);
    });
  });

  describe("Kerberos fails", () => {
    test("a server of another name", async () => {
      const { kdc } = place;
      const env = kdc.environment(kdc.kinit("alice", "alicepw"));
      kdc.admin("delprinc -force libvirt/127.0.0.1");
      const uri = place.full.uri("tcp", "auth=sasl.GSSAPI").replace("localhost", "127.0.0.1");
      expect((await same({ uri, env })).stderr).toContain("not found in Kerberos database");
    });

    test("a ticket that has expired", async () => {
      const { kdc } = place;
      const env = kdc.environment(kdc.kinit("alice", "alicepw", "-l", "1s"));
      await new Promise((resolve) => setTimeout(resolve, 2100));
      const uri = place.full.uri("tcp", "auth=sasl.GSSAPI");
      expect((await same({ uri, env })).stderr).toContain("Ticket expired");
    });
  });

  const uri = (parameters: string) => place.full.uri("unix", `${parameters}&auth=sasl.SCRAM-SHA-256`);

  test.each(files.map((text) => [text] as const))("auth.conf %j", async (text) => {
    await same({ uri: uri(`authfile=${place.authFile("row", text)}`) });
  });

  test.each(places)("%j with ?%s", async (env, parameters) => {
    const home = join(place.pki.folder, "home");
    const config = join(place.pki.folder, "config");
    mkdirSync(join(home, ".config/libvirt"), { recursive: true });
    mkdirSync(join(config, "libvirt"), { recursive: true });
    writeFileSync(join(home, ".config/libvirt/auth.conf"), credentials("fred", "secret1"));
    writeFileSync(join(config, "libvirt/auth.conf"), credentials("fred", "secret1"));
    const filled = (text: string) =>
      text
        .replaceAll("{good}", good)
        .replaceAll("{bad}", bad)
        .replaceAll("{home}", home)
        .replaceAll("{config}", config);
    const variables = Object.entries(env).map(([name, value]) => [name, filled(value ?? "")]);
    await same({ uri: uri(filled(parameters)), env: Object.fromEntries(variables) });
  });

  test.each(piped)("from a pipe: %j", async (input) => {
    await same({ uri: uri(empty), input });
    await same({ uri: uri(empty), input, words: ["-q", "domstate", "test"] });
  });

  test.each([...mechanisms, "GSSAPI"])("with nobody to ask: %s", async (mechanism) => {
    await same({
      uri: place.full.uri("unix", `${empty}&auth=sasl.${mechanism}`),
      env: place.kdc.environment(),
    });
  });

  test.each(typed.map((answers) => [answers] as const))("typed: %j", async (answers) => {
    await same({ uri: uri(empty), typed: answers });
  });

  test("only what auth.conf has not is asked for", async () => {
    const text = "[credentials-x]\nauthname=fred\n[auth-libvirt-default]\ncredentials=x\n";
    const file = place.authFile("half", text);
    const { stdout } = await same({ uri: uri(`authfile=${file}`), typed: [["password: ", "secret1\n"]] });
    expect(stdout).not.toContain("authentication name");
  });

  test.each(shells.map((row) => [row.typed.map(([, answer]) => answer).join(""), row] as const))(
    "the shell: %j",
    async (_, { first, typed: answers }) => {
      const host = uri(empty);
      const where = first ? { uri: host } : { uri: "", env: { LIBVIRT_DEFAULT_URI: host } };
      await same({ ...where, words: [], typed: answers });
    },
  );

  test("the shell's lines from a pipe, and answers among them", async () => {
    const input = "domstate test\nfred\nsecret1\nlist --name\n";
    await same({ uri: "", env: { LIBVIRT_DEFAULT_URI: uri(empty) }, words: [], input });
  });

  test.skipIf(comparesWithItself)("mechanisms that only libvirt has", async () => {
    for (const mechanism of ["CRAM-MD5", "LOGIN"]) {
      const { stderr, status } = await runSigning(ours, {
        uri: place.full.uri("unix", `authfile=${good}&auth=sasl.${mechanism}`),
      });
      expect(status).toBe(1);
      expect(stderr).toContain("(SASL(-4): no mechanism available: No worthy mechs found)");
    }
  });

  test.skipIf(comparesWithItself)(
    "virtgated's code for a refusal, under which its log has the cause",
    async () => {
      const daemon = await startDaemon("virtgated", {
        configuration: 'auth_unix_rw = "sasl"\nlog_outputs = "3:stderr"',
        prepare: prepareSasl("scram-sha-256"),
      });
      try {
        const at = (file: string) => ({ uri: `${daemon.uris.unix}&authfile=${file}` });
        expect((await runSigning("virtgate", at(good))).status).toBe(0);
        const { stderr, status } = await runSigning("virtgate", at(bad));
        expect(status).toBe(1);
        const lines =
          /^error: failed to connect.*\nerror: authentication failed: authentication failed\nsupport code: (VG-\w{5})\n$/;
        expect(stderr).toMatch(lines);
        const [, code] = lines.exec(stderr)!;
        expect(daemon.log()).toMatch(new RegExp(`refused code=${code} .*cause="wrong password"`));
        expect((await runSigning("virsh", at(bad))).stderr).toBe(stderr.replace(/support code: .*\n/, ""));
      } finally {
        await daemon.stop();
      }
    },
  );

  // The last one: the realm is gone after it.
  test("a realm whose server is down", async () => {
    const env = place.kdc.environment();
    await place.kdc.halt();
    for (const transport of transports)
      await same({ uri: place.full.uri(transport, "auth=sasl.GSSAPI"), env });
    const alice = place.kdc.environment(aliceBefore);
    const { stderr } = await same({ uri: place.full.uri("tcp", "auth=sasl.GSSAPI"), env: alice });
    expect(stderr).toContain("Cannot contact any KDC for realm");
  });
});
