import {
  ErrorCode,
  encodePacket,
  errorLayout,
  type Header,
  LibvirtError,
  libvirtError,
  MessageStatus,
  MessageType,
  remote,
} from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { Session } from "./session.js";
import { type Answers, fakePair, settle } from "./testing/fake-server.js";
import { memoryPair } from "./transports/memory.js";
import type { CloseReason } from "./transports/transport.js";

const { calls } = remote;
const dom = { name: "test", uuid: new Uint8Array(16).fill(7), id: 1 };
const info = { state: 1, maxMem: 8388608n, memory: 2097152n, nrVirtCpu: 2, cpuTime: 42n };

const silent = { onEvent: () => {}, onClose: () => {} };

function start(answers: Answers = {}, limits = { maxCallsInFlight: 5 }) {
  const { server, transport } = fakePair(answers);
  const ends: CloseReason[] = [];
  const session = new Session(
    transport,
    { deadlineMs: undefined, ...limits },
    { onEvent: () => {}, onClose: (reason) => ends.push(reason) },
  );
  return { server, session, ends };
}

describe.each([
  ["whole chunks", false],
  ["one byte at a time", true],
])("%s", (_, oneByteAtATime) => {
  test("a call is answered", async () => {
    const { server, session } = start({ domainGetInfo: () => info });
    server.oneByteAtATime = oneByteAtATime;
    expect(await session.call(remote, calls.domainGetInfo, { dom })).toEqual(info);
    expect(server.received).toMatchObject([{ program: 0x20008086, procedure: 16, type: 0, serial: 0 }]);
  });

  test("an error reply becomes a LibvirtError", async () => {
    const refusal = libvirtError(12, ErrorCode.noDomain, "no domain with matching name 'x'");
    const { server, session } = start({ domainLookupByName: () => refusal });
    server.oneByteAtATime = oneByteAtATime;
    const error = await session.call(remote, calls.domainLookupByName, { name: "x" }).catch((e) => e);
    expect(error).toBeInstanceOf(LibvirtError);
    expect(error).toMatchObject({
      code: 42,
      domain: 12,
      level: 2,
      str1: refusal.str1,
      message: refusal.message,
    });
  });
});

test("replies out of order find their calls", async () => {
  const headers: Header[] = [];
  const { server, session } = start({
    connectGetHostname: (_, header) => {
      headers.push(header);
      return undefined;
    },
  });
  const answers = [0, 1, 2].map(() => session.call(remote, calls.connectGetHostname, {}));
  await settle();
  for (const i of [2, 0, 1]) server.reply(headers[i]!, { hostname: `host ${i}` });
  expect(await Promise.all(answers)).toEqual([0, 1, 2].map((i) => ({ hostname: `host ${i}` })));
});

test("calls of one turn are sent in one piece", async () => {
  const [ours, theirs] = memoryPair();
  const session = new Session(ours, { maxCallsInFlight: 5, deadlineMs: undefined }, silent);
  const chunks: number[] = [];
  theirs.onData((chunk) => chunks.push(chunk.length));
  const all = [1, 2, 3].map(() => session.call(remote, calls.connectGetHostname, {}));
  await settle();
  expect(chunks).toEqual([3 * 28]);
  session.end("client");
  await Promise.allSettled(all);
});

