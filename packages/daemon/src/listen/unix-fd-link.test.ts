// Connections on real unix sockets, whose clients pass descriptors: what handlers get and give, and that nothing is left.
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  call,
  encodePacket,
  FrameReader,
  type Header,
  int,
  MessageStatus,
  MessageType,
  payloadOffset,
  program,
  readHeader,
  struct,
  text,
} from "@virtgate/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Call, WithFds } from "../call.js";
import { Connection } from "../connection.js";
import { Programs, serve } from "../programs.js";
import { attach } from "./socket-link.js";
import { UnixLink } from "./unix-link.js";

const toy = program({
  name: "toy",
  number: 77,
  version: 1,
  calls: {
    ask: call(1, () => ({ api: "virToyAsk", ret: { supported: int } })),
    /** Answers with the contents of the files that came. */
    read: call(2, () => ({ api: "virToyRead", ret: { contents: text }, fds: "client" })),
    readLater: call(3, () => ({ api: "virToyReadLater", ret: { contents: text }, fds: "client" })),
    fail: call(4, () => ({ api: "virToyFail", args: { later: int }, fds: "client" })),
    keep: call(5, () => ({ api: "virToyKeep", fds: "client" })),
    /** Gives as many files. */
    give: call(6, () => ({ api: "virToyGive", args: { count: int }, ret: { count: int }, fds: "server" })),
    echo: call(7, () => ({ api: "virToyEcho", args: { value: int }, ret: { value: int } })),
    never: call(8, () => ({ api: "virToyNever", fds: "client" })),
  },
  events: {},
});
const { calls } = toy;

let native: typeof import("@virtgate/native");
let passing: Awaited<ReturnType<typeof native.fdPassing>>;
let folder: string;
let server: Server;
let log: string[];
const kept: number[] = [];
const clients: Client[] = [];
let accepted: Socket[] = [];

