import { once } from "node:events";
import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FdPassing, type FdReader, fdPassing } from "./fd-passing.js";

/** One end as what was read of it: texts, and the contents of the files that came. */
interface Read {
  text: string;
  files: string[];
  end: string | undefined;
  reader: FdReader;
}

let passing: FdPassing;
let folder: string;
let server: Server;
let ours: Socket;
let theirs: Socket;

beforeEach(async () => {
  passing = await fdPassing();
  folder = mkdtempSync(join(tmpdir(), "virtgate-fds-"));
  server = createServer({ pauseOnConnect: true }).listen(join(folder, "sock"));
  await once(server, "listening");
  const accepted = once(server, "connection");
  theirs = connect(join(folder, "sock"));
  theirs.on("error", () => {});
  await once(theirs, "connect");
  [ours] = await accepted;
});
afterEach(() => {
  ours.destroy();
  theirs.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

const openFds = () => readdirSync("/proc/self/fd").length;

function file(content: string): number {
  const path = join(folder, content);
  writeFileSync(path, content);
  return openSync(path, "r");
}

function contentOf(fd: number): string {
  const bytes = Buffer.alloc(100);
  const length = readSync(fd, bytes, 0, 100, 0);
  closeSync(fd);
  return bytes.toString("utf8", 0, length);
}

function read(socket: Socket): Read {
  const state: Partial<Read> & { text: string; files: string[] } = { text: "", files: [], end: undefined };
  const taken = passing.read(socket, {
    received: (chunk, fds) => {
      state.text += Buffer.from(chunk).toString();
      state.files.push(...fds.map(contentOf));
    },
    ended: () => {
      state.end = "ended";
    },
    failed: (error) => {
      state.end = error.message;
    },
  })!;
  state.text += Buffer.from(taken.rest).toString();
  state.reader = taken.reader;
  taken.reader.resume();
  return state as Read;
}

const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 10_000, interval: 5 });

test("bytes and files arrive in their order", async () => {
  const got = read(ours);
  theirs.write("one,");
  const fds = [file("first"), file("second")];
  await passing.send(theirs, fds);
  for (const fd of fds) closeSync(fd);
  theirs.write("two");
  await until(() => got.text.length === 9);
  expect(got).toMatchObject({ text: "one,\0\0two", files: ["first", "second"] });
  got.reader.close();
});

test("what Node had read already is handed over, and Node reads no more", async () => {
  theirs.write("early");
  ours.on("readable", () => {});
  await until(() => ours.readableLength === 5);
  const stolen = vi.fn();
  ours.on("data", stolen);
  const got = read(ours);
  const fd = file("x");
  await passing.send(theirs, [fd]);
  closeSync(fd);
  await until(() => got.files.length === 1);
  expect(got.text).toBe("early\0");
  expect(stolen).not.toHaveBeenCalled();
  got.reader.close();
});

test("both directions, while Node goes on writing", async () => {
  const [here, there] = [read(ours), read(theirs)];
  for (let i = 0; i < 20; i++) {
    for (const socket of [ours, theirs]) {
      socket.write(`${i % 10}`);
      const fd = file(`f${i}`);
      await passing.send(socket, [fd]);
      closeSync(fd);
    }
  }
  await until(() => here.files.length === 20 && there.files.length === 20);
  const expected = { text: "0\x001\x002\x003\x004\x005\x006\x007\x008\x009\0".repeat(2) };
  expect([here, there]).toMatchObject([expected, expected]);
  here.reader.close();
  there.reader.close();
});

test("a file waits behind everything that the other side has not read yet", async () => {
  const much = Buffer.alloc(3_000_000, "x");
  const flushed = vi.fn();
  theirs.write(much, flushed);
  const fd = file("late");
  const sending = passing.send(theirs, [fd]);
  expect(flushed).not.toHaveBeenCalled();
  const got = read(ours);
  await sending;
  closeSync(fd);
  await until(() => got.files.length === 1);
  expect(got.text.length).toBe(much.length + 1);
  expect(got.text.endsWith("x\0")).toBe(true);
  got.reader.close();
});

test("a full socket is tried again, until it is gone", async () => {
  const fd = file("never");
  const sending = passing.send(
    theirs,
    Array.from({ length: 100_000 }, () => fd),
  );
  const refused = expect(sending).rejects.toThrow(/sendmsg: (EPIPE|ECONNRESET|ETOOMANYREFS)/);
  ours.destroy();
  await once(ours, "close");
  await refused;
  closeSync(fd);
});

test("pausing stops the flow, and resuming brings everything", async () => {
  const got = read(ours);
  got.reader.pause();
  theirs.write("later");
  const other = read(theirs);
  // The other direction shows that time has passed for this one, too.
  ours.write("ping");
  await until(() => other.text === "ping");
  expect(got.text).toBe("");
  got.reader.resume();
  await until(() => got.text === "later");
  got.reader.close();
  other.reader.close();
});

test("the end is told once, and descriptors are not leaked", async () => {
  // The thread that waits for sockets opens what it needs once.
  const other = read(theirs);
  ours.write("x");
  await until(() => other.text === "x");
  const before = openFds();
  const got = read(ours);
  theirs.end("bye");
  await until(() => got.end !== undefined);
  expect(got).toMatchObject({ text: "bye", end: "ended" });
  got.reader.close();
  got.reader.close();
  expect(openFds()).toBe(before);
  other.reader.close();
});

test("a socket that is closed cannot be read", async () => {
  ours.destroy();
  await once(ours, "close");
  expect(() => read(ours)).toThrow("dup: EBADF");
});

test("a duplicate is another descriptor for the same file", () => {
  const fd = file("same");
  const copy = passing.duplicate(fd);
  expect(copy).not.toBe(fd);
  expect(fstatSync(copy).ino).toBe(fstatSync(fd).ino);
  closeSync(fd);
  expect(contentOf(copy)).toBe("same");
  expect(() => passing.duplicate(fd)).toThrow(expect.objectContaining({ code: "EBADF" }));
});

test("programs that are started do not inherit what has come", async () => {
  const got: number[] = [];
  const taken = passing.read(ours, {
    received: (_chunk, fds) => got.push(...fds),
    ended() {},
    failed() {},
  })!;
  taken.reader.resume();
  const fd = file("own");
  await passing.send(theirs, [fd]);
  closeSync(fd);
  await until(() => got.length === 1);
  expect(readFileSync(`/proc/self/fdinfo/${got[0]}`, "utf8")).toMatch(/flags:\s+02100000/);
  closeSync(got[0]!);
  taken.reader.close();
});

test("elsewhere than on Linux there is an error", async () => {
  vi.resetModules();
  const platform = vi.spyOn(process, "platform", "get").mockReturnValue("darwin");
  const fresh = await import("./fd-passing.js");
  await expect(fresh.fdPassing()).rejects.toThrow("file descriptors are passed on Linux only");
  platform.mockRestore();
});
