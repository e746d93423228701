// virsh and our program before servers that lie: what is said, and that no password is given away.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FakeServer } from "../packages/client/src/testing/fake-server.js";
import type { Transport } from "../packages/client/src/transports/transport.js";
import { comparesWithItself, missing, title } from "./peers.js";
import { type SaslServerRow, servers } from "./rows/sasl-servers.js";
import { runSigning } from "./sasl-libvirtd.js";

const why = missing("virsh", "virtgate");

const transportOf = (socket: Socket): Transport => ({
  send: (bytes) => socket.write(bytes),
  onData: (listener) => void socket.on("data", listener),
  onDrain: (listener) => void socket.on("drain", listener),
  onClose: (listener) => void socket.on("close", () => listener()),
  pause: () => void socket.pause(),
  resume: () => void socket.resume(),
  close: () => socket.destroy(),
});

describe.skipIf(why)(title("servers that lie while signing in", why), () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "virtgate-sasl-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function serving<T>(row: SaslServerRow, use: (uri: string) => Promise<T>): Promise<T> {
    const server: Server = createServer((socket) => {
      socket.on("error", () => {});
      new FakeServer(transportOf(socket), {
        authList: () => ({ types: [...(row.types ?? [1])] }),
        authSaslInit: () => ({ mechlist: row.list ?? "SCRAM-SHA-256" }),
        ...(row.start && { authSaslStart: row.start }),
        ...(row.step && { authSaslStep: row.step }),
        connectGetUri: () => ({ uri: "test:///default" }),
      });
    });
    const path = join(folder, "socket");
    await new Promise<void>((resolve) =>
      row.tcp ? server.listen(0, "127.0.0.1", resolve) : server.listen(path, resolve),
    );
    const address = server.address();
    const place =
      typeof address === "object" && address !== null
        ? `test+tcp://localhost:${address.port}/default?`
        : `test+unix:///default?socket=${path}`;
    try {
      return await use(`${place}${row.auth === undefined ? "" : `&auth=${row.auth}`}`);
    } finally {
      server.close();
    }
  }

  test.each(servers.map((row) => [row.title, row] as const))("%s", async (_, row) => {
    await serving(row, async (uri) => {
      const signing = { uri, words: ["uri"], input: row.input ?? "fred\nsecret1\n" };
      const got = await runSigning(comparesWithItself ? "virsh" : "virtgate", signing);
      if (row.notVirsh === undefined) expect(got).toEqual(await runSigning("virsh", signing));
      else if (!comparesWithItself) expect(got.stderr).toMatch(row.stderr!);
      expect(got.stderr).not.toContain("secret1");
    });
  });
});
