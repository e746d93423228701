// `virtgate pki` and the tools that its files are for: certtool, openssl, gnutls-cli, libvirtd, virsh, tar and a terminal.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isolation, startDaemon } from "./harness.js";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { comparesWithItself, missing, programOf, root, title } from "./peers.js";
import { Place } from "./place.js";
import { takePort } from "./ports.js";
import { typing } from "./pty.js";
import { listens } from "./tls-daemons.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "virtgated",
  "virtgate",
  "certtool",
  "openssl",
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-pki-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (inside: string) => join(folder, inside);
const virtgate = (...words: string[]) => [process.execPath, programOf("cli", "virtgate"), "pki", ...words];

function run([program, ...args]: readonly string[], input?: string): Promise<Outcome> {
  return runToEnd(program!, args, { cwd: folder, input });
}

async function ok(words: readonly string[], input?: string): Promise<string> {
  const { status, stdout, stderr } = await run(words, input);
  expect([words.join(" "), status, stderr]).toEqual([words.join(" "), 0, ""]);
  return stdout;
}

describe.skipIf(why)(title("files of virtgate pki", why), () => {
  describe.each(["ecdsa", "ed25519", "rsa"])("%s", (type) => {
    const ca = `ca-${type}`;
    const server = `${ca}/servers/localhost/servercert.pem`;
    const alice = `${ca}/clients/alice`;
    const bob = `${ca}/bob`;
    beforeAll(async () => {
      const dir = ["--dir", ca];
      await ok(virtgate("init", "--name", "Example", "--key-type", type, ...dir));
      await ok(virtgate("server", "localhost", "127.0.0.1", "::1", "--key-type", type, ...dir));
      for (const name of ["alice", "bob"]) {
        const dn = `C=GB,ST=London,L=London,O=Red\\, Hat,CN=${name}`;
        await ok(virtgate("client", name, "--dn", dn, "--key-type", type, ...dir));
      }
      const { certificates } = JSON.parse(await ok(virtgate("list", "--output", "json", ...dir)));
      await ok(virtgate("revoke", "bob", "--reason", "keyCompromise", ...dir));
      await ok(["cp", "-r", `${ca}/revoked/${certificates[2].serial}`, bob]);
    });

    // who looks, at what, and what is said
    const trusted =
      /Output: Verified. The certificate is trusted. \n\nChain verification output: Verified. The certificate is trusted. \n/;
    const rows: [string, string[], number, RegExp][] = [
      [
        "certtool trusts the server by name",
        [
          "certtool",
          "--verify",
          "--verify-profile=medium",
          "--verify-hostname=localhost",
          "--verify-purpose=1.3.6.1.5.5.7.3.1",
          `--load-ca-certificate=${ca}/cacert.pem`,
          `--infile=${server}`,
        ],
        0,
        trusted,
      ],
      [
        "and not for another",
        [
          "certtool",
          "--verify",
          "--verify-profile=medium",
          "--verify-hostname=other",
          `--load-ca-certificate=${ca}/cacert.pem`,
          `--infile=${server}`,
        ],
        1,
        /The name in the certificate does not match the expected/,
      ],
      [
        "certtool trusts the client",
        [
          "certtool",
          "--verify",
          "--verify-profile=medium",
          "--verify-purpose=1.3.6.1.5.5.7.3.2",
          `--load-ca-certificate=${ca}/cacert.pem`,
          `--infile=${alice}/clientcert.pem`,
        ],
        0,
        trusted,
      ],
      [
        "certtool trusts the revocation list",
        ["certtool", "--verify-crl", `--load-ca-certificate=${ca}/cacert.pem`, `--infile=${ca}/cacrl.pem`],
        0,
        /^Verification output: Verified. The certificate is trusted. $/m,
      ],
      [
        "certtool refuses the revoked client",
        [
          "certtool",
          "--verify",
          "--verify-profile=medium",
          `--load-ca-certificate=${ca}/cacert.pem`,
          `--load-crl=${ca}/cacrl.pem`,
          `--infile=${bob}/clientcert.pem`,
        ],
        1,
        /The certificate chain is revoked/,
      ],
      ...["localhost", "127.0.0.1", "::1"].map((host): [string, string[], number, RegExp] => [
        `openssl trusts the server as ${host}`,
        [
          "openssl",
          "verify",
          "-x509_strict",
          "-purpose",
          "sslserver",
          host === "localhost" ? "-verify_hostname" : "-verify_ip",
          host,
          "-CAfile",
          `${ca}/cacert.pem`,
          server,
        ],
        0,
        /: OK$/m,
      ]),
      [
        "openssl trusts the client, with the list",
        [
          "openssl",
          "verify",
          "-x509_strict",
          "-purpose",
          "sslclient",
          "-crl_check",
          "-CRLfile",
          `${ca}/cacrl.pem`,
          "-CAfile",
          `${ca}/cacert.pem`,
          `${alice}/clientcert.pem`,
        ],
        0,
        /: OK$/m,
      ],
      [
        "openssl refuses the revoked client",
        [
          "openssl",
          "verify",
          "-crl_check",
          "-CRLfile",
          `${ca}/cacrl.pem`,
          "-CAfile",
          `${ca}/cacert.pem`,
          `${bob}/clientcert.pem`,
        ],
        2,
        /certificate revoked/,
      ],
      [
        "openssl reads the reason",
        ["openssl", "crl", "-noout", "-text", "-in", `${ca}/cacrl.pem`],
        0,
        /Key Compromise/,
      ],
      [
        "openssl checks the key",
        ["openssl", "pkey", "-check", "-noout", "-in", `${ca}/cakey.pem`],
        0,
        /Key is valid/,
      ],
      [
        "virt-pki-query-dn prints the name of the list",
        ["virt-pki-query-dn", `${alice}/clientcert.pem`],
        0,
        /^C=GB,ST=London,L=London,O=Red\\, Hat,CN=alice\n$/,
      ],
    ];

    test.each(rows)("%s", async (_name, words, status, says) => {
      const outcome = await run(words);
      expect([outcome.status, outcome.stdout + outcome.stderr]).toEqual([
        status,
        expect.stringMatching(says),
      ]);
    });

    const daemons = comparesWithItself ? (["libvirtd"] as const) : (["libvirtd", "virtgated"] as const);
    test.each(daemons)("%s lets the user in without a warning, and not the revoked one", async (name) => {
      const port = await takePort();
      const daemon = await startDaemon(name, {
        configuration: `listen_tls = 1
tls_port = "${port}"
ca_file = "${path(ca)}/cacert.pem"
cert_file = "${path(server)}"
key_file = "${path(ca)}/servers/localhost/serverkey.pem"
crl_file = "${path(ca)}/cacrl.pem"
tls_allowed_dn_list = [ "C=GB,ST=London,L=London,O=Red\\, Hat,CN=alice", "*CN=bob" ]
`,
      });
      await listens(port);
      const uri = (host: string, who: string) => `test+tls://${host}:${port}/default?pkipath=${path(who)}`;
      const clients = [["virsh"], [process.execPath, programOf("cli", "virtgate")]];
      try {
        for (const client of clients) {
          for (const host of ["localhost", "127.0.0.1"]) {
            expect(await ok([...client, "-c", uri(host, alice), "uri"])).toMatch(/^test\+tls:/);
          }
        }
        const words = () => daemon.log().match(/Certificate failed validation: [^."]*\./g) ?? [];
        expect(words()).toEqual([]);
        for (const client of clients) {
          const { status, stderr } = await run([...client, "-c", uri("localhost", bob), "uri"]);
          expect([status, stderr]).toEqual([1, expect.stringMatching(/Unable to read TLS confirmation/)]);
        }
        expect([...new Set(words())]).toEqual([
          "Certificate failed validation: The certificate has been revoked.",
        ]);
        const files = [
          `--x509cafile=${ca}/cacert.pem`,
          `--x509certfile=${alice}/clientcert.pem`,
          `--x509keyfile=${alice}/clientkey.pem`,
        ];
        const gnutls = await run(["gnutls-cli", ...files, "-p", `${port}`, "localhost"], "");
        expect(gnutls.stdout).toMatch(/- Status: The certificate is trusted. \n/);
      } finally {
        await daemon.stop();
      }
    });
  });

  test("installed where libvirt looks, nothing has to be configured", async () => {
    const port = await takePort();
    await ok(
      virtgate("init", "--name", "Example", "--server", "localhost", "--client", "alice", "--dir", "home"),
    );
    const place = await Place.make("libvirtd", `listen_tls = 1\ntls_port = "${port}"`);
    try {
      const install = virtgate("install", "--dir", path("home"))
        .map((word) => `'${word}'`)
        .join(" ");
      await place.run({ prepare: `${install} >&2` });
      const inside = (...words: string[]) => run([...isolation(place.folder), ...words]);
      const uri = `test+tls://localhost:${port}/default`;
      expect(await inside("virsh", "-c", uri, "uri")).toEqual({
        status: 0,
        stdout: `${uri}\n\n`,
        stderr: "",
      });
      expect(await inside(...virtgate("validate", "--host", "localhost"))).toEqual({
        status: 0,
        stdout:
          "server (/etc/pki/libvirt/servercert.pem): good\n\nclient (/etc/pki/libvirt/clientcert.pem): good\n\n",
        stderr: "",
      });
      // Its one complaint is that not everybody can read the client's key, and the name of this machine.
      const { status, stdout } = await inside("virt-pki-validate");
      const complaints = stdout
        .split("\n")
        .filter((line) => !/^Found |ostname|^Server certificate CN|host name|^$/.test(line));
      expect([status, complaints]).toEqual([
        0,
        [
          "The client private key need to be read by client tools",
          "as root do: chmod 644 /etc/pki/libvirt/private/clientkey.pem",
        ],
      ]);
    } finally {
      await place.remove();
    }
  });

  test("exported, tar unpacks it with the right modes and owners", async () => {
    await ok(virtgate("init", "--server", "hv1", "--client", "alice", "--dir", "exported"));
    await ok([
      "sh",
      "-ec",
      `umask 022; mkdir remote; "$@" | tar -xpC remote`,
      "sh",
      ...virtgate("export", "hv1", "alice", "--dir", "exported"),
    ]);
    expect(
      await ok(["find", "remote", "-type", "f", "-printf", "%m %u %g %P\n"]).then((text) =>
        text.split("\n").sort(),
      ),
    ).toEqual([
      "",
      "600 root root etc/pki/libvirt/private/clientkey.pem",
      "600 root root etc/pki/libvirt/private/serverkey.pem",
      "644 root root etc/pki/CA/cacert.pem",
      "644 root root etc/pki/libvirt/clientcert.pem",
      "644 root root etc/pki/libvirt/servercert.pem",
    ]);
    await ok(virtgate("validate", "--root", "remote", "--host", "hv1"));
    // What an installation makes is the same.
    await ok(virtgate("install", "--root", "local", "--dir", "exported"));
    await ok(["diff", "-r", "remote", "local"]);
  });
});

// What a certificate is made of, and not who has made it when: serial number, times, key and signature.
const fields = (text: string) =>
  text
    .replace(/^(Other Information|-----BEGIN)[\s\S]*$/m, "")
    .replace(/\tSignature:\n(\t\t[0-9a-f:]+\n)+/, "")
    .replace(/\t\tModulus[\s\S]*?\t\tExponent/, "")
    .replace(/(Subject Key Identifier.*\n\t+)[0-9a-f]+/, "$1KEY")
    .replace(/(Serial Number.*: |Not Before: |Not After: ).*/g, "$1");

describe.skipIf(why)(title("certtool and virtgate pki make the same of a template", why), () => {
  const templates = join(root, "packages/pki/vectors/certtool");
  const names = readdirSync(templates).flatMap(
    (name) => /^((?:server|client).*)[.]tmpl$/.exec(name)?.[1] ?? [],
  );
  beforeAll(async () => {
    const files = ["--from-cert", `${templates}/ca.pem`, "--from-key", `${templates}/ca-key.pem`];
    await ok(virtgate("init", ...files, "--dir", "vectors"));
    await ok([
      "sh",
      "-c",
      "certtool --generate-privkey --key-type=rsa --bits 3072 --outfile other-key.pem 2>&1",
    ]);
  });

  test.each(names)("%s", async (name) => {
    const role = name.startsWith("server") ? "server" : "client";
    const template = `${templates}/${name}.tmpl`;
    await ok(virtgate(role, name, "--template", template, "--key-type", "rsa", "--dir", "vectors"));
    const authority = [
      `--load-ca-certificate=${templates}/ca.pem`,
      `--load-ca-privkey=${templates}/ca-key.pem`,
    ];
    const files = ["--load-privkey=other-key.pem", `--template=${template}`, `--outfile=${name}.pem`];
    expect((await run(["certtool", "--generate-certificate", ...authority, ...files])).status).toBe(0);
    const ours = await ok(["certtool", "-i", "--infile", `vectors/${role}s/${name}/${role}cert.pem`]);
    expect(fields(ours)).toBe(fields(await ok(["certtool", "-i", "--infile", `${name}.pem`])));
  });
});

describe.skipIf(why)(title("virtgate pki in trouble", why), () => {
  test("a full disk leaves the old, and says so", async () => {
    mkdirSync(path("full"));
    // The second certificate no longer fits; what was there is whole and works once there is room again.
    const script = `mount -t tmpfs -o size=64k none full
"$@" init --dir full/ca --key-type ed25519 >&2
dd if=/dev/zero of=full/filler bs=4k 2>/dev/null || true
if "$@" client alice --dir full/ca; then exit 9; fi
rm full/filler
"$@" client alice --dir full/ca >&2
"$@" list --dir full/ca --output json`;
    const outcome = await run([
      "unshare",
      "-m",
      "--propagation",
      "private",
      "sh",
      "-c",
      script,
      "sh",
      ...virtgate(),
    ]);
    expect(outcome.stderr).toMatch(/error: cannot (write|make) .*full\/ca\/.*: No space left on device\n/);
    expect(JSON.parse(outcome.stdout).certificates).toMatchObject([{ name: "alice", state: "valid" }]);
  });

  test("no permission", async () => {
    const as = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
    await ok(virtgate("init", "--server", "hv1", "--client", "alice", "--dir", "mine"));
    await ok(virtgate("install", "--root", "mine-root", "--dir", "mine"));
    await ok(["chmod", "755", folder]);
    const rows: [string[], RegExp][] = [
      [
        ["list", "--dir", path("mine")],
        /cannot read .*mine\/cakey.pem: Permission denied|belongs to another user/,
      ],
      [["init", "--dir", path("theirs")], /cannot write .*theirs: Permission denied/],
      [["init", "--dir", path("a/b")], /cannot make the folder .*a: Permission denied/],
    ];
    for (const [words, says] of rows) {
      const { status, stderr } = await run([...as, ...virtgate(...words)]);
      expect([status, stderr]).toEqual([1, expect.stringMatching(says)]);
    }
    const validate = () => run([...as, ...virtgate("validate", "--root", path("mine-root"), "--server")]);
    expect((await validate()).stdout).toMatch(/the private key cannot be read by this user \[unreadable\]/);
    await ok(["chmod", "700", "mine-root/etc/pki/CA"]);
    expect((await validate()).stdout).toMatch(/fix: {2}as root: chmod a\+x .*mine-root\/etc\/pki\/CA\n/);
  });

  test("killed at any moment, the next command finds everything in order", async () => {
    await ok(virtgate("init", "--dir", "killed"));
    for (let i = 0; i < 12; i++) {
      const [program, ...args] = virtgate("client", `user${i}`, "--dir", "killed");
      const child = spawn(program!, args, { cwd: folder, env: cleanEnvironment(), stdio: "ignore" });
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await sleep(40 + i * 6);
      child.kill("SIGKILL");
      await ended;
    }
    await ok(virtgate("crl", "--dir", "killed"));
    const { certificates } = JSON.parse(await ok(virtgate("list", "--dir", "killed", "--output", "json")));
    const names = certificates.map(({ name }: { name: string }) => name).sort();
    expect(names.length === 0 ? [] : readdirSync(path("killed/clients")).sort()).toEqual(names);
    expect(readdirSync(path("killed")).filter((name) => name.startsWith("."))).toEqual([]);
    for (const name of names)
      await ok(virtgate("validate", "--client", "--pkipath", `killed/clients/${name}`));
  });

  test("several processes at once", async () => {
    await ok(virtgate("init", "--dir", "busy"));
    const names = Array.from({ length: 6 }, (_, i) => `user${i}`);
    await Promise.all(names.map((name) => ok(virtgate("client", name, "--dir", "busy"))));
    const { certificates } = JSON.parse(await ok(virtgate("list", "--dir", "busy", "--output", "json")));
    expect(certificates.map(({ name }: { name: string }) => name).sort()).toEqual(names);
  });

  test("the passphrase is asked for without an echo", async () => {
    const type = (answers: string, ...words: string[]) => run(typing(folder, answers, virtgate(...words)));
    const made = await type("horse,horse", "init", "--encrypt", "--dir", "locked");
    expect([made.status, made.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^New passphrase for the CA's key: \r\nOnce more: \r\nMade a certificate authority/,
      ),
    ]);
    expect(readFileSync(path("locked/cakey.pem"), "utf8")).toMatch(/BEGIN ENCRYPTED PRIVATE KEY/);
    const check = await run([
      "openssl",
      "pkey",
      "-in",
      "locked/cakey.pem",
      "-passin",
      "pass:horse",
      "-check",
      "-noout",
    ]);
    expect([check.status, check.stdout]).toEqual([0, "Key is valid\n"]);
    const info = await run(["certtool", "--key-info", "--password=horse", "--infile", "locked/cakey.pem"]);
    expect([info.status, info.stdout]).toEqual([
      0,
      expect.stringMatching(/Iteration count: 600000[\s\S]*EC\/ECDSA/),
    ]);
    const used = await type("horse", "client", "alice", "--dir", "locked");
    expect([used.status, used.stdout]).toEqual([
      0,
      expect.stringMatching(/^Passphrase of the CA's key: \r\nIssued/),
    ]);
    const wrong = await type("mule", "client", "bob", "--dir", "locked");
    expect([wrong.status, wrong.stdout]).toEqual([
      1,
      "Passphrase of the CA's key: \r\nerror: the passphrase does not open the CA's key\r\n",
    ]);
    const unlike = await type("one,two", "init", "--encrypt", "--dir", "unlike");
    expect([unlike.status, unlike.stdout]).toEqual([
      1,
      expect.stringMatching(/error: the two are not the same/),
    ]);
    const given = await type("\u0003", "client", "bob", "--dir", "locked");
    expect([given.status, given.stdout]).toEqual([1, expect.stringMatching(/error: given up/)]);
    const noTerminal = await run(["setsid", ...virtgate("client", "bob", "--dir", "locked")]);
    expect([noTerminal.status, noTerminal.stderr]).toEqual([
      1,
      "error: there is no terminal to ask for the passphrase: use --passphrase-file\n",
    ]);
    await ok(virtgate("client", "bob", "--passphrase-file", "-", "--dir", "locked"), "horse\n");
  });
});
