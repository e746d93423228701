// The commands of `virtgate pki`: what they say, and how they end.

import { X509Certificate } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Bench } from "./testing/bench.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

const certificate = (path: string) => new X509Certificate(readFileSync(path));

test("two commands make a host and a user", async () => {
  expect(await bench.ok("init --dir @ca --name Example --server hv1.example.org --client alice")).toBe(
    `Made a certificate authority in @/ca, valid until 2036-05-29
and a server certificate for hv1.example.org
and a client certificate for alice: O=Example,CN=alice
Next: virtgate pki install
`,
  );
  expect(await bench.ok("install --dir @ca --root @root")).toBe(
    `installed  @/root/etc/pki/CA/cacert.pem
installed  @/root/etc/pki/libvirt/private/serverkey.pem
installed  @/root/etc/pki/libvirt/servercert.pem
installed  @/root/etc/pki/libvirt/private/clientkey.pem
installed  @/root/etc/pki/libvirt/clientcert.pem
`,
  );
  expect(await bench.ok("validate --root @root --host hv1.example.org")).toBe(
    `server (@/root/etc/pki/libvirt/servercert.pem): good

client (@/root/etc/pki/libvirt/clientcert.pem): good

`,
  );
});

describe("issuing", () => {
  beforeEach(() => bench.ok("init --dir @ca --name Example"));

  // what is asked for, its subject, its alternative names
  const rows = [
    ["server localhost", "O=Example\nCN=localhost", "DNS:localhost"],
    [
      "server hv1 10.0.0.1 [::1] hv1",
      "O=Example\nCN=hv1",
      "DNS:hv1, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1",
    ],
    [
      "server hv1 --dns hv1.x --ip ::ffff:1.2.3.4",
      "O=Example\nCN=hv1",
      "DNS:hv1, DNS:hv1.x, IP Address:0:0:0:0:0:FFFF:102:304",
    ],
    ["server 10.0.0.1", "O=Example\nCN=10.0.0.1", "IP Address:10.0.0.1"],
    ["server hv1 --dn C=GB,O=X,CN=y", "C=GB\nO=X\nCN=y", "DNS:hv1"],
    ["server hv1 --key-type ed25519", "O=Example\nCN=hv1", "DNS:hv1"],
    ["client alice", "O=Example\nCN=alice", undefined],
    [
      "client a --dn C=GB,ST=London,L=London,O=Red\\,Hat,CN=alice",
      "C=GB\nST=London\nL=London\nO=Red\\,Hat\nCN=alice",
      undefined,
    ],
  ] as const;

  test.each(rows)("%s", async (line, subject, names) => {
    await bench.ok(`${line} --dir @ca`);
    const [role, name] = line.split(" ");
    const made = certificate(bench.path(`ca/${role}s/${name}/${role}cert.pem`));
    expect([made.subject, made.subjectAltName]).toEqual([subject, names]);
    expect(made.verify(certificate(bench.path("ca/cacert.pem")).publicKey)).toBe(true);
  });

  // command, status, what it says
  const refused = [
    ["server", 2, /missing required argument 'name'/],
    ["server a --days 0", 2, /It must be a number from 1 to 36500/],
    ["server a --key-type dsa", 2, /It must be one of ecdsa, ed25519, rsa/],
    ["server a --ip b", 1, /'b' is not an IP address/],
    ["server a --dns 1.2.3.4", 1, /'1.2.3.4' is an IP address: give it with --ip/],
    ["server a_!", 1, /'a_!' is not a host name/],
    ["client a b", 2, /too many arguments/],
    ["client a --dn x", 1, /'x' in the name is not of the form TYPE=value/],
    ["client a --template @nope", 1, /cannot read @\/nope: No such file or directory/],
    ["client a --passphrase-file @nope --bogus", 2, /unknown option '--bogus'/],
    ["revoke a", 1, /there is no 'a' among the certificates: see 'virtgate pki list'/],
    ["revoke a --reason because", 2, /It must be one of unspecified, keyCompromise/],
    ["renew", 2, /give either a name or --ca/],
    ["install --root @r", 1, /nothing has been issued/],
    ["install --server --root @r", 1, /no server certificate has been issued: virtgate pki server NAME/],
    ["export a", 1, /there is no 'a'/],
    ["list --output xml", 2, /It must be one of text, json/],
  ] as const;

  test.each(refused)("refused: %s", async (line, status, message) => {
    const said = await bench.run(`${line} --dir @ca`);
    expect([said.status, said.stderr]).toEqual([status, expect.stringMatching(message)]);
    expect(
      readdirSync(bench.path("ca"))
        .filter((name) => name !== "lock")
        .sort(),
    ).toEqual(["cacert.pem", "cakey.pem", "index.json"]);
  });

  test("a template of certtool", async () => {
    writeFileSync(
      bench.path("t"),
      "cn = localhost\ndns_name = other\ntls_www_server\nsigning_key\nexpiration_days = 10\n",
    );
    await bench.ok("server localhost --template @t --dir @ca");
    const made = certificate(bench.path("ca/servers/localhost/servercert.pem"));
    expect([made.subject, made.subjectAltName]).toEqual(["CN=localhost", "DNS:other"]);
    expect(new Date(made.validTo)).toEqual(new Date("2026-06-11T12:00:00Z"));
  });

  test("nothing outlives its CA", async () => {
    expect(await bench.ok("client alice --days 9999 --dir @ca")).toContain(
      "It ends when its CA does: see 'virtgate pki renew --ca'",
    );
    const ca = certificate(bench.path("ca/cacert.pem"));
    expect(certificate(bench.path("ca/clients/alice/clientcert.pem")).validTo).toBe(ca.validTo);
  });

  test("list tells states", async () => {
    await bench.ok("server hv1 --days 60 --dir @ca");
    await bench.ok("client alice --dir @ca");
    await bench.ok("client bob --dir @ca");
    await bench.ok("revoke bob --reason keyCompromise --dir @ca");
    await bench.ok("renew alice --days 800 --dir @ca");
    bench.now = new Date("2026-07-15T00:00:00Z");
    const table = await bench.ok("list --all --dir @ca");
    expect(table.replaceAll(/[0-9a-f]{40}/g, "SERIAL").replaceAll(/ +/g, " ")).toMatch(
      new RegExp(
        [
          " Role Name State Until Serial Distinguished name",
          "-+",
          " server hv1 expires soon 2026-07-31 SERIAL O=Example,CN=hv1",
          " client alice replaced 2028-05-31 SERIAL O=Example,CN=alice",
          " client bob revoked 2028-05-31 SERIAL O=Example,CN=bob",
          " client alice valid 2028-08-09 SERIAL O=Example,CN=alice",
          "",
          "CN=Example in @/ca, until 2036-05-29",
          "revocation list 1 with 1 certificates, until 2027-06-01",
          "",
        ].join("\n"),
      ),
    );
    const json = JSON.parse(await bench.ok("list --output json --client --dir @ca"));
    expect(json.certificates).toMatchObject([
      { role: "client", name: "alice", state: "valid", daysLeft: 756 },
    ]);
    expect(json.revocationList).toMatchObject({ number: 1, revoked: 1 });
  });

  test("a server and a client of one name are told apart", async () => {
    await bench.ok("server hv1 --dir @ca");
    await bench.ok("client hv1 --dir @ca");
    expect((await bench.run("revoke hv1 --dir @ca")).stderr).toMatch(/there is a server and a client 'hv1'/);
    await bench.ok("revoke hv1 --client --dir @ca");
    expect(readdirSync(bench.path("ca/servers"))).toEqual(["hv1"]);
    expect((await bench.run("revoke hv1 --client --dir @ca")).stderr).toMatch(
      /'hv1' has been revoked on 2026-06-01/,
    );
  });

  test("the one that was replaced can be revoked by its file, and both by name", async () => {
    await bench.ok("client alice --dir @ca");
    writeFileSync(bench.path("old.pem"), readFileSync(bench.path("ca/clients/alice/clientcert.pem")));
    await bench.ok("renew alice --dir @ca");
    const states = async () =>
      JSON.parse(await bench.ok("list --all --output json --dir @ca")).certificates.map(
        (one: { state: string }) => one.state,
      );
    expect(await states()).toEqual(["replaced", "valid"]);
    await bench.ok("revoke @old.pem --dir @ca");
    expect(await states()).toEqual(["revoked", "revoked"]);
    expect((await bench.run("revoke @old.pem --dir @ca")).stderr).toMatch(/has been revoked on 2026-06-01/);
    expect((await bench.run("revoke @ca/cacert.pem --dir @ca")).stderr).toMatch(/has not been issued here/);
  });
});

