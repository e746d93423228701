// `virtgate user check`: which findings a set-up gives, and what is said of them.

import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { formatUserFile, newUserFile } from "@virtgate/sasl";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Bench, few } from "../testing/bench.js";
import { findingCodes } from "./finding.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  mkdirSync(bench.path("sasl2"));
  sasl("digest-md5 scram-sha-256");
  daemon('auth_tls = "sasl"');
});
afterEach(() => bench.remove());

/** Of Cyrus' files only the one that a test names is asked: the machine may have one in the usual place. */
const sasl = (mechanisms: string, more = "auxprop_plugin: ldapdb") =>
  writeFileSync(
    bench.path("sasl2/libvirt.conf"),
    `mech_list: ${mechanisms}\nvirtgate_users: ${bench.path("users")}\n${more}\n`,
  );
const daemon = (...lines: string[]) => writeFileSync(bench.path("libvirtd.conf"), `${lines.join("\n")}\n`);
const line = "check --config @libvirtd.conf --output json";

interface Json {
  readonly good: boolean;
  readonly findings: readonly { severity: string; code: string; file?: string; cause: string; fix: string }[];
  readonly [more: string]: unknown;
}
const check = async (more = ""): Promise<Json & { status: number }> => {
  const { status, stdout } = await bench.run(`${line} ${more}`.trim());
  return { status, ...JSON.parse(stdout) };
};
/** Without those about the folders of the test, which lie below everybody's /tmp. */
const codes = ({ findings }: Json) => findings.map(({ severity, code }) => `${severity} ${code}`);

/** Nothing to find. */
const good = async () => {
  await bench.ok(`add fred -f @users --digest-md5 ${few}`);
};

test("a good set-up", async () => {
  await good();
  expect(
    await bench.ok("check fred --config @libvirtd.conf"),
  ).toBe(`SASL configuration: @/sasl2/libvirt.conf, mech_list: digest-md5 scram-sha-256
  not in mech_list: GSSAPI, SCRAM-SHA-512, SCRAM-SHA-1, EXTERNAL, PLAIN, ANONYMOUS
libvirtd.conf: @/libvirtd.conf
users: @/users (virtgate user, mode 0600, 1 user)

tcp (sasl): DIGEST-MD5
  not SCRAM-SHA-256: it has no security layer, and TCP needs one of 56 bits (tcp_min_ssf)
tls (sasl): DIGEST-MD5, SCRAM-SHA-256
unix (auth not set; with sasl it would offer): DIGEST-MD5, SCRAM-SHA-256

user: fred@hv1 in @/users
  has what it needs for: SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1, DIGEST-MD5, PLAIN
  may come in as 'fred': yes
  password: right

SASL: good

`);
});

test("as JSON", async () => {
  await good();
  const json = await check("fred");
  expect(json).toMatchObject({
    status: 0,
    good: true,
    configuration: { file: "@/sasl2/libvirt.conf", settings: { mech_list: "digest-md5 scram-sha-256" } },
    daemon: { file: "@/libvirtd.conf", tcpMinSsf: 56, allowed: null },
    stores: [{ file: "@/users", kind: "virtgate", mode: "0600", users: 1 }],
    user: {
      user: "fred",
      realm: "hv1",
      identity: "fred",
      mechanisms: { "SCRAM-SHA-256": true, "DIGEST-MD5": true },
      allowed: true,
      password: "right",
    },
    findings: [],
  });
});

