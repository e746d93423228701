import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NativeError } from "../problem.js";
import { socketFd } from "../socket-fd.js";
import { peerCredentials } from "./peer-credentials.js";
import { processStartTime } from "./process-start.js";

let folder: string;
let server: Server;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-peer-"));
  path = join(folder, "sock");
  server = createServer({ pauseOnConnect: true });
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

const accepted = async (): Promise<Socket> => (await once(server, "connection"))[0];
const program = (then: string) => `require("net").connect(${JSON.stringify(path)}, () => { ${then} })`;

test("another process is named, with its start", async () => {
  const read = await peerCredentials();
  server.listen(path);
  await once(server, "listening");
  const child = spawn(process.execPath, ["-e", program("")]);
  const socket = await accepted();
  const expected = {
    pid: child.pid,
    uid: process.getuid!(),
    gid: process.getgid!(),
    startTime: processStartTime(child.pid!),
  };
  expect(expected.startTime).toBeTypeOf("bigint");
  expect(read(socket)).toEqual(expected);
  const own = connect(path);
  const ownEnd = await accepted();
  expect(read(ownEnd)).toMatchObject({ pid: process.pid, startTime: processStartTime(process.pid) });
  child.kill("SIGKILL");
  own.destroy();
  ownEnd.destroy();
  socket.destroy();
});

test("a process that is gone before it is accepted has no start, whoever has its number", async () => {
  const read = await peerCredentials();
  server.listen(path);
  await once(server, "listening");
  const waiting = accepted();
  // The event loop accepts nothing while this runs.
  const { pid } = spawnSync(process.execPath, ["-e", program("process.exit()")]);
  const socket = await waiting;
  expect(read(socket)).toMatchObject({ pid, startTime: undefined });
  socket.destroy();
});

test("TCP has no peer, nor has a closed socket", async () => {
  const read = await peerCredentials();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const client = connect(port, "127.0.0.1");
  const socket = await accepted();
  expect(read(socket)).toBeUndefined();
  expect(socketFd(socket)).toBeGreaterThan(2);
  client.destroy();
  socket.destroy();
  await once(socket, "close");
  expect(socketFd(socket)).toBeUndefined();
  expect(read(socket)).toBeUndefined();
});

test("elsewhere than on Linux there is an error", async () => {
  vi.spyOn(process, "platform", "get").mockReturnValue("darwin");
  await expect(peerCredentials()).rejects.toThrow(NativeError);
});

test("without koffi there is an error that says what for", async () => {
  vi.resetModules();
  vi.doMock("koffi", () => {
    throw new Error("not there");
  });
  const fresh = await import("./peer-credentials.js");
  await expect(fresh.peerCredentials()).rejects.toThrow(
    "reading the credentials of unix sockets needs the package koffi, which cannot be loaded",
  );
  vi.doUnmock("koffi");
  vi.resetModules();
});