beforeAll(async () => {
  native = await import("@virtgate/native");
  passing = await native.fdPassing();
  folder = mkdtempSync(join(tmpdir(), "virtgate-fd-link-"));
  writeFileSync(join(folder, "a"), "apple");
  writeFileSync(join(folder, "b"), "berry");
  // The thread that waits for sockets opens what it needs once.
  await begin();
  await Client.connect();
  await endAll();
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(begin);
afterEach(endAll);

const open = (name: string) => openSync(join(folder, name), "r");
const openFds = () => readdirSync("/proc/self/fd").length;

function contentOf(fd: number): string {
  const bytes = Buffer.alloc(10);
  return bytes.toString("utf8", 0, readSync(fd, bytes, 0, 10, 0));
}

async function begin(): Promise<void> {
  log = [];
  accepted = [];
  server = createServer({ pauseOnConnect: true }, accept).listen(join(folder, "sock"));
  await once(server, "listening");
}

/** Destroys what is left, and waits until both ends of every connection are closed. */
async function endAll(): Promise<void> {
  const ours = clients.splice(0);
  for (const { socket } of ours) socket.destroy();
  server.close();
  await settled(() => expect(ours.every(({ closed }) => closed)).toBe(true));
  await settled(() => expect(accepted.every(({ closed }) => closed)).toBe(true));
}

const contents = ({ passed }: Call) => ({ contents: passed.fds.map(contentOf).join(",") });

function accept(socket: Socket): void {
  accepted.push(socket);
  const link = new UnixLink(socket);
  const connection = new Connection(link, {
    id: 1,
    transport: "unix",
    readonly: false,
    signedIn: true,
    maxRequests: 5,
    keepAlive: { intervalSeconds: -1, count: 0 },
    log: {
      refusal() {},
      closed: (_session, reason) => log.push(`closed: ${reason}`),
      cutOff: (_session, reason) => log.push(`cut off: ${reason}`),
      failure: (_session, name, thrown) => log.push(`failure: ${name}: ${thrown}`),
    },
    programs: new Programs([
      serve(toy, {
        ask: async ({ session }) => ({ supported: (await session.passFds()) ? 1 : 0 }),
        read: contents,
        readLater: async (call) => {
          await new Promise((resolve) => setImmediate(resolve));
          return contents(call);
        },
        fail: (_call, { later }) => {
          if (later === 0) throw new Error("at once");
          return Promise.reject(new Error("later"));
        },
        keep: ({ passed }) => {
          kept.push(...passed.keep());
          return {};
        },
        give: async ({ session }, { count }) => {
          await session.passFds();
          return new WithFds(
            { count },
            Array.from({ length: count }, (_, i) => open(i % 2 === 0 ? "a" : "b")),
          );
        },
        echo: (_call, args) => args,
        never: () => new Promise(() => {}),
      }),
    ]),
  });
  attach(socket, connection);
  socket.resume();
}

const headerOf = (procedure: number, serial: number, type: number): Header => ({
  program: toy.number,
  version: 1,
  procedure,
  type,
  serial,
  status: MessageStatus.ok,
});

/** A client that says exactly what it is told to. */
class Client {
  readonly heard: { header: Header; payload: Uint8Array }[] = [];
  readonly files: string[] = [];
  closed = false;
  readonly #frames = new FrameReader();
  /** Bytes between packets, one for each file. */
  #between = 0;
  #pause = () => {};

  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    clients.push(this);
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
    });
    const { reader } = passing.read(socket, {
      received: (chunk, fds) => {
        for (const fd of fds) {
          this.files.push(contentOf(fd));
          closeSync(fd);
        }
        this.#frames.push(chunk);
        this.#take();
      },
      ended: () => socket.destroy(),
      failed: () => socket.destroy(),
    })!;
    socket.once("close", () => reader.close());
    this.#pause = () => reader.pause();
    reader.resume();
  }

  static async connect(asks = true): Promise<Client> {
    const socket = connect(join(folder, "sock"));
    await once(socket, "connect");
    const client = new Client(socket);
    if (asks) {
      client.send(1, calls.ask.number);
      await client.until(1);
    }
    return client;
  }

  #take(): void {
    this.#between -= this.#frames.skip(this.#between);
    for (let next = this.#frames.next(); next !== undefined; next = this.#frames.next()) {
      const header = readHeader(next);
      this.heard.push({ header, payload: next.slice(payloadOffset) });
      if (header.type === MessageType.replyWithFds) this.#between += next[payloadOffset + 3]!;
      this.#between -= this.#frames.skip(this.#between);
    }
  }

  stopReading(): void {
    this.#pause();
  }

  send(serial: number, procedure: number, ...words: number[]): void {
    this.#packet(MessageType.call, serial, procedure, words);
  }

  async sendWithFds(serial: number, procedure: number, names: string, ...words: number[]): Promise<void> {
    this.#packet(MessageType.callWithFds, serial, procedure, [names.length, ...words]);
    await this.sendFds(names);
  }

  async sendFds(names: string): Promise<void> {
    const fds = [...names].map(open);
    await passing.send(this.socket, fds).catch(() => {});
    for (const fd of fds) closeSync(fd);
  }

  #packet(type: number, serial: number, procedure: number, words: readonly number[]): void {
    const layout = struct(Object.fromEntries(words.map((_, i) => [`w${i}`, int])));
    const value = Object.fromEntries(words.map((word, i) => [`w${i}`, word]));
    this.socket.write(encodePacket(headerOf(procedure, serial, type), layout, value as never));
  }

  /** Waits for so many replies. */
  async until(count: number): Promise<void> {
    await vi.waitFor(() => expect(this.heard.length).toBe(count), { timeout: 10_000, interval: 2 });
  }

  /** "serial: text" of every reply, or "serial: error". */
  said(): string[] {
    return this.heard.map(({ header, payload }) => {
      const content = header.status === MessageStatus.ok ? Buffer.from(payload).toString().slice(4) : "error";
      return `${header.serial}: ${content.replaceAll("\0", "")}`;
    });
  }
}

const settled = (condition: () => void) => vi.waitFor(condition, { timeout: 10_000, interval: 2 });