describe("what is wrong", () => {
  beforeEach(good);

  // what somebody did, more of the command line, findings
  const rows: [string, () => unknown, string, string[]][] = [
    [
      "no SASL configuration",
      () => rmSync(bench.path("sasl2/libvirt.conf")),
      "-f @users",
      ["warning conf-missing"],
    ],
    [
      "a broken one",
      () => writeFileSync(bench.path("sasl2/libvirt.conf"), "x\n"),
      "-f @users",
      ["problem conf-broken"],
    ],
    ["libvirtd.conf is broken", () => daemon("x"), "", ["problem daemon-conf-broken"]],
    ["libvirtd.conf has a wrong type", () => daemon("auth_tcp = 1"), "", ["problem daemon-conf-broken"]],
    ["nobody asks for SASL", () => daemon('auth_tcp = "none"'), "", ["warning no-sasl"]],
    ["no mechanism for TCP", () => sasl("scram-sha-256"), "-f @users", ["problem no-mechanism"]],
    [
      "a mechanism that there is not",
      () => sasl("digest-md5 otp"),
      "-f @users",
      ["warning mechanism-unknown"],
    ],
    ["the file of users is gone", () => rmSync(bench.path("users")), "", ["problem store-missing"]],
    ["it is broken", () => writeFileSync(bench.path("users"), "x"), "", ["problem store-broken"]],
    ["others can read it", () => chmodSync(bench.path("users"), 0o644), "", ["problem store-open"]],
    [
      "it is Cyrus'",
      () => copyFileSync(vector, bench.path("users")),
      "",
      ["problem store-broken", "problem store-open", "warning plain-passwords"],
    ],
    ["nobody is in it", () => bench.ok("del fred -f @users"), "", ["warning no-users"]],
    [
      "nobody can sign in with DIGEST-MD5",
      async () => {
        sasl("digest-md5");
        await bench.ok("passwd fred -f @users --no-digest-md5");
      },
      "",
      ["problem digest-md5-missing"],
    ],
    [
      "too many rounds for virsh",
      () => bench.ok("passwd fred -f @users --iterations 70000"),
      "",
      ["warning iterations-high"],
    ],
    [
      "rounds that tell who exists",
      () => bench.ok("add joe -f @users --iterations 5000"),
      "",
      ["warning iterations-differ"],
    ],
    ["an unknown user", () => {}, "joe", ["problem user-unknown"]],
    ["the user of another realm", () => {}, "fred@other", ["problem user-elsewhere"]],
    [
      "who is not on the list",
      () => daemon('auth_tls = "sasl"', 'sasl_allowed_username_list = [ "joe", "f?d" ]'),
      "fred",
      ["problem user-not-allowed"],
    ],
    [
      "nothing that is offered will do",
      async () => {
        daemon("listen_tls = 0");
        await bench.ok("passwd fred -f @users --no-digest-md5");
      },
      "fred",
      ["problem digest-md5-missing", "problem user-no-mechanism"],
    ],
  ];
  test.each(rows)("%s", async (_what, spoil, more, expected) => {
    await spoil();
    const json = await check(more);
    const status = expected.some((one) => one.startsWith("problem")) ? 1 : 0;
    expect(codes(json).filter((one) => !/gssapi|keytab|key-|realm/.test(one))).toEqual(expected);
    expect([json.status, json.good]).toEqual([status, status === 0]);
    expect(JSON.stringify(json)).not.toMatch(/horse|pw-/);
  });
});

test("the wrong password", async () => {
  await good();
  bench.piped = "mule";
  expect(await check("fred")).toMatchObject({ status: 1, user: { password: "wrong" } });
  expect(codes(await check("fred"))).toEqual(["problem wrong-password"]);
  expect(codes(await check("fred --no-password"))).toEqual([]);
});

const vector = new URL("../../../../sasl/vectors/sasldb/saslpasswd2.db", import.meta.url);

test("Kerberos that is not available here", async () => {
  await good();
  bench.gssProblem = "there is no libgssapi";
  sasl("gssapi digest-md5");
  const json = await check();
  expect(codes(json)).toContain("problem gssapi-unavailable");
  expect(json["transports"]).toMatchObject([
    {
      transport: "tcp",
      offered: ["DIGEST-MD5"],
      refused: [{ mechanism: "GSSAPI", why: "there is no libgssapi" }, {}, {}, {}, {}, {}, {}],
    },
    {},
    {},
    {},
  ]);
});

describe("Cyrus' users", () => {
  beforeEach(() => {
    copyFileSync(vector, bench.path("passwd.db"));
    chmodSync(bench.path("passwd.db"), 0o600);
    sasl("digest-md5 plain", `sasldb_path: ${bench.path("passwd.db")}`);
    // Named, it would have to be there.
    writeFileSync(bench.path("users"), formatUserFile(newUserFile(randomBytes)), { mode: 0o600 });
  });

  test("have what every mechanism needs", async () => {
    bench.piped = "pw-anna\n";
    const json = await check("anna");
    expect(json).toMatchObject({
      good: true,
      user: { file: "@/passwd.db", mechanisms: { "DIGEST-MD5": true, PLAIN: true }, password: "right" },
    });
    expect(codes(json)).toEqual(["warning plain-passwords"]);
    bench.piped = "pw-anna";
    bench.hostname = "elsewhere";
    expect(await check("anna@hv1")).toMatchObject({ user: { identity: "anna@hv1", password: "right" } });
  });

  test.each([
    [0o640, []],
    [0o660, ["warning store-open"]],
    [0o644, ["problem store-open"]],
  ])("mode %i", async (mode, expected) => {
    chmodSync(bench.path("passwd.db"), mode);
    expect(codes(await check())).toEqual([...expected, "warning plain-passwords"]);
  });

  test("are not asked for whom our file has", async () => {
    bench.piped = "another one";
    await bench.ok(`add anna ${few}`);
    expect(await check("anna")).toMatchObject({ user: { password: "right" } });
    expect(codes(await check("anna"))).toContain("warning user-elsewhere");
  });

  test("are not asked at all without their plugin", async () => {
    sasl(
      "digest-md5",
      `auxprop_plugin: sql
sasldb_path: ${bench.path("passwd.db")}`,
    );
    expect(codes(await check("anna"))).toEqual(["warning no-users", "problem user-unknown"]);
  });
});

test("every finding is in the README", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const missing = Object.entries(findingCodes).filter(
    ([code, text]) => !readme.includes(`| \`${code}\` | ${text} |`),
  );
  expect(missing).toEqual([]);
});