describe("cap on calls in flight", () => {
  test("further calls wait for a reply", async () => {
    const headers: Header[] = [];
    const { server, session } = start({
      connectGetHostname: (_, header) => {
        headers.push(header);
        return undefined;
      },
    });
    const answers = Array.from({ length: 12 }, () => session.call(remote, calls.connectGetHostname, {}));
    await settle();
    expect(headers.length).toBe(5);
    for (let i = 0; i < 12; i++) {
      server.reply(headers[i]!, { hostname: `host ${i}` });
      await settle();
      expect(headers.length).toBe(Math.min(12, 6 + i));
    }
    expect((await Promise.all(answers)).map(({ hostname }) => hostname)).toEqual(
      Array.from({ length: 12 }, (_, i) => `host ${i}`),
    );
    expect(headers.map(({ serial }) => serial)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });

  test("the queue has a limit", async () => {
    const { session } = start();
    const all = Array.from({ length: 10_006 }, () => session.call(remote, calls.connectGetHostname, {}));
    const last = await all.at(-1)!.catch((error: unknown) => error);
    expect(last).toMatchObject({ message: "resource busy: 10000 calls wait for the server already" });
    session.end("client");
    await Promise.allSettled(all);
  });
});

describe("giving up", () => {
  test("an aborted call rejects at once, keeps its slot, and its late reply is dropped", async () => {
    const headers: Header[] = [];
    const { server, session } = start(
      {
        connectGetHostname: (_, header) => {
          headers.push(header);
          return undefined;
        },
      },
      { maxCallsInFlight: 1 },
    );
    const aborter = new AbortController();
    const first = session.call(remote, calls.connectGetHostname, {}, { signal: aborter.signal });
    const second = session.call(remote, calls.connectGetHostname, {});
    await settle();
    aborter.abort(new Error("changed my mind"));
    await expect(first).rejects.toThrow("changed my mind");
    await settle();
    expect(headers.length).toBe(1);
    server.reply(headers[0]!, { hostname: "late" });
    await settle();
    expect(headers.length).toBe(2);
    server.reply(headers[1]!, { hostname: "second" });
    expect(await second).toEqual({ hostname: "second" });
    expect(session.calls.inFlight).toBe(0);
  });

  test("a call that waits is never sent once it was aborted", async () => {
    const { server, session } = start({}, { maxCallsInFlight: 1 });
    const first = session.call(remote, calls.connectGetHostname, {});
    const aborter = new AbortController();
    const second = session.call(remote, calls.connectGetUri, {}, { signal: aborter.signal });
    await settle();
    aborter.abort();
    await expect(second).rejects.toThrow();
    server.reply(server.received[0]!, { hostname: "h" });
    await first;
    await settle();
    expect(server.calls).toEqual(["connectGetHostname"]);
  });

  test("a signal that is aborted already: nothing is sent", async () => {
    const { server, session } = start();
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(session.call(remote, calls.connectGetHostname, {}, { signal })).rejects.toThrow("too late");
    await settle();
    expect(server.received).toEqual([]);
  });

  test("a deadline", async () => {
    const { session } = start();
    const error = await session
      .call(remote, calls.connectGetHostname, {}, { deadlineMs: 10 })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 68,
      message: "Timed out during operation: no answer to virConnectGetHostname within 10 ms",
    });
  });
});

test("arguments that do not fit are refused with the field's name, and nothing is sent", async () => {
  const { server, session } = start({ connectGetHostname: () => ({ hostname: "h" }) });
  const bad = session.call(remote, calls.domainGetInfo, { dom: { ...dom, uuid: new Uint8Array(3) } });
  await expect(bad).rejects.toThrow(/^Unable to encode message payload: .*dom\.uuid/);
  expect(await session.call(remote, calls.connectGetHostname, {})).toEqual({ hostname: "h" });
  expect(server.received.map(({ serial }) => serial)).toEqual([0]);
});

