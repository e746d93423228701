// Sessions over a real unix socket whose server passes descriptors, or lies about them.
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  call,
  encodePacket,
  FrameReader,
  type Header,
  int,
  type Layout,
  MessageStatus,
  MessageType,
  program,
  readHeader,
  remote,
  struct,
} from "@virtgate/protocol";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { callWithFds } from "../fd-passing.js";
import { Session } from "../session.js";
import { connectUnix } from "./unix.js";
import { UnixFdTransport } from "./unix-fds.js";

const toy = program({
  name: "toy",
  number: 77,
  version: 1,
  calls: {
    take: call(1, () => ({ api: "virToyTake", args: { value: int }, ret: { value: int }, fds: "client" })),
    give: call(2, () => ({ api: "virToyGive", args: { value: int }, ret: { value: int }, fds: "server" })),
    plain: call(3, () => ({ api: "virToyPlain", args: { value: int }, ret: { value: int } })),
  },
  events: {},
});
const { take, give, plain } = toy.calls;

let passing: Awaited<ReturnType<typeof import("@virtgate/native").fdPassing>>;
let folder: string;
let server: Server;
let theirs: Socket;
let session: Session;
let ended: string | undefined;
let before: number;
/** What the server has been passed, by content. */
let got: string[];
let answer: (header: Header, socket: Socket) => void;

const openFds = () => readdirSync("/proc/self/fd").length;
const open = (name: string) => openSync(join(folder, name), "r");

function contentOf(fd: number): string {
  const bytes = Buffer.alloc(10);
  const length = readSync(fd, bytes, 0, 10, 0);
  closeSync(fd);
  return bytes.toString("utf8", 0, length);
}

function reply(header: Header, type: number = MessageType.reply, ...words: number[]): Uint8Array {
  const layout = struct(Object.fromEntries(words.map((_, i) => [`w${i}`, int]))) as unknown as Layout<object>;
  const value = Object.fromEntries(words.map((word, i) => [`w${i}`, word]));
  return encodePacket({ ...header, type, status: MessageStatus.ok }, layout, value);
}

async function sendFds(socket: Socket, names: string): Promise<void> {
  const fds = [...names].map(open);
  await passing.send(socket, fds).catch(() => {});
  for (const fd of fds) closeSync(fd);
}

beforeEach(async () => {
  passing = await (await import("@virtgate/native")).fdPassing();
  folder = mkdtempSync(join(tmpdir(), "virtgate-client-fds-"));
  writeFileSync(join(folder, "a"), "apple");
  writeFileSync(join(folder, "b"), "berry");
  got = [];
  answer = (header, socket) => socket.write(reply(header, MessageType.reply, 1));
  server = createServer({ pauseOnConnect: true }).listen(join(folder, "sock"));
  await once(server, "listening");
  const accepted = once(server, "connection");
  const transport = await connectUnix(join(folder, "sock"));
  [theirs] = await accepted;
  serve(theirs);
  ended = undefined;
  session = new Session(
    transport,
    { maxCallsInFlight: 2, deadlineMs: undefined },
    {
      onEvent() {},
      onClose: (_reason, error) => {
        ended = error?.message ?? "";
      },
    },
  );
  // By then the thread that waits for sockets has opened what it needs.
  await session.call(toy, plain, { value: 1 });
  before = openFds();
});
afterEach(async () => {
  session.end("client");
  theirs.destroy();
  await vi.waitFor(() => expect(theirs.closed).toBe(true), { timeout: 10_000, interval: 2 });
  server.close();
  rmSync(folder, { recursive: true });
});

/** Answers whatever it hears, and takes what comes with it. */
function serve(socket: Socket): void {
  socket.on("error", () => {});
  const frames = new FrameReader();
  let between = 0;
  const { reader } = passing.read(socket, {
    received(chunk, fds) {
      got.push(...fds.map(contentOf));
      frames.push(chunk);
      for (;;) {
        between -= frames.skip(between);
        const packet = frames.next();
        if (packet === undefined) return;
        const header = readHeader(packet);
        if (header.type === MessageType.callWithFds) between += packet[31]!;
        if (header.program === remote.number) socket.write(reply(header, MessageType.reply, 1));
        else answer(header, socket);
      }
    },
    ended: () => socket.destroy(),
    failed: () => socket.destroy(),
  })!;
  socket.once("close", () => reader.close());
  reader.resume();
}

const ask = (procedure: typeof give, names = "") => {
  const fds = [...names].map(open);
  return callWithFds(session, toy, procedure, { value: 1 }, fds).finally(() => {
    for (const fd of fds) closeSync(fd);
  });
};

test("more calls than may be under way, each with its own, in order", async () => {
  const calls = Array.from({ length: 20 }, (_, i) => ask(take, i % 2 === 0 ? "ab" : "b"));
  const others = Array.from({ length: 20 }, () => session.call(toy, plain, { value: 1 }));
  await Promise.all([...calls, ...others]);
  expect(got.join()).toBe(Array(10).fill("apple,berry,berry").join());
  await vi.waitFor(() => expect(openFds()).toBe(before), { timeout: 10_000, interval: 2 });
});

