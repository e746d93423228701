import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { configuration, freePort, linesToTry } from "./embedded-host.mjs";
import { claim, describeOwner, release } from "./owner.mjs";
import { makePrivate, socketFolder } from "./socket-folder.mjs";

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-start-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

// folder, whether sockets can live there
const folders = [
  ["/home/me/virtgate/.virtgate/run", true],
  [`/home/me/${"x".repeat(79)}`, true],
  [`/home/me/${"x".repeat(80)}`, false],
  [`/home/me/${"é".repeat(45)}`, false],
  ['/home/me/a "folder"/run', false],
  ["/home/me/it's/run", false],
  ["/home/me/a folder/run", true],
];

test.each(folders)("sockets in %s: %s", (wanted, fits) => {
  const got = socketFolder(wanted, "/tmp");
  if (fits) expect(got).toBe(wanted);
  else expect(got).toMatch(/^\/tmp\/virtgate-[0-9a-f]{12}$/);
  expect(socketFolder(wanted, "/tmp")).toBe(got);
});

test("a folder that others can enter is not taken", () => {
  const open = join(folder, "open");
  mkdirSync(open);
  chmodSync(open, 0o755);
  expect(() => makePrivate(open)).toThrow(/not a private folder/);
  makePrivate(join(folder, "new"));
  makePrivate(join(folder, "new"));
});

test("the owner file: taken, in the way while its process lives, taken over when that is gone", () => {
  const file = join(folder, "owner.json");
  expect(claim(file)).toBeUndefined();
  describeOwner(file, process.pid, ["a line"]);
  expect(claim(file)).toMatchObject({ lines: ["a line"] });
  release(file);
  expect(existsSync(file)).toBe(false);

  writeFileSync(file, JSON.stringify({ processes: [{ pid: 2 ** 22 + 1, begun: "1" }], lines: [] }));
  expect(claim(file)).toBeUndefined();
  // The pid lives, but it is another process than the one that took the file.
  writeFileSync(file, JSON.stringify({ processes: [{ pid: process.pid, begun: "1" }], lines: [] }));
  expect(claim(file)).toBeUndefined();
  writeFileSync(file, "half a rec");
  expect(claim(file)).toBeUndefined();
});

test("a port in use is passed over", async () => {
  const first = await freePort(20_000);
  const server = createServer().listen(first, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  expect(await freePort(first)).toBeGreaterThan(first);
  server.close();
});

test("what is written and what is printed", () => {
  expect(configuration("/s", 16509)).toContain('unix_sock_dir = "/s"');
  expect(linesToTry("/a b/100%", 16510)).toEqual([
    "npx virtgate -c 'test+unix:///default?socket=/a%20b/100%25/libvirt-sock' list --all",
    "virsh -c 'test+unix:///default?socket=/a%20b/100%25/libvirt-sock' list --all",
    "npx virtgate -c 'test+tcp://127.0.0.1:16510/default' list --all",
    "virsh -c 'test+tcp://127.0.0.1:16510/default' list --all",
  ]);
});
