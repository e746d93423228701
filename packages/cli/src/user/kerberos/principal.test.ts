import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKrb5Conf } from "./krb5-conf.js";
import { type Resolver, servicePrincipal } from "./principal.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-krb5-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const path = (inside: string) => join(folder, inside);
const conf = (text: string) => {
  writeFileSync(path("krb5.conf"), text.replaceAll("@", folder));
  return readKrb5Conf({ KRB5_CONFIG: path("krb5.conf") });
};

/** /etc/hosts by lines, as the C library answers from it, and the resolver's first domain. */
const resolver = (hosts: string, domain?: string): Resolver => {
  const lines = hosts.split("; ").map((line) => line.split(" "));
  return {
    lookup(host) {
      const found = lines.find((names) => names.slice(1).includes(host));
      return found && { address: found[0]!, name: found[1]! };
    },
    nameOf: (address) => lines.find((names) => names[0] === address)?.[1],
    domain: () => domain,
  };
};

// As krb5_sname_to_principal of MIT 1.20 has it.
const base = "[libdefaults]\ndefault_realm = DEF\n";
const off = `${base}dns_canonicalize_hostname = false\n`;
const rows: [string, string, string | undefined, string, string][] = [
  // host, /etc/hosts, domain, krb5.conf, principal
  ["hv1", "127.0.0.1 hv1.Example.org hv1", undefined, base, "hv1.example.org@DEF"],
  ["hv1", "127.0.0.1 hv1.example.org hv1", undefined, off, "hv1@DEF"],
  ["hv1", "127.0.0.1 hv1.example.org hv1", "x.y", off.replace("false", "fallback"), "hv1@DEF"],
  ["hv1", "127.0.0.1 hv1", "x.y", base, "hv1@DEF"],
  ["HV1", "", undefined, base, "hv1@DEF"],
  ["hv1", "", "x.y", base, "hv1.x.y@DEF"],
  ["hv1", "", "x.y", `${base}qualify_shortname = ""\n`, "hv1@DEF"],
  ["hv1", "", "x.y", `${base}qualify_shortname =\n`, "hv1.x.y@DEF"],
  ["hv1", "", "x.y", `${base}qualify_shortname = z\n`, "hv1.z@DEF"],
  ["hv1", "127.0.0.1 localhost; 127.0.0.1 other.x hv1", undefined, base, "localhost@DEF"],
  ["hv1", "127.0.0.1 localhost; 127.0.0.1 other.x hv1", undefined, `${base}rdns = off\n`, "other.x@DEF"],
  ["hv1.a.b", "", undefined, `${base}[domain_realm]\n.b = EX\n`, "hv1.a.b@EX"],
  ["b", "", undefined, `${base}[domain_realm]\n.b = EX\n`, "b@DEF"],
  ["x.a.b", "", undefined, `${base}[domain_realm]\na.b = EX\n.b = BX\n`, "x.a.b@EX"],
  ["x.a.b", "", undefined, `${base}[domain_realm]\n.A.b = EX\n.b = BX\n`, "x.a.b@BX"],
  ["x.a.b", "", undefined, "[domain_realm]\nx.a.b = EX\n", "x.a.b@EX"],
  ["hv1.b", "", undefined, "", "hv1.b@undefined"],
];

test.each(rows)("%s, hosts %j, domain %s, %j", (host, hosts, domain, text, expected) => {
  const { host: name, realm } = servicePrincipal(host, conf(text), resolver(hosts, domain));
  expect(`${name}@${realm}`).toBe(expected);
});

describe("krb5.conf", () => {
  // text, what of it is read
  const good: [string, object][] = [
    ["x\n}\n[libdefaults]\n# c\n; c\n default_realm = A\n", { defaultRealm: "A" }],
    ['[libdefaults]\ndefault_realm = "Q R" x\n', { defaultRealm: "Q R" }],
    ["[libdefaults]\ndefault_realm = A # c\n", { defaultRealm: "A # c" }],
    ["[libdefaults]\ndefault_realm = A\ndefault_realm = B\n", { defaultRealm: "A" }],
    ["[realms]\nA = {\ndefault_realm = no\n}\n[libdefaults]\ndefault_realm = B", { defaultRealm: "B" }],
    ["[libdefaults]\nA = {\n default_realm = no\n", { defaultRealm: undefined }],
    ["[libdefaults]\nignore_acceptor_hostname = yes\n", { ignoreAcceptorHostname: true }],
    ["[libdefaults]\nignore_acceptor_hostname = maybe\n", { ignoreAcceptorHostname: false }],
    ["[libdefaults]\ndefault_keytab_name = FILE:/x\n", { defaultKeytab: "FILE:/x" }],
    ["include @/more\n[libdefaults]\ndefault_realm = A\n", { defaultRealm: "MORE" }],
  ];
  test.each(good)("%j", (text, expected) => {
    writeFileSync(path("more"), "[libdefaults]\ndefault_realm = MORE\n");
    expect(conf(text)).toMatchObject(expected);
  });

  const refused: [string, RegExp][] = [
    ["[libdefaults\n", /line 1 is none of krb5.conf/],
    ["[libdefaults]x\n", /line 1 /],
    ["[libdefaults]\n x\n", /line 2 /],
    ["[libdefaults]\na b = c\n", /line 2 /],
    ["include @/none\n", /cannot read .*\/none: No such file or directory/],
    ["includedir @/none\n", /the folder .*\/none, which cannot be read/],
    ["include @/krb5.conf\n", /too many files/],
  ];
  test.each(refused)("%j is broken", (text, message) => {
    expect(() => conf(text)).toThrow(message);
  });

  test("none at all", () => {
    expect(readKrb5Conf({ KRB5_CONFIG: path("none") })).toMatchObject({
      files: [],
      defaultRealm: undefined,
      canonicalize: "true",
    });
  });
});
