// Who the daemon is for Kerberos, which keytab it uses, and what is missing.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSaslConf } from "@virtgate/sasl";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { checkKerberos } from "./check.js";
import { keytabPlace } from "./keytab-place.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-kerberos-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  writeFileSync(path("krb5.conf"), "[libdefaults]\ndefault_realm = EX\ndns_canonicalize_hostname = false\n");
});

const path = (inside: string) => join(folder, inside);

/** A keytab of these keys: "kvno principal enctype". */
function keytab(...keys: string[]): Buffer {
  const counted = (text: string) => Buffer.concat([Buffer.of(0, text.length), Buffer.from(text, "latin1")]);
  const entries = keys.map((key) => {
    const [kvno, principal, enctype] = key.split(" ");
    const [name, realm] = principal!.split("@");
    const parts = name!.split("/");
    const body = Buffer.concat([
      Buffer.of(0, parts.length),
      counted(realm!),
      ...parts.map(counted),
      Buffer.of(0, 0, 0, 1, 0x60, 0, 0, 0, Number(kvno), 0, Number(enctype), 0, 4),
      Buffer.from("KEYS"),
    ]);
    return Buffer.concat([Buffer.of(0, 0, body.length >> 8, body.length & 255), body]);
  });
  return Buffer.concat([Buffer.of(5, 2), ...entries]);
}

function check(setting = `keytab: ${path("keytab")}`) {
  const checked = checkKerberos({
    conf: setting === "" ? undefined : readSaslConf(Buffer.from(`${setting}\n`)),
    env: { KRB5_CONFIG: path("krb5.conf") },
    host: "hv1",
    resolver: { lookup: () => undefined, nameOf: () => undefined, domain: () => undefined },
  });
  const plain = (text: string) => text.replaceAll(folder, "@");
  return {
    ...checked,
    found: checked.findings.map(
      ({ severity, code, cause, fix }) => `${severity} ${code}: ${plain(cause)} | ${plain(fix)}`,
    ),
  };
}

const ktadd = "kadmin -q 'ktadd -k @/keytab libvirt/hv1@EX'";
const both = `kadmin -q 'addprinc -randkey libvirt/hv1@EX' (if the KDC has none yet), then ${ktadd}`;

// the keys, what is found of them, how many of them are the daemon's
const rows: [string[], string[], number][] = [
  [["2 libvirt/hv1@EX 18", "2 libvirt/hv1@EX 17"], [], 2],
  [["2 libvirt/hv1@OTHER 18"], [], 1],
  [["1 libvirt/hv1@EX 23", "2 libvirt/hv1@EX 18"], [], 2],
  [
    ["1 libvirt/hv1@EX 18", "2 libvirt/hv1@EX 23"],
    [
      `problem key-weak: the newest key is of a type that is no longer used (aes256-cts-hmac-sha1-96, arcfour-hmac) | ${ktadd}`,
    ],
    2,
  ],
  [[], [`problem key-missing: the keytab has no key of libvirt/hv1@EX (it has none at all) | ${both}`], 0],
  [
    ["2 host/hv1@EX 18", "2 libvirt/hv2@EX 18", "2 libvirt/hv1/x@EX 18", "2 LIBVIRT/hv1@EX 18"],
    [
      `problem key-missing: the keytab has no key of libvirt/hv1@EX (it has host/hv1@EX, libvirt/hv2@EX, libvirt/hv1/x@EX, LIBVIRT/hv1@EX) | ${both}`,
    ],
    0,
  ],
];

test.each(rows)("keys %j", (keys, found, count) => {
  writeFileSync(path("keytab"), keytab(...keys), { mode: 0o600 });
  const checked = check();
  expect(checked.found).toEqual(found);
  expect(checked.keys).toHaveLength(count);
  expect(checked.principal).toBe("libvirt/hv1@EX");
  expect(JSON.stringify(checked)).not.toContain("KEYS");
});

test("any host's key will do where the name does not count, and only the realm's own where it is mapped", () => {
  writeFileSync(path("keytab"), keytab("2 libvirt/hv2@EX 18"), { mode: 0o600 });
  writeFileSync(path("krb5.conf"), "[libdefaults]\ndefault_realm = EX\nignore_acceptor_hostname = true\n");
  expect(check().found).toEqual([]);
  writeFileSync(path("keytab"), keytab("2 libvirt/hv1@EX 18"), { mode: 0o600 });
  writeFileSync(path("krb5.conf"), "[libdefaults]\ndefault_realm = EX\n[domain_realm]\nhv1 = MAPPED\n");
  expect(check()).toMatchObject({ principal: "libvirt/hv1@MAPPED", keys: [] });
});

test.each([
  [0o640, []],
  [0o660, ["warning keytab-open"]],
  [0o604, ["problem keytab-open"]],
])("mode %i", (mode, found) => {
  writeFileSync(path("keytab"), keytab("2 libvirt/hv1@EX 18"));
  chmodSync(path("keytab"), mode);
  expect(check().findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(found);
});

test.each([
  [
    "not a keytab",
    () => writeFileSync(path("keytab"), "root:x:0:0", { mode: 0o600 }),
    /^problem keytab-broken: it is no keytab as MIT's tools make it: it is not a keytab \| move it away/,
  ],
  [
    "not there",
    () => {},
    /^problem keytab-missing: there is no keytab \(the SASL configuration names this one\) \| kadmin -q 'addprinc/,
  ],
])("a keytab that is %s", (_what, spoil, expected) => {
  rmSync(path("keytab"), { force: true });
  spoil();
  expect(check().found).toEqual([expect.stringMatching(expected)]);
});

test("krb5.conf that is broken, and one without a realm", () => {
  writeFileSync(path("keytab"), keytab("2 libvirt/hv1@EX 18"), { mode: 0o600 });
  writeFileSync(path("krb5.conf"), "[libdefaults\n");
  expect(check().found).toEqual([expect.stringMatching(/^problem krb5-conf-broken: @\/krb5.conf: line 1/)]);
  writeFileSync(path("krb5.conf"), "[libdefaults]\n");
  expect(check().found).toEqual([
    expect.stringMatching(/^problem realm-missing: .* \| default_realm = REALM/),
  ]);
});

// SASL configuration, KRB5_KTNAME, default_keytab_name, which counts
test.each([
  ["keytab: /a", "/b", "/c", "/a of the SASL configuration"],
  ["keytab: FILE:/a", undefined, undefined, "/a of the SASL configuration"],
  [undefined, "FILE:/b", "/c", "/b of KRB5_KTNAME"],
  [undefined, "WRFILE:/b", undefined, "/b of KRB5_KTNAME"],
  [undefined, "MEMORY:b", undefined, "undefined of KRB5_KTNAME"],
  [undefined, "", "FILE:/c", "/c of krb5.conf"],
  [undefined, undefined, undefined, "/etc/krb5.keytab of the default"],
])("keytab: %s, %s, %s", (setting, environment, defaultKeytab, expected) => {
  const conf = setting === undefined ? undefined : readSaslConf(Buffer.from(`${setting}\n`));
  const env = environment === undefined ? {} : { KRB5_KTNAME: environment };
  const { file, from } = keytabPlace(conf, env, { defaultKeytab } as never);
  expect(`${file} of ${from}`).toBe(expected);
});
