// `virtgate user check --kerberos` beside klist, kadmin and MIT's library: the same keys, the same principal, and the
// command that it names makes what was missing.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isolation, startDaemon } from "./harness.js";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { type Kdc, realm, startKdc } from "./kdc.js";
import { missing, programOf, title } from "./peers.js";

const why = missing("root", "namespaces", "virtgate", "kdc");
const check = [
  process.execPath,
  programOf("cli", "virtgate"),
  "user",
  "check",
  "--kerberos",
  "--output",
  "json",
];

interface Json {
  readonly kerberos: {
    readonly principal: string;
    readonly keys: readonly {
      readonly principal: string;
      readonly kvno: number;
      readonly enctype: string;
      readonly deprecated: boolean;
      readonly added: string;
    }[];
  };
  readonly findings: readonly { readonly code: string; readonly fix: string; readonly severity: string }[];
}

describe.skipIf(why)(title("virtgate user check --kerberos", why), () => {
  let kdc: Kdc;
  beforeAll(async () => {
    kdc = await startKdc({ services: [] });
    await kdc.halt(); // its files are all that is needed
    mkdirSync(join(kdc.folder, "sasl2"));
  });
  afterAll(() => kdc?.stop());

  const path = (inside: string) => join(kdc.folder, inside);
  const environment = () => cleanEnvironment({ ...kdc.environment(), SASL_CONF_PATH: path("sasl2") });
  const run = ([program, ...args]: readonly string[], env = environment()): Promise<Outcome> =>
    runToEnd(program!, args, { env, cwd: kdc.folder });
  const configure = (keytab: string) =>
    writeFileSync(
      path("sasl2/libvirt.conf"),
      `mech_list: gssapi\nkeytab: ${path(keytab)}\nauxprop_plugin: ldapdb\n`,
    );
  const checked = async (keytab: string): Promise<Json> => {
    configure(keytab);
    return JSON.parse((await run(check)).stdout);
  };
  const ktutil = (...lines: string[]) =>
    execFileSync("/usr/bin/ktutil", {
      input: `${lines.join("\n")}\n`,
      env: environment(),
      cwd: kdc.folder,
      stdio: "pipe",
    });

  /** "2 2026-01-01T00:00:00 libvirt/h@R aes256-…", as klist has it. */
  async function keysOf(keytab: string): Promise<string[]> {
    const { stdout } = await run(["klist", "-k", "-e", "-t", keytab]);
    return [
      ...stdout.matchAll(/^ *(\d+) (\d\d)\/(\d\d)\/(\d\d) ([\d:]{8}) (libvirt\/\S+) \((.*)\) *$/gm),
    ].map(
      ([, kvno, month, day, year, time, principal, enctype]) =>
        `${kvno} 20${year}-${month}-${day}T${time} ${principal} ${enctype}`,
    );
  }

  const keytabs: [string, number, (file: string) => void][] = [
    ["of kadmin", 2, (file) => kdc.admin("addprinc -randkey libvirt/a", `ktadd -k ${file} libvirt/a`)],
    [
      "with keys of other services and several versions",
      8,
      (file) =>
        kdc.admin(
          "addprinc -randkey host/b",
          ...["libvirt/b", "libvirt/b.example.test"].flatMap((name) => [
            `addprinc -randkey ${name}`,
            `ktadd -k ${file} ${name}`,
            `ktadd -k ${file} host/b`,
            `ktadd -k ${file} ${name}`,
          ]),
        ),
    ],
    [
      "with old and new types",
      5,
      (file) =>
        kdc.admin(
          "addprinc -randkey libvirt/c",
          `ktadd -k ${file} -e aes256-sha2:normal,aes128-sha2:normal,camellia256-cts:normal,camellia128-cts:normal,rc4-hmac:normal libvirt/c`,
        ),
    ],
    [
      "with holes",
      2,
      (file) =>
        kdc.admin(
          "addprinc -randkey libvirt/d",
          "addprinc -randkey libvirt/gone",
          `ktadd -k ${file} libvirt/gone`,
          `ktadd -k ${file} libvirt/d`,
          `ktremove -k ${file} libvirt/gone all`,
        ),
    ],
    [
      "of ktutil, with versions above 255 and another realm",
      2,
      (file) =>
        void ktutil(
          `add_entry -password -p libvirt/e@${realm} -k 300 -e aes256-cts -s salt`,
          "password",
          `add_entry -password -p libvirt/e@OTHER -k 255 -e aes128-cts -s salt`,
          "password",
          `write_kt ${file}`,
        ),
    ],
  ];

  test.each(keytabs)("a keytab %s", async (what, count, make) => {
    const name = `keytab-${keytabs.findIndex(([each]) => each === what)}`;
    make(path(name));
    const theirs = await keysOf(name);
    expect(theirs).toHaveLength(count);
    const { kerberos } = await checked(name);
    const ours = kerberos.keys.map(
      ({ kvno, added, principal, enctype, deprecated }) =>
        `${kvno} ${added.slice(0, 19)} ${principal} ${deprecated ? "DEPRECATED:" : ""}${enctype}`,
    );
    expect(ours).toEqual(theirs);
  });

  test("what is missing is made by the command that is named", async () => {
    const host = hostname().toLowerCase();
    const before = await checked("made");
    const found = before.findings.find(({ code }) => code === "keytab-missing")!;
    expect(found.severity).toBe("problem");
    const queries = [...found.fix.matchAll(/kadmin -q '([^']*)'/g)].map(([, query]) => query!);
    expect(queries).toEqual([
      `addprinc -randkey libvirt/${host}@${realm}`,
      `ktadd -k ${path("made")} libvirt/${host}@${realm}`,
    ]);
    kdc.admin(...queries);
    const after = await checked("made");
    expect(after.findings.filter(({ code }) => /^key|realm|krb5|gssapi/.test(code))).toEqual([]);
    expect(after.kerberos.keys.length).toBeGreaterThan(0);

    // A key of another host is none, unless krb5.conf lets every name pass.
    rmSync(path("made"));
    kdc.admin("addprinc -randkey host/other", `ktadd -k ${path("made")} host/other`);
    const other = await checked("made");
    expect(other.findings.find(({ code }) => code === "key-missing")?.fix).toContain(queries[1]);
  });

  test("the keytab of the environment and of krb5.conf", async () => {
    writeFileSync(path("sasl2/libvirt.conf"), "mech_list: gssapi\n");
    const named = JSON.parse((await run(check, { ...environment(), KRB5_KTNAME: "FILE:/a" })).stdout);
    expect(named.kerberos.keytab).toEqual({ name: "FILE:/a", from: "KRB5_KTNAME" });
    writeFileSync(path("other.conf"), "[libdefaults]\ndefault_keytab_name = /b\n");
    const { stdout } = await run(check, { ...environment(), KRB5_CONFIG: path("other.conf") });
    expect(JSON.parse(stdout).kerberos.keytab).toEqual({ name: "/b", from: "krb5.conf" });
  });

  // host name, /etc/hosts, resolv.conf, [libdefaults] and more
  const base = "default_realm = DEF\n";
  const hosts: [string, string, string, string][] = [
    ["hv1", "127.0.0.1 hv1.Example.org hv1\n", "", base],
    ["hv1", "127.0.0.1 hv1.example.org hv1\n", "", `${base}dns_canonicalize_hostname = false\n`],
    ["hv1", "127.0.0.1 localhost\n127.0.0.1 other.x hv1\n", "", base],
    ["hv1", "127.0.0.1 localhost\n127.0.0.1 other.x hv1\n", "", `${base}rdns = false\n`],
    ["HV1", "", "search corp.example x.y\n", base],
    ["hv1", "127.0.0.1 hv1\n", "search corp.example x.y\n", base],
    ["hv1", "", "domain a.b\n", `${base}dns_canonicalize_hostname = fallback\n`],
    ["hv1", "", "search corp.example\n", `${base}qualify_shortname = ""\n`],
    ["x.a.b", "", "", `${base}[domain_realm]\na.b = AB\n.b = B\n`],
    ["x.a.b", "", "", `${base}[domain_realm]\n.A.b = AB\n.b = B\n`],
    ["a.b", "", "", `${base}[domain_realm]\n.a.b = AB\n`],
  ];
  const asTheirs = `import ctypes, sys
krb5 = ctypes.CDLL("libkrb5.so.3")
context = ctypes.c_void_p(); principal = ctypes.c_void_p(); text = ctypes.c_char_p()
assert krb5.krb5_init_context(ctypes.byref(context)) == 0
assert krb5.krb5_sname_to_principal(context, None, b"libvirt", 3, ctypes.byref(principal)) == 0
krb5.krb5_unparse_name(context, principal, ctypes.byref(text))
print(text.value.decode())
`;
  const script = `hostname "$1"
mount --bind hosts /etc/hosts; mount --bind resolv.conf /etc/resolv.conf
python3 sname.py; shift; "$@"; true`;

  test.each(hosts)(
    "the principal of %s, hosts %j, resolver %j, %j",
    async (name, hostsText, resolver, more) => {
      if (!existsSync("/etc/resolv.conf")) return; // nothing to put another one over
      writeFileSync(path("hosts"), hostsText);
      writeFileSync(path("resolv.conf"), resolver);
      writeFileSync(path("sname.py"), asTheirs);
      writeFileSync(path("named.conf"), `[libdefaults]\n${more}`);
      configure("none");
      const words = [
        "unshare",
        "-m",
        "-u",
        "--propagation",
        "private",
        "sh",
        "-c",
        script,
        "sh",
        name,
        ...check,
      ];
      const { stdout } = await run(words, { ...environment(), KRB5_CONFIG: path("named.conf") });
      const [theirs, ...ours] = stdout.split("\n");
      const { kerberos } = JSON.parse(ours.join("\n")) as Json;
      // Where no realm is mapped the library leaves that to the KDC, and clients ask in their default realm.
      expect(kerberos.principal).toBe(theirs!.endsWith("@") ? `${theirs}DEF` : theirs);
    },
  );
});

