// unix and TCP sockets against real listeners of a few lines. Texts were observed with virsh and python-libvirt 9.0.0.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { connectTcp } from "./tcp.js";
import type { CloseReason, Transport } from "./transport.js";
import { connectUnix } from "./unix.js";

const folder = mkdtempSync(join(tmpdir(), "vg-sockets-"));
const servers: Server[] = [];
const transports: Transport[] = [];
afterEach(() => {
  for (const transport of transports.splice(0)) transport.close();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Listens, and hands out the server's end of the first connection. */
async function listen(where: { path: string } | { host: string; port: number }) {
  let accept: (socket: Socket) => void;
  const socket = new Promise<Socket>((resolve) => {
    accept = resolve;
  });
  const server = createServer((accepted) => {
    accepted.on("error", () => {});
    accept(accepted);
  });
  servers.push(server);
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(where, resolve));
  const address = server.address();
  return { socket, port: address !== null && typeof address === "object" ? String(address.port) : "" };
}

const kinds: Record<string, () => Promise<{ transport: Transport; socket: Socket }>> = {
  unix: async () => {
    const path = join(folder, `s${servers.length}${Math.random()}`);
    const { socket } = await listen({ path });
    const transport = await connectUnix(path);
    transports.push(transport);
    return { transport, socket: await socket };
  },
  IPv4: async () => {
    const { socket, port } = await listen({ host: "127.0.0.1", port: 0 });
    const transport = await connectTcp("127.0.0.1", port);
    transports.push(transport);
    return { transport, socket: await socket };
  },
  IPv6: async () => {
    const { socket, port } = await listen({ host: "::1", port: 0 });
    const transport = await connectTcp("::1", port);
    transports.push(transport);
    return { transport, socket: await socket };
  },
  "a name": async () => {
    const { socket, port } = await listen({ host: "127.0.0.1", port: 0 });
    const transport = await connectTcp("localhost", port);
    transports.push(transport);
    return { transport, socket: await socket };
  },
};

function closing(transport: Transport): Promise<[CloseReason | undefined, string | undefined]> {
  return new Promise((resolve) => transport.onClose((error, reason) => resolve([reason, error?.message])));
}

describe.each(Object.entries(kinds))("%s", (name, open) => {
  test("bytes go both ways", async () => {
    const { transport, socket } = await open();
    const got: string[] = [];
    transport.onData((chunk) => got.push(Buffer.from(chunk).toString()));
    const sent = new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(chunk.toString())));
    transport.send(Buffer.from("to server"));
    expect(await sent).toBe("to server");
    socket.write("to client");
    await expect.poll(() => got.join("")).toBe("to client");
  });

  test("a chunk stays as it is when the next one comes", async () => {
    const { transport, socket } = await open();
    const chunks: Uint8Array[] = [];
    transport.onData((chunk) => chunks.push(chunk));
    socket.write("first");
    await expect.poll(() => chunks.length).toBe(1);
    socket.write("SECOND");
    await expect.poll(() => chunks.length).toBe(2);
    expect(chunks.map((chunk) => Buffer.from(chunk).toString())).toEqual(["first", "SECOND"]);
  });

  test("a peer that does not read makes the sender wait", async () => {
    const { transport, socket } = await open();
    socket.pause();
    let drained = 0;
    transport.onDrain(() => drained++);
    let more = true;
    for (let i = 0; i < 200 && more; i++) {
      for (let j = 0; j < 64; j++) more = transport.send(new Uint8Array(65_536)) && more;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(more).toBe(false);
    expect(drained).toBe(0);
    socket.resume();
    await expect.poll(() => drained).toBeGreaterThan(0);
  });

  test("pausing makes the peer wait", async () => {
    const { transport, socket } = await open();
    let bytes = 0;
    transport.onData((chunk) => {
      bytes += chunk.length;
    });
    transport.pause();
    socket.write(new Uint8Array(16_000_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bytes).toBeLessThan(200_000);
    expect(socket.writableLength).toBeGreaterThan(0);
    transport.resume();
    await expect.poll(() => bytes, { timeout: 5000 }).toBe(16_000_000);
  });

  test("the peer ends it", async () => {
    const { transport, socket } = await open();
    const closed = closing(transport);
    socket.end();
    expect(await closed).toEqual([
      name === "unix" ? "eof" : "error",
      "End of file while reading data: Input/output error",
    ]);
  });
});

test("the peer resets a TCP connection", async () => {
  const { transport, socket } = await kinds.IPv4!();
  const closed = closing(transport);
  socket.resetAndDestroy();
  expect(await closed).toEqual(["eof", "Cannot recv data: Connection reset by peer"]);
});

const notAServer = join(folder, "file");
writeFileSync(notAServer, "");
const missing = join(folder, "missing");
const long = `/tmp/${"t".repeat(120)}`;

describe("refused", () => {
  const enoent = "No such file or directory";
  const refusedText = "Connection refused";
  test.each<[string, () => Promise<Transport>, number, string]>([
    ["no socket", () => connectUnix(missing), 2, `Failed to connect socket to '${missing}': ${enoent}`],
    [
      "a file",
      () => connectUnix(notAServer),
      111,
      `Failed to connect socket to '${notAServer}': ${refusedText}`,
    ],
    ["no path", () => connectUnix(""), 111, `Failed to connect socket to '': ${refusedText}`],
    [
      "a long path",
      () => connectUnix(long),
      12,
      `Path ${long} too long for unix socket: Cannot allocate memory`,
    ],
    [
      "IPv4",
      () => connectTcp("127.0.0.1", "1"),
      111,
      `unable to connect to server at '127.0.0.1:1': ${refusedText}`,
    ],
    ["IPv6", () => connectTcp("::1", "1"), 111, `unable to connect to server at '::1:1': ${refusedText}`],
    [
      "a name",
      () => connectTcp("localhost", "1"),
      111,
      `unable to connect to server at 'localhost:1': ${refusedText}`,
    ],
    [
      "no name",
      () => connectTcp("a..b", "99"),
      -1,
      "Unable to resolve address 'a..b' service '99': Name or service not known",
    ],
  ])("%s", async (_, open, int1, message) => {
    await expect(open()).rejects.toMatchObject({ code: 38, domain: 7, int1, message });
  });

  test("an aborted attempt", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(connectTcp("127.0.0.1", "1", signal)).rejects.toThrow("enough");
    await expect(connectUnix(missing, signal)).rejects.toThrow("enough");
  });
});