describe("the passphrase of the CA's key", () => {
  beforeEach(async () => {
    writeFileSync(bench.path("pass"), "correct horse\nsecond line\n", { mode: 0o600 });
    writeFileSync(bench.path("wrong"), "battery\n", { mode: 0o600 });
    await bench.ok("init --dir @ca --passphrase-file @pass");
  });

  test("encrypts it, and opens it again", async () => {
    expect(readFileSync(bench.path("ca/cakey.pem"), "utf8")).toMatch(
      /^-----BEGIN ENCRYPTED PRIVATE KEY-----/,
    );
    await bench.ok("client alice --passphrase-file @pass --dir @ca");
    await bench.ok("revoke alice --passphrase-file @pass --dir @ca");
  });

  test("a wrong one changes nothing and stands in no message", async () => {
    await bench.ok("client alice --passphrase-file @pass --dir @ca");
    for (const line of ["client bob", "revoke alice", "renew alice", "crl", "renew --ca"]) {
      const said = await bench.run(`${line} --passphrase-file @wrong --dir @ca`);
      expect([said.status, said.stderr]).toEqual([1, "error: the passphrase does not open the CA's key\n"]);
    }
    expect(JSON.parse(await bench.ok("list --output json --dir @ca")).certificates).toHaveLength(1);
  });

  test("a file that others can read is refused, and an empty one", async () => {
    chmodSync(bench.path("pass"), 0o644);
    expect((await bench.run("crl --passphrase-file @pass --dir @ca")).stderr).toMatch(
      /others can read it: chmod 600/,
    );
    writeFileSync(bench.path("wrong"), "\nx");
    expect((await bench.run("crl --passphrase-file @wrong --dir @ca")).stderr).toMatch(
      /has no passphrase in its first line/,
    );
  });
});

