// Starting a daemon of a few lines. interop/session.test.ts has virsh, virtgate, libvirtd and virtgated do it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import type { Environment } from "../environment.js";
import { connectOrStart } from "./autostart.js";
import type { SocketTransport } from "./socket.js";
import { withStartLock } from "./start-lock.js";

const root = mkdtempSync(join(tmpdir(), "vg-autostart-"));
afterAll(() => rmSync(root, { recursive: true }));
const open: SocketTransport[] = [];
afterEach(async () => {
  for (const transport of open.splice(0)) transport.close();
});

let places = 0;

/** A runtime directory of its own, with a libvirtd that is this script. */
function place(script: string) {
  const folder = join(root, `${places++}`);
  const programs = join(folder, "bin");
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, "libvirtd"), script);
  chmodSync(join(programs, "libvirtd"), 0o755);
  const variables = { XDG_RUNTIME_DIR: folder, LIBVIRTD_PATH: programs, PATH: process.env.PATH };
  const environment: Environment = {
    uid: 1000,
    variables,
    homeDirectory: () => folder,
    exists: () => false,
    readConfiguration: () => undefined,
  };
  const daemon = { path: join(folder, "libvirt/libvirt-sock"), daemon: "libvirtd" };
  return { folder, daemon, environment, lock: join(folder, "libvirt/libvirtd.lock") };
}

/** Notes that it was started, and ends when the last client has left. */
const serving = `#!${process.execPath}
const fs = require("fs");
const folder = process.env.XDG_RUNTIME_DIR;
fs.appendFileSync(folder + "/starts", JSON.stringify([process.argv.slice(2), process.cwd(), Object.keys(process.env)]) + "\\n");
let clients = 0;
require("net").createServer((socket) => {
  clients++;
  socket.resume().on("error", () => {}).on("close", () => --clients === 0 && process.exit());
}).listen(folder + "/libvirt/libvirt-sock");
`;

test("a crowd starts one daemon, and leaves no lock", async () => {
  const { folder, daemon, environment, lock } = place(serving);
  const crowd = Array.from({ length: 8 }, () => connectOrStart(daemon, environment));
  open.push(...(await Promise.all(crowd)));
  const starts = readFileSync(join(folder, "starts"), "utf8").trim().split("\n");
  expect(starts.map((line) => JSON.parse(line))).toEqual([
    [["--timeout=120"], "/", expect.not.arrayContaining(["LIBVIRTD_PATH"])],
  ]);
  expect(existsSync(lock)).toBe(false);
}, 20_000);

test("without a daemon to start it says what connecting said, at once", async () => {
  const { daemon, environment } = place(serving);
  const variables = { ...environment.variables, LIBVIRTD_PATH: "/nonexist" };
  await expect(connectOrStart(daemon, { ...environment, variables })).rejects.toThrow(
    `Failed to connect socket to '${daemon.path}': No such file or directory`,
  );
});

test("giving up while waiting", async () => {
  const { daemon, environment, lock } = place("#!/bin/sh\nexit 1\n");
  const aborter = new AbortController();
  const attempt = connectOrStart(daemon, environment, aborter.signal);
  await expect.poll(() => existsSync(lock)).toBe(true);
  aborter.abort(new Error("enough"));
  await expect(attempt).rejects.toThrow("enough");
});

test("a runtime directory that cannot be", async () => {
  const { folder, daemon, environment } = place(serving);
  const variables = { ...environment.variables, XDG_RUNTIME_DIR: join(folder, "bin/libvirtd") };
  await expect(connectOrStart(daemon, { ...environment, variables })).rejects.toThrow(
    `Cannot create user runtime directory '${folder}/bin/libvirtd/libvirt': Not a directory`,
  );
});

test("a lock that cannot be", async () => {
  const { daemon, environment, lock } = place(serving);
  mkdirSync(lock, { recursive: true });
  await expect(connectOrStart(daemon, environment)).rejects.toThrow(
    `Unable to create lock '${lock}': Is a directory`,
  );
});

test("virsh's lock, of the other kind, is waited for", async () => {
  const lock = join(root, "fcntl.lock");
  const script = `import fcntl, os, sys
fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.lockf(fd, fcntl.LOCK_EX, 1)
print("locked", flush=True)
sys.stdin.read()
`;
  const holder = spawn("python3", ["-c", script, lock], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  let had = false;
  const ours = withStartLock(lock, undefined, async () => {
    had = true;
  });
  // Long enough to have had it, if nobody was waited for.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(had).toBe(false);
  holder.stdin.end();
  await ours;
  expect(had).toBe(true);
});
