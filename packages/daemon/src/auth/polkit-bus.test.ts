// A connection to a bus that is none. Real ones are in interop/polkit*.test.ts.

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PolkitBus } from "./polkit-bus.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-bus-"));
  path = join(folder, "bus");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const connect = (address = `unix:path=${path}`) => {
  vi.stubEnv("DBUS_SYSTEM_BUS_ADDRESS", address);
  return PolkitBus.connect(() => {});
};
const problem = (words: string) =>
  `internal error: Unable to get system bus connection: Could not connect: ${words}`;

test.each([
  ["nobody", undefined, problem("No such file or directory")],
  ["an address that is none", "nonsense", problem("invalid bus address (missing parameters): nonsense")],
  ["a kind that is unknown", "x:y=z", problem("unknown address type:x")],
])("%s is no bus", async (_, address, message) => {
  await expect(connect(address)).rejects.toMatchObject({ code: 1, domain: 47, message });
});

test.each<[string, (socket: Socket) => void]>([
  ["closes at once", (socket) => socket.destroy()],
  ["refuses us", (socket) => socket.once("data", () => socket.end("REJECTED KERBEROS_V4\r\n"))],
  [
    "talks nonsense",
    (socket) => socket.once("data", () => socket.end("OK 1234\r\n\0\0\0\0garbage that is none\0")),
  ],
])("one that %s is none", async (_, serve) => {
  const server = createServer(serve).listen(path);
  await once(server, "listening");
  await expect(connect()).rejects.toMatchObject({ code: 1, domain: 47 });
  server.close();
});
