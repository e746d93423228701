import { decode, encodePacket, int, MessageStatus, MessageType, struct, text } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { FakeClient, headerOf, settle, tooLong, toy } from "./testing/fake-client.js";

const { calls, events } = toy;
const value = struct({ value: int });
const open = (client: FakeClient) => client.send(client.call(calls.open, {}));

describe("the ladder", () => {
  // What is sent, in which state, and the error's code, domain and words (as libvirtd 9.0.0 gives them).
  const refusals: [string, (client: FakeClient) => void, number, number, string][] = [
    [
      "unknown program",
      (c) => c.send(c.call(calls.open, {}, 1, { program: 0x12345678 })),
      39,
      7,
      "Cannot find program 305419896 version 1",
    ],
    [
      "unknown version",
      (c) => c.send(c.call(calls.open, {}, 1, { version: 2 })),
      39,
      7,
      "Cannot find program 77 version 2",
    ],
    [
      "status of a call",
      (c) => c.send(c.call(calls.open, {}, 1, { status: 1 })),
      39,
      7,
      "Unexpected message status 1",
    ],
    [
      "unknown procedure",
      (c) => c.send(c.call(calls.open, {}, 1, { procedure: 9999 })),
      39,
      7,
      "unknown procedure: 9999",
    ],
    [
      "procedure 0",
      (c) => c.send(c.call(calls.open, {}, 1, { procedure: 0 })),
      39,
      7,
      "unknown procedure: 0",
    ],
    [
      "negative procedure",
      (c) => c.send(c.call(calls.open, {}, 1, { procedure: -5 })),
      39,
      7,
      "unknown procedure: -5",
    ],
    [
      "event as a call",
      (c) => c.send(c.call(calls.open, {}, 1, { procedure: 20 })),
      39,
      7,
      "unknown procedure: 20",
    ],
    [
      "truncated arguments",
      (c) => c.send(encodePacket(headerOf(3, 1))),
      39,
      7,
      "Unable to decode message payload",
    ],
    [
      "no handler before open",
      (c) => c.send(c.call(calls.missing, {}, 1)),
      1,
      7,
      "internal error: hypervisor connection not open",
    ],
    [
      "no handler",
      (c) => {
        open(c);
        c.send(c.call(calls.missing, {}, 1));
      },
      3,
      18,
      "this function is not supported by the connection driver: virStorageToyMissing",
    ],
    [
      "a failure of ours",
      (c) => c.send(c.call(calls.fails, {}, 1)),
      1,
      7,
      "internal error: unexpected failure",
    ],
  ];

  test.each(refusals)("%s", (_name, send, code, domain, message) => {
    const client = new FakeClient();
    send(client);
    expect(client.lastError()).toMatchObject({ code, domain, message });
    expect(client.packets.at(-1)!.header.type).toBe(MessageType.reply);
    expect(client.closed).toBe(false);
    client.send(client.call(calls.double, { value: 4 }, 2));
    expect(decode(value, client.packets.at(-1)!.payload)).toEqual({ value: 8 });
  });

  test("each refusal is logged, and nothing of what failed inside reaches the client", () => {
    const client = new FakeClient();
    client.send(encodePacket(headerOf(3, 1)), client.call(calls.fails, {}, 2));
    expect(client.log[0]).toMatch(/^refusal: arguments \(value: need 4 bytes/);
    expect(client.log[1]).toBe("failure: fails: Error: a secret of ours");
    expect(JSON.stringify(client.lastError())).not.toContain("secret");
  });

  test("before sign-in only open procedures are served", () => {
    const client = new FakeClient({ signedIn: false });
    client.send(client.call(calls.double, { value: 1 }, 1));
    expect(client.lastError().message).toBe("authentication required");
    client.send(client.call(calls.open, {}, 2));
    expect(client.packets.at(-1)!.header.status).toBe(MessageStatus.ok);
  });

  const readonly: [string, (client: FakeClient) => Uint8Array, string | null, number][] = [
    [
      "a call that writes",
      (c) => c.call(calls.change, {}),
      "operation forbidden: read only access prevents virDomainToyChange",
      20,
    ],
    [
      "flags that write",
      (c) => c.call(calls.changeSome, { flags: 3 }),
      "operation forbidden: read only access prevents virNetworkToyChange",
      19,
    ],
    ["flags that do not", (c) => c.call(calls.changeSome, { flags: 5 }), null, 0],
    ["a call that reads", (c) => c.call(calls.double, { value: 1 }), null, 0],
  ];
  test.each(readonly)("read-only: %s", (_name, packet, message, domain) => {
    const client = new FakeClient({ readonly: true });
    open(client);
    client.send(packet(client));
    if (message === null) expect(client.packets.at(-1)!.header.status).toBe(MessageStatus.ok);
    else expect(client.lastError()).toMatchObject({ code: 29, domain, message });
  });

  test("bytes behind the arguments are ignored", () => {
    const client = new FakeClient();
    client.send(encodePacket(headerOf(3, 1), struct({ value: int, more: int }), { value: 3, more: 9 }));
    expect(decode(value, client.packets[0]!.payload)).toEqual({ value: 6 });
  });

  test.each([
    MessageType.reply,
    MessageType.replyWithFds,
    MessageType.event,
    MessageType.stream,
    MessageType.streamHole,
    77,
  ])("type %i gets no answer and does no harm", (type) => {
    const client = new FakeClient();
    client.send(
      client.call(calls.double, { value: 1 }, 1, { type }),
      client.call(calls.double, { value: 2 }, 2),
    );
    expect(client.packets.map(({ header }) => header.serial)).toEqual([2]);
  });

  test("a call with no file descriptors is a call; with one, the connection is closed", () => {
    const client = new FakeClient();
    const type = MessageType.callWithFds;
    const withFds = struct({ fds: int, value: int });
    client.send(encodePacket({ ...headerOf(3, 1), type }, withFds, { fds: 0, value: 5 }));
    expect(decode(value, client.packets[0]!.payload)).toEqual({ value: 10 });
    client.send(encodePacket({ ...headerOf(3, 2), type }, withFds, { fds: 1, value: 5 }));
    expect(client.closed).toBe(true);
  });
});

describe("turns", () => {
  test("one byte at a time", () => {
    const client = new FakeClient();
    const bytes = Buffer.concat(
      [1, 2, 3].map((serial) => client.call(calls.double, { value: serial }, serial)),
    );
    for (const byte of bytes) client.send(Uint8Array.of(byte));
    expect(client.packets.map(({ payload }) => decode(value, payload).value)).toEqual([2, 4, 6]);
  });

  test("at most maxRequests calls are in progress; the rest waits unread and is answered in the end", async () => {
    const client = new FakeClient();
    client.send(
      ...Array.from({ length: 12 }, (_, serial) => client.call(calls.later, { value: serial }, serial)),
    );
    expect(client.pending.length).toBe(5);
    expect(client.paused).toBe(true);
    while (client.packets.length < 12) {
      client.pending.shift()?.(1);
      await settle();
      expect(client.pending.length).toBeLessThanOrEqual(5);
    }
    expect(client.paused).toBe(false);
  });

  test("replies may overtake each other", async () => {
    const client = new FakeClient();
    client.send(client.call(calls.later, { value: 0 }, 7), client.call(calls.double, { value: 0 }, 8));
    client.pending.shift()?.(1);
    await settle();
    expect(client.packets.map(({ header }) => header.serial)).toEqual([8, 7]);
  });

  test("a client that does not read costs bounded memory, and gets everything once it reads", async () => {
    const client = new FakeClient();
    client.reading = false;
    client.send(
      ...Array.from({ length: 50 }, (_, serial) => client.call(calls.big, { bytes: 100_000 }, serial)),
    );
    expect(client.paused).toBe(true);
    expect(client.queuedBytes).toBeLessThan(600_000);
    for (let i = 0; i < 200 && client.packets.length < 50; i++) {
      client.read();
      await settle();
    }
    expect(client.packets.length).toBe(50);
    expect(client.paused).toBe(false);
  });

  test("a client that does not read its events is disconnected", () => {
    const client = new FakeClient();
    client.reading = false;
    let sent = 0;
    while (!client.closed && sent < 1000) {
      client.connection.session.sendEvent(toy, events.happened, { what: "x".repeat(100_000) });
      sent++;
    }
    expect(sent).toBeGreaterThan(30);
    expect(sent).toBeLessThan(50);
    expect(client.log.at(-1)).toMatch(/cut off: client does not read/);
  });

  test("events that wait are in order, between the replies, and are all there once the client reads", async () => {
    const client = new FakeClient();
    client.reading = false;
    client.send(client.call(calls.big, { bytes: 100_000 }, 1));
    const expected: number[] = [MessageType.reply];
    for (let i = 0; i < 100; i++) {
      client.connection.session.sendEvent(toy, events.happened, { what: `${i}` });
      expected.push(MessageType.event);
      if (i % 10 === 0) {
        await settle();
        client.send(client.call(calls.double, { value: i }, i));
        expected.push(MessageType.reply);
      }
    }
    await settle();
    for (let i = 0; i < 5; i++) client.read();
    expect(client.packets.map(({ header }) => header.type)).toEqual(expected);
    const heard = client.packets.filter(({ header }) => header.type === MessageType.event);
    expect(heard.map(({ payload }) => decode(struct({ what: text }), payload).what)).toEqual(
      Array.from({ length: 100 }, (_, i) => `${i}`),
    );
  });

  test("events while long replies are on their way cost no client its connection", async () => {
    const client = new FakeClient();
    client.reading = false;
    client.send(client.call(calls.laterBig, { bytes: 4_000_000 }, 1));
    client.send(client.call(calls.laterBig, { bytes: 4_000_000 }, 2));
    await settle();
    for (let i = 0; i < 1000; i++) client.connection.session.sendEvent(toy, events.happened, { what: "x" });
    await settle();
    expect(client.closed).toBe(false);
    expect(client.queuedBytes).toBeGreaterThan(8_000_000);
    for (let i = 0; i < 5; i++) client.read();
    expect(client.packets.length).toBe(1002);
  });

  test("a client that asks much at once leaves turns to the others", async () => {
    const greedy = new FakeClient();
    const modest = new FakeClient();
    const count = 3000;
    greedy.send(...Array.from({ length: count }, (_, i) => greedy.call(calls.big, { bytes: 10_000 }, i)));
    expect(greedy.packets.length).toBeLessThan(count);
    expect(greedy.paused).toBe(true);
    modest.send(modest.call(calls.double, { value: 1 }, 1));
    expect(modest.packets.length).toBe(1);
    // It may have to rest once more after its last packet.
    for (let i = 0; i < count && (greedy.packets.length < count || greedy.paused); i++) await settle();
    expect(greedy.packets.map(({ header }) => header.serial)).toEqual(
      Array.from({ length: count }, (_, i) => i),
    );
    expect(greedy.paused).toBe(false);
  });

  test("an event that a call causes comes after its reply", async () => {
    const client = new FakeClient();
    client.connection.session.sendEvent(toy, events.happened, { what: "first" });
    client.send(client.call(calls.double, { value: 1 }, 1));
    await settle();
    expect(client.packets.map(({ header }) => header.type)).toEqual([MessageType.reply, MessageType.event]);
    expect(client.packets[1]!.header.serial).toBe(1);
  });

  test("close is answered, and nothing after it", async () => {
    const client = new FakeClient();
    client.send(client.call(calls.close, {}, 1), client.call(calls.double, { value: 1 }, 2));
    await settle();
    expect(client.packets.map(({ header }) => header.serial)).toEqual([1]);
    expect(client.closed).toBe(true);
    client.send(client.call(calls.double, { value: 1 }, 3));
    expect(client.packets.length).toBe(1);
  });

  test.each([3, 27, 64 * 1024 * 1024])("length word %i closes the connection", (length) => {
    const client = new FakeClient();
    const bytes = new Uint8Array(40);
    new DataView(bytes.buffer).setUint32(0, length);
    client.send(client.call(calls.double, { value: 1 }, 1), bytes);
    expect(client.closed).toBe(true);
    expect(client.log.at(-1)).toMatch(/cut off: packet length/);
  });

  test.each<[string, (client: FakeClient) => void]>([
    ["an error at once", (client) => client.send(client.call(calls.failsLong, { later: 0 }, 1))],
    ["an error later", (client) => client.send(client.call(calls.failsLong, { later: 1 }, 1))],
    ["an event", ({ connection }) => connection.session.sendEvent(toy, events.happened, { what: tooLong })],
  ])(
    "%s that is too long for the wire ends the connection, as with libvirtd, and nothing else",
    async (_what, send) => {
      const client = new FakeClient();
      send(client);
      await settle();
      expect(client.packets).toEqual([]);
      expect(client.log).toEqual([
        expect.stringMatching(/^cut off: .*4194\d+ bytes, at most 4194304 allowed$/),
      ]);
      const other = new FakeClient();
      other.send(other.call(calls.double, { value: 4 }, 1));
      expect(decode(value, other.packets[0]!.payload)).toEqual({ value: 8 });
    },
  );

  test("what happens after the end happens to nobody", async () => {
    const client = new FakeClient();
    let gone = 0;
    client.connection.session.onClose(() => gone++);
    client.send(client.call(calls.later, { value: 0 }, 1));
    client.connection.linkClosed("client closed the connection");
    client.pending.shift()?.(1);
    client.connection.session.sendEvent(toy, events.happened, { what: "late" });
    await settle();
    expect(client.packets).toEqual([]);
    expect(gone).toBe(1);
    client.connection.session.onClose(() => gone++);
    expect(gone).toBe(2);
  });
});

describe("keepalive", () => {
  const keepAlive = {
    program: 0x6b656570,
    version: 1,
    type: MessageType.event,
    serial: 0,
    status: MessageStatus.ok,
  };

  test("PING is answered, also before sign-in; PONG and unknown messages are not", async () => {
    const client = new FakeClient({ signedIn: false });
    for (const procedure of [1, 2, 7]) client.send(encodePacket({ ...keepAlive, procedure }));
    await settle();
    expect(client.packets.map(({ header }) => header)).toEqual([{ ...keepAlive, procedure: 2 }]);
  });

  test("PING as a call is a call to an unknown program", () => {
    const client = new FakeClient();
    client.send(encodePacket({ ...keepAlive, procedure: 1, type: MessageType.call }));
    expect(client.lastError().message).toBe("Cannot find program 1801807216 version 1");
  });
});