const whyDaemon = missing("root", "namespaces", "virsh", "virtgated", "virtgate", "kdc");

// What is said of a keytab is what the daemon does with it.
describe.skipIf(whyDaemon)(title("Kerberos at virtgated", whyDaemon), () => {
  const host = hostname().toLowerCase();
  let kdc: Kdc;
  beforeAll(async () => {
    kdc = await startKdc({ services: ["libvirt/localhost", `libvirt/${host}`] });
    kdc.admin("addprinc -randkey libvirt/elsewhere", `ktadd -k ${kdc.folder}/elsewhere libvirt/elsewhere`);
  });
  afterAll(() => kdc?.stop());

  // keytab, whether names count, what is found, whether virsh gets in
  const rows: [string, boolean, string[], boolean][] = [
    ["libvirt.keytab", false, [], true],
    ["elsewhere", true, ["key-missing"], false],
    ["none", false, ["keytab-missing", "no-mechanism", "no-mechanism"], false],
  ];
  test.each(rows)("%s, names count: %s", async (keytab, namesCount, found, isIn) => {
    const krb5 = `${kdc.folder}/krb5-${keytab}.conf`;
    const text = readFileSync(`${kdc.folder}/krb5.conf`, "utf8");
    writeFileSync(krb5, namesCount ? text.replace(/.*ignore_acceptor_hostname.*/, "") : text);
    const environment = { ...kdc.environment(), KRB5_CONFIG: krb5 };
    const daemon = await startDaemon("virtgated", {
      configuration: 'auth_unix_rw = "sasl"\nauth_tcp = "sasl"',
      environment,
      prepare: (folder) =>
        writeFileSync(
          join(folder, "sasl2/libvirt.conf"),
          `mech_list: gssapi\nkeytab: ${kdc.folder}/${keytab}\nauxprop_plugin: ldapdb\n`,
        ),
    });
    try {
      const words = [...isolation(daemon.folder), ...check, "--config", join(daemon.folder, "libvirtd.conf")];
      const { stdout } = await runToEnd(words[0]!, words.slice(1), { env: cleanEnvironment(environment) });
      const { findings } = JSON.parse(stdout) as Json;
      const codes = findings.flatMap(({ severity, code }) => (severity === "problem" ? [code] : []));
      // The test's keytab is open to everybody, so that daemons of other users can read it.
      expect(codes.filter((code) => code !== "keytab-open").sort()).toEqual(found);
      const cache = kdc.kinit("alice", "alicepw");
      const outcome = await runToEnd(
        "virsh",
        ["-c", daemon.uris.tcp.replace("127.0.0.1", "localhost"), "uri"],
        {
          env: cleanEnvironment(kdc.environment(cache)),
        },
      );
      expect([outcome.status === 0, outcome.stderr]).toEqual([
        isIn,
        isIn ? "" : expect.stringContaining("authentication failed: authentication failed"),
      ]);
    } finally {
      await daemon.stop();
    }
  });
});
