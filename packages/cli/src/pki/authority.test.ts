// The folder of an authority: what is where, and what happens to commands that were interrupted or run at once.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Bench } from "./testing/bench.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

const serials = (path: string): string[] =>
  (JSON.parse(readFileSync(path, "utf8")) as { certificates: { serial: string }[] }).certificates.map(
    ({ serial }) => serial,
  );
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test("keys are 0600 in a folder of 0700, whatever the umask", async () => {
  const before = process.umask(0o777);
  try {
    await bench.ok("init --dir @a/b/ca --name Example --server localhost --client alice");
  } finally {
    process.umask(before);
  }
  const modes = [
    "",
    "/cakey.pem",
    "/cacert.pem",
    "/servers/localhost/serverkey.pem",
    "/clients/alice/clientkey.pem",
  ];
  expect(modes.map((file) => mode(bench.path(`a/b/ca${file}`)))).toEqual(["700", "600", "644", "600", "600"]);
  expect(mode(bench.path("a"))).toBe("755");
  expect(readdirSync(bench.path("a/b"))).toEqual(["ca"]);
});

test("an init that fails leaves nothing", async () => {
  const { status, stderr } = await bench.run(`init --dir @ca --server ok --server ${"x".repeat(65)}`);
  expect([status, stderr]).toEqual([1, expect.stringMatching(/CN=x+ is longer than 64 characters/)]);
  expect(readdirSync(bench.folder)).toEqual([]);
});

test("nothing is overwritten", async () => {
  await bench.ok("init --dir @ca");
  await bench.ok("client alice --dir @ca");
  const rows: [string, RegExp][] = [
    ["init --dir @ca", /there is a certificate authority in @\/ca already/],
    ["init --dir @", /is not empty: give another folder with --dir/],
    [
      "client alice --dir @ca",
      /there is a client 'alice' already, until 2028-05-31: renew it, or revoke it first/,
    ],
  ];
  for (const [line, message] of rows) {
    const { status, stderr } = await bench.run(line);
    expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
  }
});

test("a folder that others can enter is refused, and a key that they can read", async () => {
  await bench.ok("init --dir @ca");
  chmodSync(bench.path("ca"), 0o755);
  expect((await bench.run("list --dir @ca")).stderr).toBe(
    "error: others have access to @/ca: chmod go= @/ca\n",
  );
  chmodSync(bench.path("ca"), 0o700);
  chmodSync(bench.path("ca/cakey.pem"), 0o640);
  expect((await bench.run("list --dir @ca")).stderr).toMatch(/others have access to @\/ca\/cakey.pem/);
});

test("names become folders of their own, whatever is in them", async () => {
  await bench.ok("init --dir @ca");
  for (const name of ["..", "a/b", "é", "-x", "A~b"]) await bench.ok(`client --dir @ca -- ${name}`);
  expect(readdirSync(bench.path("ca/clients")).sort()).toEqual(["%2E.", "%C3%A9", "-x", "A%7Eb", "a%2Fb"]);
  expect(existsSync(bench.path("ca/clients/%2E./clientkey.pem"))).toBe(true);
});

test("a damaged index is told, not replaced", async () => {
  await bench.ok("init --dir @ca");
  for (const text of [
    "{",
    "[]",
    '{"version":2}',
    '{"version":1,"crlNumber":0,"certificates":[{}]}',
    "null",
  ]) {
    writeFileSync(bench.path("ca/index.json"), text);
    expect((await bench.run("client a --dir @ca")).stderr).toBe(
      "error: @/ca/index.json is damaged: restore it from a backup\n",
    );
  }
});

test("several at once wait for each other", async () => {
  await bench.ok("init --dir @ca");
  const names = Array.from({ length: 8 }, (_, i) => `user${i}`);
  await Promise.all(names.map((name) => bench.ok(`client ${name} --dir @ca`)));
  expect(serials(bench.path("ca/index.json"))).toHaveLength(8);
  expect(readdirSync(bench.path("ca/clients")).sort()).toEqual(names);
});

describe("what was interrupted", () => {
  beforeEach(() => bench.ok("init --dir @ca --client alice"));
  /** Any command that changes something. */
  const next = () => bench.ok("crl --dir @ca");

  test("issued, but its folder had no name yet", async () => {
    const [serial] = serials(bench.path("ca/index.json"));
    renameSync(bench.path("ca/clients/alice"), bench.path(`ca/clients/.new-${serial}`));
    await next();
    expect(readdirSync(bench.path("ca/clients"))).toEqual(["alice"]);
  });

  test("a folder of a certificate that was never issued", async () => {
    mkdirSync(bench.path("ca/clients/.new-1234"));
    writeFileSync(bench.path("ca/.index.json.0123.tmp"), "half");
    await next();
    expect(readdirSync(bench.path("ca/clients"))).toEqual(["alice"]);
    expect(readdirSync(bench.path("ca")).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("renewed, but the old certificate still stood there", async () => {
    const file = bench.path("ca/clients/alice/clientcert.pem");
    const old = readFileSync(file);
    await bench.ok("renew alice --dir @ca");
    const renewed = readFileSync(file);
    writeFileSync(`${file}.new`, renewed);
    writeFileSync(file, old);
    await next();
    expect(readFileSync(file)).toEqual(renewed);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  test("a renewal that did not come to be", async () => {
    const file = bench.path("ca/clients/alice/clientcert.pem");
    const index = readFileSync(bench.path("ca/index.json"));
    const old = readFileSync(file);
    await bench.ok("renew alice --dir @ca");
    renameSync(file, `${file}.new`);
    writeFileSync(file, old);
    writeFileSync(bench.path("ca/index.json"), index);
    await next();
    expect(readFileSync(file)).toEqual(old);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  test("revoked, but the files were still in use", async () => {
    cpSync(bench.path("ca/clients"), bench.path("kept"), { recursive: true });
    await bench.ok("revoke alice --dir @ca");
    cpSync(bench.path("kept"), bench.path("ca/clients"), { recursive: true });
    renameSync(bench.path("ca/revoked"), bench.path("gone"));
    await next();
    expect(readdirSync(bench.path("ca/clients"))).toEqual([]);
  });

  test("a renewed CA that had not reached everybody's folder", async () => {
    const copy = bench.path("ca/clients/alice/cacert.pem");
    const old = readFileSync(copy);
    await bench.ok("renew --ca --dir @ca");
    expect(readFileSync(copy)).not.toEqual(old);
    writeFileSync(copy, old);
    await next();
    expect(readFileSync(copy)).toEqual(readFileSync(bench.path("ca/cacert.pem")));
  });
});