test("answers with some, among others", async () => {
  answer = (header, socket) => {
    if (header.procedure !== give.number) socket.write(reply(header, MessageType.reply, 1));
    else {
      socket.write(reply(header, MessageType.replyWithFds, 2, 7));
      void sendFds(socket, "ab");
    }
  };
  const first = await ask(give);
  expect([first.ret, first.fds.map(contentOf)]).toEqual([{ value: 7 }, ["apple", "berry"]]);
  expect(await session.call(toy, plain, { value: 1 })).toEqual({ value: 1 });
  const again = await ask(give);
  expect(again.fds.map(contentOf)).toEqual(["apple", "berry"]);
});

test("an answer that nobody waits for any more is closed", async () => {
  let late: Header | undefined;
  answer = (header, socket) => {
    if (header.procedure === give.number) late = header;
    else socket.write(reply(header, MessageType.reply, 1));
  };
  const aborter = new AbortController();
  const call = callWithFds(session, toy, give, { value: 1 }, [], { signal: aborter.signal });
  const refused = expect(call).rejects.toThrow("given up");
  await vi.waitFor(() => expect(late).toBeDefined(), { timeout: 10_000, interval: 2 });
  aborter.abort(new Error("given up"));
  await refused;
  const open = openFds();
  theirs.write(reply(late!, MessageType.replyWithFds, 1, 7));
  await sendFds(theirs, "a");
  await session.call(toy, plain, { value: 1 });
  expect(openFds()).toBe(open);
});

describe("servers that lie", () => {
  const lies: [string, typeof give, (header: Header, socket: Socket) => void, RegExp][] = [
    [
      "descriptors that nobody has asked for",
      plain,
      (header, socket) => {
        socket.write(reply(header, MessageType.replyWithFds, 1, 7));
        void sendFds(socket, "a");
      },
      /descriptors that nobody has asked for/,
    ],
    [
      "33 of them",
      give,
      (header, socket) => socket.write(reply(header, MessageType.replyWithFds, 33, 7)),
      /Unable to decode message header/,
    ],
    [
      "announced, and not there",
      give,
      (header, socket) => {
        socket.write(reply(header, MessageType.replyWithFds, 2, 7));
        void sendFds(socket, "a").then(() => socket.write("\0"));
      },
      /Unable to decode message header/,
    ],
    [
      "half, and gone",
      give,
      (header, socket) => {
        socket.write(reply(header, MessageType.replyWithFds, 2, 7));
        void sendFds(socket, "a").then(() => socket.destroy());
      },
      /End of file while reading data|Cannot recv data/,
    ],
  ];
  test.each(lies)("%s", async (_title, procedure, lie, message) => {
    answer = lie;
    const call = procedure === plain ? session.call(toy, plain, { value: 1 }) : ask(procedure);
    await expect(call).rejects.toThrow(message);
    expect(ended).toMatch(message);
    // Both ends are closed by now, with what was on its way: four less than there were.
    await vi.waitFor(() => expect(openFds()).toBe(before - 3), { timeout: 10_000, interval: 2 });
  });

  test("those that come with an error are closed", async () => {
    answer = (header, socket) => socket.write(reply(header, MessageType.reply, 1));
    await ask(give).then(({ fds }) => expect(fds).toEqual([]));
    const open = openFds();
    answer = (header, socket) => {
      socket.write(reply({ ...header, procedure: 99 }, MessageType.replyWithFds, 1, 7));
      void sendFds(socket, "a");
    };
    await expect(ask(give)).rejects.toThrow("Unexpected message proc 99 != 2");
    await vi.waitFor(() => expect(openFds()).toBe(open), { timeout: 10_000, interval: 2 });
  });
});

test("a connection that breaks closes what has not been sent", async () => {
  answer = () => {};
  const calls = Array.from({ length: 6 }, () => ask(take, "ab"));
  await vi.waitFor(() => expect(got.length).toBe(4), { timeout: 10_000, interval: 2 });
  theirs.destroy();
  for (const { status } of await Promise.allSettled(calls)) expect(status).toBe("rejected");
  await vi.waitFor(() => expect(openFds()).toBe(before - 3), { timeout: 10_000, interval: 2 });
});

test.each([
  [Object.assign(new Error("no koffi"), { name: "NativeError" }), "unsupported configuration: no koffi"],
  [
    new Error("Cannot find package"),
    "unsupported configuration: passing file descriptors needs the package @virtgate/native, which cannot be loaded",
  ],
])("without the native package: %s", async (thrown, message) => {
  const transport = await connectUnix(join(folder, "sock"));
  await expect(UnixFdTransport.over(transport, () => Promise.reject(thrown))).rejects.toThrow(message);
  transport.socket.destroy();
});
