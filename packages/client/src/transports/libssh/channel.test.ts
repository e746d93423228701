// Bytes both ways, and how it ends.

import type ssh2 from "ssh2";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { closeAll, dial, password, removeFolder, sshd } from "../../testing/fake-sshd.js";
import type { CloseReason } from "../transport.js";
import { ChannelTransport } from "./channel.js";
import { dialects } from "./dialect.js";

afterEach(closeAll);
afterAll(removeFolder);

describe("a channel", () => {
  async function open(run: (channel: ssh2.ServerChannel) => void, dialect: "libssh" | "libssh2" = "libssh") {
    const { port } = await sshd({ run });
    return new ChannelTransport(await dial(port, { credentials: password, dialect }), dialects[dialect]);
  }

  const endOf = (transport: ChannelTransport) =>
    new Promise<[Error | undefined, CloseReason | undefined]>((resolve) => {
      transport.onData(() => {});
      transport.onClose((error, reason) => resolve([error, reason]));
    });

  test("carries bytes both ways, and waits for its reader", async () => {
    const transport = await open((channel) => channel.pipe(channel));
    const sent = Buffer.alloc(5 * 1024 * 1024, "abcdefg");
    const got: Uint8Array[] = [];
    let length = 0;
    const done = new Promise<void>((resolve) => {
      transport.onData((chunk) => {
        got.push(chunk);
        length += chunk.length;
        transport.pause();
        setImmediate(() => transport.resume());
        if (length === sent.length) resolve();
      });
    });
    let hadToWait = false;
    for (let at = 0; at < sent.length; at += 65_536) {
      if (transport.send(sent.subarray(at, at + 65_536))) continue;
      hadToWait = true;
      await new Promise<void>((resolve) => transport.onDrain(resolve));
    }
    await done;
    expect(hadToWait).toBe(true);
    expect(Buffer.concat(got).equals(sent)).toBe(true);
    transport.close();
  });

  test.each<
    [title: string, run: (channel: ssh2.ServerChannel) => void, says: string, cause: string | undefined]
  >([
    [
      "a status",
      (channel) => {
        channel.stderr.write("no such daemon\n");
        channel.exit(3);
        channel.end();
      },
      "libssh transport error: Remote command terminated with non-zero code: 3",
      "no such daemon",
    ],
    [
      "success",
      (channel) => {
        channel.exit(0);
        channel.end();
      },
      "An error occurred, but the cause is unknown",
      undefined,
    ],
  ])("ends with %s", async (_title, run, says, cause) => {
    const [error, reason] = await endOf(await open(run));
    expect(error?.message).toBe(says);
    expect((error?.cause as Error | undefined)?.message).toBe(cause);
    expect(reason).toBe("error");
  });

  test("keeps the end of endless complaints", async () => {
    const transport = await open((channel) => {
      channel.stderr.write(`${"x\n".repeat(256 * 1024)}the reason\n`);
      channel.exit(1);
      channel.end();
    });
    const [error] = await endOf(transport);
    const { message } = error!.cause as Error;
    expect(message.length).toBeLessThan(1100);
    expect(message).toMatch(/x\nthe reason$/);
  });

  test("ends with its connection", async () => {
    const transport = await open(() => {});
    const ended = endOf(transport);
    closeAll();
    const [error, reason] = await ended;
    expect(error?.message).toBe("An error occurred, but the cause is unknown");
    expect(reason).toBe("error");
  });

  test("that we close tells nobody a reason", async () => {
    const transport = await open(() => {});
    const ended = endOf(transport);
    transport.close();
    expect(await ended).toEqual([undefined, "client"]);
  });
});