describe("show", () => {
  test("of a certificate, its list and its key", async () => {
    await bench.ok("init --dir @ca --name Example --server localhost");
    await bench.ok("revoke localhost --dir @ca");
    await bench.ok("server localhost ::1 --dir @ca");
    const text = await bench.ok("show @ca/servers/localhost/servercert.pem");
    expect(text.replace(/[0-9a-f]{40}/, "SERIAL").replace(/([0-9A-F]{2}:){31}../, "PRINT")).toBe(
      `Certificate in @/ca/servers/localhost/servercert.pem
  Name              O=Example,CN=localhost
  Issuer            CN=Example
  Serial number     SERIAL
  Valid             2026-06-01 11:00:00 UTC to 2028-05-31 12:00:00 UTC (730 days left)
  CA                no
  Names             DNS localhost, IP ::1
  Purposes          TLS server
  Key usage         digital signature, key encipherment (critical)
  Key               ECDSA, P-256
  Signature         ECDSA with SHA-256
  SHA-256           PRINT

  In libvirtd.conf: tls_allowed_dn_list = [ "O=Example,CN=localhost" ]

`,
    );
    expect(await bench.ok("show @ca/cacrl.pem")).toContain("Revoked           1 certificates");
    expect(await bench.ok("show @ca/cakey.pem")).toBe(
      "Private key in @/ca/cakey.pem\n  Key               ECDSA, P-256\n\n",
    );
    const json = JSON.parse(await bench.ok("show --output json @ca/cacert.pem"));
    expect(json.certificates).toMatchObject([
      { dn: "CN=Example", ca: true, keyUsages: ["keyCertSign", "cRLSign"] },
    ]);
  });

  test.each([
    ["", /has no certificate, revocation list or private key in PEM/],
    ["-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", /certificate/],
    ["-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n", /f: /],
  ])("refused: %j", async (text, message) => {
    writeFileSync(bench.path("f"), text);
    const said = await bench.run("show @f");
    expect([said.status, said.stderr]).toEqual([1, expect.stringMatching(message)]);
  });
});

