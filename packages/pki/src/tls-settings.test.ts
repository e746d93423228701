import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { describe, expect, test } from "vitest";
import { CertificateError } from "./problem.js";
import { tlsSettings } from "./tls-settings.js";

interface Row {
  priority: string;
  answer: string;
}

const rows: Row[] = JSON.parse(readFileSync(new URL("../vectors/priorities.json", import.meta.url), "utf8"));

/** What GnuTLS takes and we do not, and what the error names. */
const unsupported: Readonly<Record<string, RegExp>> = {
  SUITEB128: /SUITEB profiles/,
  SUITEB192: /SUITEB profiles/,
  "NORMAL:-VERS-TLS-ALL": /no version of TLS/,
  "NORMAL:-VERS-ALL:+VERS-DTLS1.2": /no version of TLS/,
  "NORMAL:+VERS-SSL3.0": /\+VERS-SSL3.0 cannot/,
  "NORMAL:+3DES-CBC": /\+3DES-CBC cannot/,
  "NORMAL:+ARCFOUR-128": /\+ARCFOUR-128 cannot/,
  "NORMAL:+NULL": /\+NULL cannot/,
  "NORMAL:+ANON-ECDH": /\+ANON-ECDH cannot/,
  "NORMAL:+PSK": /\+PSK cannot/,
  "NORMAL:+SRP": /\+SRP cannot/,
  "NORMAL:+DHE-DSS": /\+DHE-DSS cannot/,
  "NORMAL:+MD5": /\+MD5 cannot/,
  "NORMAL:%NO_EXTENSIONS": /%NO_EXTENSIONS cannot/,
  "NORMAL:+VKO-GOST-12": /\+VKO-GOST-12 cannot/,
};

/** OpenSSL's name of a suite. */
function translate(name: string): string {
  const [, kx, rest] = /^TLS_(ECDHE_ECDSA_|ECDHE_RSA_|DHE_RSA_|RSA_)?(.*)$/.exec(name)!;
  if (kx === undefined) return name;
  const cipher = rest!
    .replace(/(AES|CAMELLIA)_(\d+)/, "$1$2")
    .replace(/_CBC_SHA1$/, "-SHA")
    .replace(/_CBC/, "")
    .replace(/CCM_8/, "CCM8")
    .replaceAll("_", "-");
  return `${kx === "RSA_" ? "" : kx.replaceAll("_", "-")}${cipher}`;
}

const groups: Readonly<Record<string, string>> = {
  SECP192R1: "prime192v1",
  SECP256R1: "P-256",
  SECP384R1: "P-384",
  SECP521R1: "P-521",
};

