// Certificates exchanged while the daemon runs.

import { X509Certificate } from "node:crypto";
import { chmodSync, unlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Logger } from "../log/logger.js";
import { TlsPlace } from "../testing/tls-place.js";
import { TlsKeeper } from "./keeper.js";

let place: TlsPlace;
let keeper: TlsKeeper | undefined;
let lines: string[];

beforeEach(async () => {
  place = await TlsPlace.make();
  lines = [];
});
afterEach(() => {
  keeper?.close();
  keeper = undefined;
  place.remove();
});

const say = (level: string) => (_category: string, text: unknown) => void lines.push(`${level}: ${text}`);
const log = { info: say("info"), warn: say("warn"), error: say("error") } as unknown as Logger;
const times = { patienceMs: 150, watch: { restMs: 40, lookEveryMs: 60_000 } };

function open(more = {}): TlsKeeper {
  keeper = new TlsKeeper(place.listener(more), log, times);
  return keeper;
}

/** The names of the certificates that are watched for their end: what is in use. */
const inUse = (it: TlsKeeper) => it.terms.credentials.endings.map(({ id }) => id).join();

async function until(condition: () => boolean, withinMs = 3000): Promise<boolean> {
  for (let spentMs = 0; spentMs < withinMs && !condition(); spentMs += 20) await sleep(20);
  return condition();
}

test("a file that changes is read again, by itself", async () => {
  const it = open();
  const before = inUse(it);
  await place.renewServer();
  expect(await until(() => inUse(it) !== before)).toBe(true);
  expect(lines).toEqual(["info: certificates read again"]);
});

test("a key that comes after its certificate is waited for", async () => {
  const it = open();
  const before = inUse(it);
  const { cert, key } = await place.server("late");
  place.replace(place.files.cert, cert);
  await sleep(120);
  expect(inUse(it)).toBe(before);
  place.replace(place.files.key, key);
  expect(await until(() => inUse(it) !== before)).toBe(true);
  expect(lines).toEqual(["info: certificates read again"]);
});

test.each<[string, () => void, RegExp]>([
  ["garbage", () => writeFileSync(place.files.cert, "x"), /^error: Unable to import server certificate/],
  [
    "gone",
    () => unlinkSync(place.files.key),
    /^error: Cannot read private key '.*': No such file or directory/,
  ],
  ["empty", () => writeFileSync(place.files.ca, ""), /^error: Unable to import CA certificate list/],
  [
    "a broken list",
    () => writeFileSync(place.files.crl!, "x"),
    /^error: Unable to set x509 certificate revocation/,
  ],
])("a file that is %s keeps the old one, and the log says so once", async (_title, spoil, words) => {
  const it = open();
  const before = inUse(it);
  spoil();
  expect(await until(() => lines.length >= 2)).toBe(true);
  await sleep(200);
  expect(lines).toEqual([expect.stringMatching(words), "warn: the old certificates stay in use"]);
  expect(inUse(it)).toBe(before);
  expect(() => it.update()).toThrow();
  await place.renewServer();
  place.replace(place.files.ca, place.ca);
  place.replace(place.files.crl!, "");
  unlinkSync(place.files.crl!);
  expect(await until(() => inUse(it) !== before)).toBe(true);
});

describe("a new configuration", () => {
  test("its rules hold although its files are broken", async () => {
    const it = open();
    const rules = { verifies: true, allowedDns: ["*CN=alice*"] };
    it.configure(place.listener({ rules, files: { ...place.files, ca: "/nowhere" } }));
    expect(it.terms.rules).toEqual(rules);
    expect(lines[0]).toBe("error: Cannot read CA certificate '/nowhere': No such file or directory");
    await place.renewServer();
    expect(await until(() => lines.at(-1) === "info: certificates read again")).toBe(true);
    expect(it.terms.rules).toEqual(rules);
  });

  test("names other files, which are watched from then on", async () => {
    const it = open();
    const before = inUse(it);
    const { cert, key } = await place.server("other");
    const files = { ...place.files, cert: `${place.folder}/c2`, key: `${place.folder}/k2` };
    place.replace(files.cert, cert);
    place.replace(files.key, key);
    it.configure(place.listener({ files }));
    const after = inUse(it);
    expect(after).not.toBe(before);
    await place.renewServer();
    await sleep(150);
    expect(inUse(it)).toBe(after);
  });
});

describe("at the start", () => {
  test.each<[string, () => void, string | RegExp]>([
    ["no files", () => unlinkSync(place.files.ca), /^Cannot read CA certificate/],
    ["a key of somebody else", () => place.replace(place.files.key, spareKey), /do not match\.$/],
  ])("%s: an error with libvirtd's words", (_title, spoil, words) => {
    spoil();
    expect(() => open()).toThrow(words);
  });

  test("a priority string that OpenSSL cannot do", () => {
    expect(() => open({ priority: "BOGUS" })).toThrow(
      "Failed to set TLS session priority to BOGUS: The request is invalid.",
    );
  });

  test("a key that everybody may read is worth a warning; nothing of it is in the log", () => {
    chmodSync(place.files.key, 0o644);
    open();
    expect(lines).toEqual([expect.stringMatching(/^warn: the private key .* can be read by every user/)]);
  });

  test("a certificate that ends soon", async () => {
    await place.renewServer("localhost", 3);
    open();
    expect(lines).toEqual(["warn: the certificate expires in 2 days"]);
  });
});

test("a CA's name without the CA is a certificate to OpenSSL, and nobody's issuer", async () => {
  const { certificateOfName } = await import("./ca-names.js");
  const ca = new X509Certificate(place.ca);
  const { Certificate } = await import("@virtgate/pki");
  const name = new X509Certificate(certificateOfName(Certificate.fromDer(ca.raw).subject.der));
  expect(name.subject).toBe(ca.subject);
  const server = new X509Certificate((await place.server("x")).cert);
  expect([server.checkIssued(ca), server.checkIssued(name)]).toEqual([true, false]);
});

const spareKey = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
`;