describe("install and export", () => {
  beforeEach(() => bench.ok("init --dir @ca --name Example --server hv1 --client alice"));

  test("files of others stay, unless forced", async () => {
    mkdirSync(bench.path("root/etc/pki/CA"), { recursive: true });
    writeFileSync(bench.path("root/etc/pki/CA/cacert.pem"), "something else");
    const said = await bench.run("install --dir @ca --root @root");
    expect([said.status, said.stderr]).toEqual([
      1,
      "error: not from this authority, so they stay (--force replaces them): @/root/etc/pki/CA/cacert.pem\n",
    ]);
    expect(readdirSync(bench.path("root/etc/pki"))).toEqual(["CA"]);
    await bench.ok("install --dir @ca --root @root --force");
    await bench.ok("validate --root @root");
  });

  test("another authority's files are others', its own successors are not", async () => {
    await bench.ok("install --dir @ca --root @root");
    await bench.ok("revoke hv1 --dir @ca");
    await bench.ok("server hv1 --dir @ca");
    await bench.ok("renew --ca --dir @ca");
    const again = await bench.ok("install --dir @ca --root @root");
    expect(again.match(/^\w+/gm)).toEqual([
      "replaced",
      "installed",
      "replaced",
      "replaced",
      "unchanged",
      "unchanged",
    ]);
    await bench.ok("validate --root @root");
    await bench.ok("init --dir @other --name Other --server hv1");
    const said = await bench.run("install --dir @other --root @root");
    expect(said.stderr.match(/@\/root\S+pem/g)).toHaveLength(3);
  });

  test("a wrong mode is put right", async () => {
    await bench.ok("install --dir @ca --root @root");
    const key = bench.path("root/etc/pki/libvirt/private/serverkey.pem");
    chmodSync(key, 0o644);
    await bench.ok("install --dir @ca --root @root");
    expect(statSync(key).mode & 0o777).toBe(0o600);
  });

  test("a user's place", async () => {
    await bench.ok("install --client --user --dir @ca");
    const { mode } = statSync(bench.path("home/.pki/libvirt"));
    expect(mode & 0o777).toBe(0o700);
    expect(readdirSync(bench.path("home/.pki/libvirt")).sort()).toEqual([
      "cacert.pem",
      "clientcert.pem",
      "clientkey.pem",
    ]);
    await bench.ok("validate --client --user");
  });

  test("without a name a tar has the CA only", async () => {
    await bench.ok("export --to @x.tar --dir @ca");
    const names = readFileSync(bench.path("x.tar"), "latin1").match(/etc\/[\w/.]+/g);
    expect(names).toEqual(["etc/pki/CA/cacert.pem"]);
  });

  test("a tar is not written over another file", async () => {
    await bench.ok("export hv1 alice --to @x.tar --dir @ca");
    expect(statSync(bench.path("x.tar")).mode & 0o777).toBe(0o600);
    expect((await bench.run("export hv1 --to @x.tar --dir @ca")).stderr).toBe(
      "error: @/x.tar is there already: --force replaces it\n",
    );
    await bench.ok("export hv1 --to @x.tar --force --dir @ca");
    await bench.ok("server hv2 --dir @ca");
    expect((await bench.run("export hv1 hv2 --to @y.tar --dir @ca")).stderr).toMatch(
      /a machine has one server certificate/,
    );
  });
});

test("a CA of another tool is taken over", async () => {
  await bench.ok("init --dir @one --name Example");
  await bench.ok("init --dir @ca --from-cert @one/cacert.pem --from-key @one/cakey.pem");
  await bench.ok("client alice --dir @ca");
  const ca = certificate(bench.path("one/cacert.pem"));
  expect(certificate(bench.path("ca/clients/alice/clientcert.pem")).verify(ca.publicKey)).toBe(true);
  // What the other tool has issued can be revoked here, and only that.
  await bench.ok("client alice --dir @one");
  await bench.ok("revoke @one/clients/alice/clientcert.pem --dir @ca");
  const { certificates, revocationList } = JSON.parse(await bench.ok("list --all --output json --dir @ca"));
  expect(certificates.map(({ state }: { state: string }) => state)).toEqual(["valid", "revoked"]);
  expect(revocationList.revoked).toBe(1);
  await bench.ok("init --dir @other --key-type rsa");
  const rows: [string, number, RegExp][] = [
    ["--from-cert @one/cacert.pem", 2, /--from-cert and --from-key belong together/],
    ["--from-cert @one/cacert.pem --from-key @other/cakey.pem", 1, /is not the key of/],
    [
      "--from-cert @ca/clients/alice/clientcert.pem --from-key @ca/clients/alice/clientkey.pem",
      1,
      /is not the certificate of a CA/,
    ],
    ["--from-cert @one/cakey.pem --from-key @one/cakey.pem", 1, /no PEM block of a certificate/],
  ];
  for (const [options, status, message] of rows) {
    const said = await bench.run(`init --dir @new ${options}`);
    expect([said.status, said.stderr]).toEqual([status, expect.stringMatching(message)]);
  }
});

test("help is no error, a wrong command is", async () => {
  for (const line of ["--help", "init --help", "validate -h", "help export"]) {
    const { status, stdout } = await bench.run(line);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^Usage: virtgate pki/)]);
  }
  const { status, stderr } = await bench.run("valdate");
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/unknown command 'valdate'\n\(Did you mean validate\?\)/),
  ]);
});
