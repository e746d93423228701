import {
  decode,
  encodePacket,
  errorLayout,
  hyper,
  LibvirtError,
  MessageStatus,
  MessageType,
  struct,
  uint,
} from "@virtgate/protocol";
import { expect, test } from "vitest";
import type { StreamItem } from "./streams.js";
import { FakeClient, headerOf, settle, tooLong, toy } from "./testing/fake-client.js";

const { download, upload, double } = toy.calls;
const hole = struct({ length: hyper, flags: uint });

const streamPacket = (procedure: number, status: number, data: Uint8Array = new Uint8Array(0)) => {
  const packet = encodePacket({ ...headerOf(procedure, 1), type: MessageType.stream, status });
  const whole = Buffer.concat([packet, data]);
  whole.writeUInt32BE(whole.length, 0);
  return whole;
};

/** type, status and payload length of each packet that has arrived */
const shape = (client: FakeClient) =>
  client.packets.map(({ header, payload }) => [header.type, header.status, payload.length]);

test("download: reply, data in pieces a legacy peer accepts, holes, end of data, confirmed finish", async () => {
  const client = new FakeClient();
  client.source = [new Uint8Array(300_000), { holeBytes: 1_048_576n }, new Uint8Array(3)];
  client.send(client.call(download, {}, 1));
  for (let i = 0; i < 5; i++) await settle();
  expect(shape(client)).toEqual([
    [MessageType.reply, MessageStatus.ok, 0],
    [MessageType.stream, MessageStatus.continue, 262_120],
    [MessageType.stream, MessageStatus.continue, 37_880],
    [MessageType.streamHole, MessageStatus.continue, 12],
    [MessageType.stream, MessageStatus.continue, 3],
    [MessageType.stream, MessageStatus.continue, 0],
  ]);
  expect(decode(hole, client.packets[3]!.payload)).toEqual({ length: 1_048_576n, flags: 0 });
  client.send(streamPacket(10, MessageStatus.ok));
  await settle();
  expect(shape(client).at(-1)).toEqual([MessageType.stream, MessageStatus.ok, 0]);
  client.send(streamPacket(10, MessageStatus.ok));
  await settle();
  expect(client.packets.length).toBe(7);
});

test("download: a client that does not read stops the source, not other calls", async () => {
  const client = new FakeClient();
  let taken = 0;
  client.source = (function* () {
    for (; taken < 1000; taken++) yield new Uint8Array(100_000);
  })();
  client.reading = false;
  client.send(client.call(download, {}, 1));
  for (let i = 0; i < 20; i++) await settle();
  expect(taken).toBeLessThan(10);
  client.reading = true;
  client.read();
  for (let i = 0; i < 2000; i++) await settle();
  expect(taken).toBe(1000);
});

test("download: as many as a client may open go on together, however slowly it reads", async () => {
  const client = new FakeClient();
  const open = 64;
  client.source = { [Symbol.iterator]: () => [1, 2, 3].map(() => new Uint8Array(250_000)).values() };
  client.reading = false;
  for (let serial = 0; serial < open; serial++) client.send(client.call(download, {}, serial));
  let most = 0;
  const done = () => client.packets.filter(({ payload }) => payload.length === 250_000).length;
  for (let i = 0; i < 5000 && done() < 3 * open; i++) {
    await settle();
    most = Math.max(most, client.queuedBytes);
    client.read();
  }
  expect(done()).toBe(3 * open);
  expect(most).toBeLessThan(1_000_000);
  expect(client.closed).toBe(false);
});

test("download: abort is confirmed and stops the source", async () => {
  const client = new FakeClient();
  let stopped = false;
  client.source = (async function* (): AsyncGenerator<StreamItem> {
    try {
      for (;;) {
        await settle();
        yield new Uint8Array(10);
      }
    } finally {
      stopped = true;
    }
  })();
  client.send(client.call(download, {}, 1));
  for (let i = 0; i < 5; i++) await settle();
  client.send(streamPacket(10, MessageStatus.error));
  for (let i = 0; i < 5; i++) await settle();
  expect(shape(client).at(-1)).toEqual([MessageType.stream, MessageStatus.ok, 0]);
  expect(stopped).toBe(true);
});

