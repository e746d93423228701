// Servers of all kinds, and who they say they are; interop/libssh.test.ts has sshd and virsh.

import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { LibvirtError } from "@virtgate/protocol";
import ssh2 from "ssh2";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import {
  closeAll,
  dial,
  folder,
  type How,
  hostKey,
  liar,
  listening,
  password,
  removeFolder,
  sshd,
} from "../../testing/fake-sshd.js";

afterEach(closeAll);
afterAll(removeFolder);

describe("a server that", () => {
  test.each<[title: string, talk: (socket: Socket) => void, says: RegExp]>([
    ["says nothing", () => {}, /no answer from the ssh server at '127\.0\.0\.1:\d+' within 200 ms/],
    [
      "greets and falls silent",
      (socket) => void socket.write("SSH-2.0-x\r\n"),
      /no answer from the ssh server/,
    ],
    ["hangs up", (socket) => void socket.end(), /handshake failed: Socket error: disconnected/],
    ["speaks HTTP", (socket) => void socket.end("HTTP/1.1 400 Bad\r\n\r\n"), /handshake failed: /],
    ["speaks ssh 1", (socket) => void socket.write("SSH-1.5-x\r\n"), /handshake failed: /],
    [
      "has an endless name",
      (socket) => void socket.write(`SSH-2.0-${"x".repeat(100_000)}`),
      /handshake failed: /,
    ],
    [
      "greets without an end",
      (socket) => void socket.write("hello\r\n".repeat(100_000)),
      /handshake failed: /,
    ],
    [
      "announces an endless packet",
      (socket) => void socket.write(Buffer.concat([Buffer.from("SSH-2.0-x\r\n"), Buffer.alloc(200, 255)])),
      /handshake failed: /,
    ],
  ])("%s", async (_title, talk, says) => {
    const port = await liar(talk);
    await expect(dial(port, { patienceMs: 200 })).rejects.toThrow(says);
  });

  test("falls silent when it is to judge", async () => {
    const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (client) => {
      client.on("error", () => {});
      client.on("authentication", (context) => {
        if (context.method === "none") context.reject(["password"]);
      });
    });
    const port = await listening(server);
    await expect(dial(port, { patienceMs: 300, credentials: password })).rejects.toThrow(/within 300 ms/);
  });

  test("waits for its user as long as that takes", async () => {
    const { port } = await sshd();
    const credentials = () =>
      new Promise<typeof password>((resolve) => {
        setTimeout(() => resolve(password), 600);
      });
    const { release } = await dial(port, { patienceMs: 300, credentials });
    release();
  });

  test("never is content", async () => {
    const { port, tried } = await sshd({ password: "something else" });
    const asking = dial(port, { credentials: () => ({ password: "wrong" }) });
    const error = await asking.catch((thrown: LibvirtError) => thrown);
    expect((error as Error).message).toBe(
      "authentication failed: authentication failed: 64 answers were refused",
    );
    expect(tried).toHaveLength(64);
  });

  test("does not answer to a channel", async () => {
    const { port } = await sshd({ run: () => {}, answers: false });
    await expect(dial(port, { patienceMs: 300, credentials: password })).rejects.toThrow(/within 300 ms/);
  });

  test("exchanges keys anew: nobody is asked about the host again", async () => {
    const { port, rekey } = await sshd();
    const asked: string[] = [];
    const { channel, release } = await dial(port, {
      query: `known_hosts=${join(folder, "again")}`,
      credentials: ({ prompts: [prompt] }) => {
        asked.push(prompt!.name);
        return { hostkey: "y", password: "right" };
      },
    });
    await rekey();
    const echo = new Promise((resolve) => channel.once("data", (chunk: Buffer) => resolve(String(chunk))));
    channel.write("still there");
    expect(await echo).toBe("still there");
    expect(asked).toEqual(["hostkey", "password"]);
    release();
  });

  test("takes no channels", async () => {
    const { port } = await sshd({ refuses: true });
    await expect(dial(port, { credentials: password })).rejects.toThrow(
      /libssh transport error: failed to open ssh channel: /,
    );
  });
});

describe("the host", () => {
  test("is asked about, remembered, and then known; an authority is warned of", async () => {
    const { port } = await sshd();
    const path = join(folder, "known_hosts");
    writeFileSync(path, "@cert-authority * ssh-ed25519 AAAA\n");
    const asked: string[] = [];
    const warnings: string[] = [];
    const how: How = {
      query: `known_hosts=${path}`,
      warnings,
      credentials: ({ prompts: [prompt] }) => {
        asked.push(prompt!.text);
        return { hostkey: "y", password: "right" };
      },
    };
    for (let count = 0; count < 2; count++) (await dial(port, how)).release();
    expect(asked).toHaveLength(3);
    expect(asked[0]).toMatch(
      /^Accept SSH host key with hash '([0-9a-f]{2}:){31}[0-9a-f]{2}' for host '127\.0\.0\.1:\d+' \(y\/n\)\?$/,
    );
    expect(warnings[0]).toMatch(/@cert-authority/);
  });

  test("is not taken on trust without anybody to ask, nor sent a password", async () => {
    const { port, tried } = await sshd();
    const dialled = dial(port, { query: `known_hosts=${join(folder, "none")}`, credentials: password });
    await expect(dialled).rejects.toThrow(
      "No user interaction callback provided: Can't verify the session host key",
    );
    expect(tried).toEqual([]);
  });
});