describe("as GnuTLS", () => {
  test.each(rows)("$priority", ({ priority, answer }) => {
    if (answer.startsWith("error ")) {
      const text = `Failed to set TLS session priority to ${priority}: ${answer.slice(6)}`;
      expect(() => tlsSettings(priority)).toThrow(new CertificateError(text));
      return;
    }
    const refused = unsupported[priority];
    if (refused !== undefined) {
      expect(() => tlsSettings(priority)).toThrow(refused);
      return;
    }
    const settings = tlsSettings(priority);
    const [versions, suites, , curves] = answer.split(" ").slice(1);
    const tls = versions!.split(",").filter((name) => name.startsWith("TLS"));
    const modern = tls.filter((name) => /1\.[23]/.test(name));
    const kept = (modern.length === 0 ? tls : modern).sort();
    expect([settings.minVersion, settings.maxVersion]).toEqual(
      [kept[0]!, kept.at(-1)!].map((name) => name.replace("TLS", "TLSv").replace("v1.0", "v1")),
    );
    const hasGroups = curves !== undefined && curves !== "";
    const expected = suites!
      .split(",")
      .map(translate)
      .filter((name) => !/GOST/.test(name) && (hasGroups || !name.startsWith("ECDHE")))
      .filter((name) => kept.includes("TLS1.3") || !name.startsWith("TLS_"))
      .filter((name) => modern.length > 0 || name.endsWith("-SHA")); // the others are for DTLS 1.2
    expect(settings.ciphers!.split(":").filter((name) => !/^@|^ALL$/.test(name))).toEqual(expected);
    const wanted = (curves ?? "").split(",").flatMap((name) => {
      if (/^GC|^$|^\(null/.test(name)) return [];
      return groups[name] ?? (name.startsWith("FFDHE") ? name.toLowerCase() : name);
    });
    expect(settings.ecdhCurve?.split(":") ?? []).toEqual(wanted);
  });

  test.each(rows)("OpenSSL takes what came of $priority", ({ priority, answer }) => {
    if (answer.startsWith("error ") || unsupported[priority] !== undefined) return;
    const { minSecurityBits, allowedHashes, ignoreCrls, honorCipherOrder, ...options } =
      tlsSettings(priority);
    expect(() => createSecureContext({ ...options, honorCipherOrder })).not.toThrow();
  });
});

const bits: [string | null, number][] = [
  [null, 80],
  ["NORMAL", 80],
  ["PFS", 80],
  ["SECURE128", 80],
  ["SECURE256", 128],
  ["LEGACY", 0],
  ["NORMAL:SECURE256", 80],
  ["SECURE256:+NORMAL", 80],
  ["NORMAL:%PROFILE_MEDIUM", 112],
  ["NORMAL:%PROFILE_FUTURE", 256],
  ["SECURE256:%PROFILE_VERY_WEAK", 64],
  ["NONE:+VERS-TLS1.3:+AES-128-GCM:+AEAD:+SIGN-ALL:+GROUP-ALL", 0],
];
test.each(bits)("%s asks %i bits of certificates", (priority, wanted) => {
  expect(tlsSettings(priority).minSecurityBits).toBe(wanted);
});

const versions: [string | null, string, string][] = [
  [null, "TLSv1.2", "TLSv1.3"],
  ["NORMAL:+VERS-TLS1.1", "TLSv1.1", "TLSv1.3"],
  ["NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.2", "TLSv1.1", "TLSv1.2"],
  ["NORMAL:-VERS-ALL:+VERS-TLS1.0", "TLSv1", "TLSv1"],
  ["NORMAL:-VERS-TLS1.2:-VERS-TLS1.3", "TLSv1", "TLSv1.1"],
];
test.each(versions)("%s is %s to %s", (priority, minVersion, maxVersion) => {
  expect(tlsSettings(priority)).toMatchObject({ minVersion, maxVersion });
});

const refused: [string, RegExp][] = [
  ["NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.2", /VERS-TLS1.1 between its neighbours/],
  ["NORMAL:%FORCE_ETM", /%FORCE_ETM cannot/],
  ["NORMAL:%PROFILE_SUITEB128", /SUITEB/],
  ["NORMAL:+CTYPE-RAWPK", /\+CTYPE-RAWPK cannot/],
  ["NORMAL:+SIGN-DSA-SHA1", /\+SIGN-DSA-SHA1 cannot/],
  ["NORMAL".padEnd(5000, ":%COMPAT"), /The request is invalid\.$/],
  ["NORMAL\0", /The request is invalid\.$/],
];
test.each(refused)("%.60s is refused", (priority, why) => {
  expect(() => tlsSettings(priority)).toThrow(why);
});

test("what is asked for and taken back is no error", () => {
  expect(tlsSettings("NORMAL:+3DES-CBC:-3DES-CBC").ciphers).toBe(tlsSettings("NORMAL").ciphers);
});

test("options of verification", () => {
  expect(tlsSettings("NORMAL:%VERIFY_ALLOW_SIGN_WITH_SHA1").allowedHashes).toEqual(["sha1"]);
  expect(tlsSettings("NORMAL:%VERIFY_ALLOW_BROKEN").allowedHashes).toEqual(["md5", "sha1", "ripemd160"]);
  expect(tlsSettings("NORMAL:%VERIFY_DISABLE_CRL_CHECKS").ignoreCrls).toBe(true);
  expect(tlsSettings("NORMAL:%SERVER_PRECEDENCE").honorCipherOrder).toBe(true);
});