// What python-libvirt 9.0.0 raised for the same replies to a call of CONNECT_GET_HOSTNAME with serial 6.
describe("bad replies", () => {
  const good = { hostname: "host" };
  const reply = (header: Header, change: Partial<Header>) =>
    encodePacket({ ...header, type: MessageType.reply, ...change }, calls.connectGetHostname.ret, good);
  const failure = (header: Header, change: Partial<ReturnType<LibvirtError["toWire"]>>) => {
    const body = { ...new LibvirtError(38, 7, "x").toWire(), level: 2, ...change };
    return encodePacket(
      { ...header, type: MessageType.reply, status: MessageStatus.error },
      errorLayout,
      body,
    );
  };
  const cut = (packet: Uint8Array) => {
    const short = packet.slice(0, 30);
    short[3] = 30;
    return short;
  };

  const rejectOnly: [string, (header: Header) => Uint8Array, object][] = [
    [
      "another procedure",
      (h) => reply(h, { procedure: 60 }),
      { code: 1, message: "internal error: Unexpected message proc 60 != 59" },
    ],
    ["status 9", (h) => reply(h, { status: 9 }), { code: 39, message: "Unexpected message status 9" }],
    ["status continue", (h) => reply(h, { status: 2 }), { code: 39, message: "Unexpected message status 2" }],
    ["short result", (h) => cut(reply(h, {})), { code: 39, message: "Unable to decode message payload" }],
    ["short error", (h) => cut(failure(h, {})), { code: 39, message: "Unable to decode message payload" }],
    [
      "error without text",
      (h) => failure(h, { message: null }),
      { code: 38, domain: 7, message: "Unknown error" },
    ],
    [
      "error without code",
      (h) => failure(h, { code: 0 }),
      { code: 1, domain: 0, message: "An error occurred, but the cause is unknown" },
    ],
    [
      "a procedure that the server does not know",
      (h) => failure(h, { code: 39, message: "unknown procedure: 59" }),
      { code: 3, domain: 7, message: "unknown procedure: 59" },
    ],
  ];
  test.each(rejectOnly)("%s rejects the call, the connection lives on", async (_, packet, expected) => {
    const { server, session } = start({
      connectGetHostname: (_args, header) => {
        server.send(packet(header));
        return undefined;
      },
      connectGetUri: () => ({ uri: "u" }),
    });
    const error = await session.call(remote, calls.connectGetHostname, {}).catch((thrown) => thrown);
    expect(error).toMatchObject(expected);
    expect(await session.call(remote, calls.connectGetUri, {})).toEqual({ uri: "u" });
  });

  const endsAll: [string, (header: Header) => Uint8Array, string][] = [
    [
      "another program",
      (h) => reply(h, { program: 4660 }),
      "no call waiting for reply with prog 4660 vers 1 serial 0",
    ],
    [
      "another version",
      (h) => reply(h, { version: 7 }),
      "no call waiting for reply with prog 536903814 vers 7 serial 0",
    ],
    [
      "another serial",
      (h) => reply(h, { serial: 56 }),
      "no call waiting for reply with prog 536903814 vers 1 serial 56",
    ],
    ["type 9", (h) => reply(h, { type: 9 }), "got unexpected RPC call prog 536903814 vers 1 proc 59 type 9"],
    [
      "type call",
      (h) => reply(h, { type: 0 }),
      "got unexpected RPC call prog 536903814 vers 1 proc 59 type 0",
    ],
    ["length 3", () => Uint8Array.of(0, 0, 0, 3), "packet 3 bytes received from server too small, want 4"],
    ["length 27", () => Uint8Array.of(0, 0, 0, 27), "Unable to decode message header"],
    [
      "a greeting",
      () => Buffer.from("hello"),
      "packet 1751477352 bytes received from server too large, want 33554432",
    ],
  ];
  test.each(endsAll)("%s ends the connection", async (_, packet, message) => {
    const { server, session, ends } = start({
      connectGetHostname: (_args, header) => {
        server.send(packet(header));
        return undefined;
      },
    });
    const error = await session.call(remote, calls.connectGetHostname, {}).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 39, domain: 7, message });
    expect(ends).toEqual(["error"]);
    const closed = { code: 1, domain: 7, message: "internal error: client socket is closed" };
    await expect(session.call(remote, calls.connectGetHostname, {})).rejects.toMatchObject(closed);
  });
});

test("the end of the connection rejects what is under way and what waits", async () => {
  const { server, session, ends } = start();
  const answers = Array.from({ length: 8 }, () => session.call(remote, calls.connectGetHostname, {}));
  await settle();
  server.close();
  for (const result of await Promise.allSettled(answers)) {
    expect(result).toMatchObject({
      reason: { code: 38, int1: 5, message: "End of file while reading data: Input/output error" },
    });
  }
  expect(ends).toEqual(["eof"]);
});

test("serial numbers start again after 2^32", async () => {
  const { server, session } = start({ connectGetHostname: () => ({ hostname: "h" }) });
  session.calls.nextSerial = 0xffff_ffff;
  await session.call(remote, calls.connectGetHostname, {});
  await session.call(remote, calls.connectGetHostname, {});
  expect(server.received.map(({ serial }) => serial)).toEqual([0xffff_ffff, 0]);
});