test("download: data from the client is refused with libvirtd's words", async () => {
  const client = new FakeClient();
  client.send(client.call(download, {}, 1));
  await settle();
  client.send(streamPacket(10, MessageStatus.continue, new Uint8Array(4)));
  await settle();
  expect(client.lastError()).toMatchObject({
    code: 39,
    domain: 38,
    message: "stream had unexpected termination",
  });
});

test("download: a source that fails ends the stream with its error", async () => {
  const client = new FakeClient();
  client.source = (async function* (): AsyncGenerator<StreamItem> {
    yield new Uint8Array(1);
    throw new Error("disk gone");
  })();
  client.send(client.call(download, {}, 1));
  for (let i = 0; i < 5; i++) await settle();
  const { header, payload } = client.packets.at(-1)!;
  expect([header.type, header.status]).toEqual([MessageType.stream, MessageStatus.error]);
  expect(decode(errorLayout, payload).message).toBe("internal error: unexpected failure");
});

test.each(["download", "upload"] as const)(
  "%s: an error too long for the wire ends the connection, as with libvirtd",
  async (direction) => {
    const client = new FakeClient();
    const fail = () => {
      throw new LibvirtError(1, 0, tooLong);
    };
    client.source = { [Symbol.iterator]: fail };
    client.consume = async () => fail();
    client.send(client.call(toy.calls[direction], {}, 1));
    for (let i = 0; i < 5; i++) await settle();
    expect(client.log).toEqual([
      expect.stringMatching(/^cut off: .*4194305 bytes, at most 4194304 allowed$/),
    ]);
  },
);

test("upload: everything is consumed before the finish is confirmed", async () => {
  const client = new FakeClient();
  const seen: (number | bigint)[] = [];
  let release = () => {};
  client.consume = async (items) => {
    for await (const item of items) seen.push(item instanceof Uint8Array ? item.length : item.holeBytes);
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  };
  client.send(client.call(upload, {}, 1), streamPacket(11, MessageStatus.continue, new Uint8Array(5)));
  client.send(
    encodePacket({ ...headerOf(11, 1), type: MessageType.streamHole, status: MessageStatus.continue }, hole, {
      length: 9n,
      flags: 0,
    }),
    streamPacket(11, MessageStatus.ok),
  );
  for (let i = 0; i < 5; i++) await settle();
  expect(seen).toEqual([5, 9n]);
  expect(client.packets.length).toBe(1);
  release();
  for (let i = 0; i < 5; i++) await settle();
  expect(shape(client).at(-1)).toEqual([MessageType.stream, MessageStatus.ok, 0]);
});

test("upload: a slow consumer stops the reading of this client's socket", async () => {
  const client = new FakeClient();
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  let total = 0;
  client.consume = async (items) => {
    await gate;
    for await (const item of items) total += (item as Uint8Array).length;
  };
  client.send(client.call(upload, {}, 1));
  for (let i = 0; i < 12; i++) client.send(streamPacket(11, MessageStatus.continue, new Uint8Array(262_120)));
  expect(client.paused).toBe(true);
  client.send(client.call(double, { value: 1 }, 2));
  expect(client.packets.length).toBe(1);
  go();
  for (let i = 0; i < 30; i++) await settle();
  expect(client.paused).toBe(false);
  expect(total).toBe(12 * 262_120);
  expect(client.packets.length).toBe(2);
});

test.each(["abort", "connection lost"])("upload: %s reaches the consumer", async (how) => {
  const client = new FakeClient();
  let failure: unknown;
  client.consume = async (items) => {
    try {
      for await (const _ of items);
    } catch (thrown) {
      failure = thrown;
    }
  };
  client.send(client.call(upload, {}, 1));
  if (how === "abort") client.send(streamPacket(11, MessageStatus.error));
  else client.connection.linkClosed("ECONNRESET");
  for (let i = 0; i < 5; i++) await settle();
  expect(String(failure)).toMatch(/stream aborted/);
});

test("an open stream is bounded in number", async () => {
  const client = new FakeClient();
  for (let serial = 1; serial <= 65; serial++) client.send(client.call(download, {}, serial));
  await settle();
  expect(client.packets.filter(({ header }) => header.status === MessageStatus.error).length).toBe(1);
});