describe("what clients pass", () => {
  test("is there for the handler, in order, and closed when the call is answered", async () => {
    const client = await Client.connect();
    const before = openFds();
    await client.sendWithFds(2, calls.read.number, "ab");
    await client.sendWithFds(3, calls.readLater.number, "ba");
    await client.sendWithFds(4, calls.fail.number, "a", 0);
    await client.sendWithFds(5, calls.fail.number, "a", 1);
    await client.sendWithFds(6, 9999, "a");
    await client.sendWithFds(7, calls.echo.number, "a");
    await client.sendWithFds(8, calls.read.number, "");
    await client.until(8);
    expect(client.said().slice(1).toSorted()).toEqual([
      "2: apple,berry",
      "3: berry,apple",
      "4: error",
      "5: error",
      "6: error",
      "7: error",
      "8: ",
    ]);
    expect(openFds()).toBe(before);
  });

  test("may be kept by the handler", async () => {
    const client = await Client.connect();
    await client.sendWithFds(2, calls.keep.number, "ab");
    await client.until(2);
    expect(kept.map(contentOf)).toEqual(["apple", "berry"]);
    for (const fd of kept.splice(0)) closeSync(fd);
  });

  test("thirty-two at once", async () => {
    const client = await Client.connect();
    const before = openFds();
    await client.sendWithFds(2, calls.read.number, "a".repeat(32));
    await client.until(2);
    expect(client.said()[1]).toBe(`2: ${Array(32).fill("apple").join()}`);
    expect(openFds()).toBe(before);
  });

  test("a flood beyond the calls in progress waits, and all are answered", async () => {
    const client = await Client.connect();
    const before = openFds();
    for (let serial = 2; serial < 102; serial++)
      await client.sendWithFds(serial, calls.readLater.number, "ab");
    await client.until(101);
    expect(
      new Set(
        client
          .said()
          .slice(1)
          .map((line) => line.replace(/^\d+: /, "")),
      ),
    ).toEqual(new Set(["apple,berry"]));
    expect(openFds()).toBe(before);
  });

  const ends: [string, (client: Client) => Promise<void>, RegExp][] = [
    ["33", (c) => c.sendWithFds(2, calls.read.number, "a".repeat(33)), /cut off: Received too many FDs 33/],
    [
      "a byte without",
      async (c) => {
        c.socket.write(encodePacket(headerOf(calls.read.number, 2, MessageType.callWithFds), int, 1));
        c.socket.write(Buffer.from([0]));
      },
      /cut off: a byte with 0 descriptors instead of one/,
    ],
    [
      "a packet in the place of one",
      async (c) => {
        c.socket.write(encodePacket(headerOf(calls.read.number, 2, MessageType.callWithFds), int, 2));
        await c.sendFds("a");
        c.send(3, calls.ask.number);
      },
      /cut off: a byte with 0 descriptors instead of one/,
    ],
    [
      "half, and gone",
      async (c) => {
        c.socket.write(encodePacket(headerOf(calls.read.number, 2, MessageType.callWithFds), int, 3));
        await c.sendFds("ab");
        c.socket.destroy();
      },
      /closed: client closed the connection/,
    ],
    [
      "to a call that is not answered, and gone",
      async (c) => {
        await c.sendWithFds(2, calls.never.number, "ab");
        await c.sendFds("a");
        c.socket.end();
      },
      /cut off: |closed: /,
    ],
  ];
  test.each(ends)("ends the connection: %s", async (title, act, reason) => {
    const before = openFds();
    const client = await Client.connect();
    await act(client);
    await settled(() => expect(client.closed).toBe(true));
    await settled(() => expect(log.join()).toMatch(reason));
    // The handler that does not answer has its two.
    await settled(() => expect(openFds()).toBe(before + (title.includes("not answered") ? 2 : 0)));
  });

  test("a client that is gone while it asks", async () => {
    const before = openFds();
    const client = await Client.connect(false);
    client.send(1, calls.ask.number);
    client.socket.destroy();
    await settled(() => expect(log.length).toBe(1));
    expect(log[0]).toMatch(/^closed: /);
    await settled(() => expect(openFds()).toBe(before));
  });

  test("a client that has not asked is read by Node, and cannot pass any", async () => {
    const client = await Client.connect(false);
    await client.sendWithFds(2, calls.read.number, "");
    await client.until(1);
    await client.sendWithFds(3, calls.read.number, "a");
    await settled(() => expect(client.closed).toBe(true));
    expect(log).toEqual(["cut off: a call brings 1 file descriptors, which this socket cannot receive"]);
  });
});

describe("what handlers give", () => {
  test("arrives behind its reply, and is closed here", async () => {
    const client = await Client.connect();
    const before = openFds();
    client.send(2, calls.give.number, 3);
    client.send(3, calls.echo.number, 1);
    client.send(4, calls.give.number, 0);
    await client.until(4);
    await settled(() => expect(client.files).toEqual(["apple", "berry", "apple"]));
    expect(client.heard.find(({ header }) => header.serial === 2)!.header.type).toBe(
      MessageType.replyWithFds,
    );
    expect(openFds()).toBe(before);
  });

  test("a client that does not read is waited for, and costs a bounded number", async () => {
    const client = await Client.connect();
    const before = openFds();
    client.stopReading();
    for (let serial = 2; serial < 2000; serial++) client.send(serial, calls.give.number, 1);
    let most = 0;
    for (let i = 0; i < 200; i++) {
      most = Math.max(most, openFds() - before);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(most).toBeLessThan(100);
    client.socket.destroy();
    await settled(() => expect(openFds()).toBe(before - 4));
  });
});

test("without the native package nothing passes, and nothing else changes", async () => {
  const socket = connect(join(folder, "sock"));
  await once(socket, "connect");
  const link = new UnixLink(socket);
  const events = { received() {}, drained() {} };
  expect(await link.passFds(events, async () => undefined)).toBeUndefined();
  socket.write(encodePacket(headerOf(calls.echo.number, 1, MessageType.call), int, 5));
  const [answer] = await once(socket, "data");
  expect(readHeader(answer).serial).toBe(1);
  socket.destroy();
});
