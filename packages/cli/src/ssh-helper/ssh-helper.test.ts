// The helper between streams of the test and a daemon of a few lines. Texts were observed with virt-ssh-helper 9.0.0.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { Environment } from "@virtgate/client";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { runSshHelper } from "./ssh-helper.js";
import { usage } from "./words.js";

const folder = mkdtempSync(join(tmpdir(), "vg-ssh-helper-"));
const path = join(folder, "libvirt/libvirt-sock");
mkdirSync(join(folder, "libvirt"));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const host = (uid: number): Environment => ({
  uid,
  variables: { XDG_RUNTIME_DIR: folder, LIBVIRT_AUTOSTART: "0" },
  homeDirectory: () => folder,
  exists: () => false,
  readConfiguration: () => undefined,
});

async function daemon(serve: (socket: Socket) => void): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => serve(socket.on("error", () => {})));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
}

/** A user's helper, whose daemon is the test's. */
function start(words = ["qemu:///session"], uid = 1000) {
  const input = new PassThrough();
  const output = new PassThrough();
  const said: string[] = [];
  const ended = runSshHelper(words, {
    host: host(uid),
    write: (descriptor, text) => void said.push(`${descriptor}: ${text}`),
    streams: () => ({ input, output }),
  });
  return { input, output, ended, said };
}

const failed = (text: string) => [`2: virt-ssh-helper: ${text}\n`];
const traffic = (text: string) => failed(`could not proxy traffic: ${text}`);

test("bytes go both ways until the daemon ends it", async () => {
  await daemon((socket) => {
    socket.once("data", (chunk) => socket.end(`heard ${chunk}`));
  });
  const { input, output, ended, said } = start();
  const got: Buffer[] = [];
  output.on("data", (chunk) => got.push(chunk));
  input.write("hello");
  expect(await ended).toBe(1);
  expect(Buffer.concat(got).toString()).toBe("heard hello");
  expect(said).toEqual(traffic("End of file while reading data: Input/output error"));
});

test("all that was sent before the client's end arrives", async () => {
  let bytes = 0;
  let over = false;
  await daemon((socket) => {
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
    };
    setTimeout(() => socket.on("data", count), 50);
    socket.on("close", () => {
      over = true;
    });
    socket.on("end", () => socket.end());
  });
  const { input, ended, said } = start();
  input.end(Buffer.alloc(3_000_000));
  expect(await ended).toBe(1);
  expect(said).toEqual(traffic("internal error: EOF on stdin"));
  expect(over).toBe(false); // the process ends with it
  await expect.poll(() => bytes, { timeout: 5000 }).toBe(3_000_000);
});

test("all that the daemon sent before its end arrives", async () => {
  await daemon((socket) => void socket.end(Buffer.alloc(3_000_000)));
  const { output, ended } = start();
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
  };
  setTimeout(() => output.on("data", count), 50);
  expect(await ended).toBe(1);
  await expect.poll(() => bytes).toBe(3_000_000);
});

describe("back-pressure", () => {
  test("a client that does not read makes the daemon wait, and is heard all the same", async () => {
    let served!: Socket;
    const heard: string[] = [];
    await daemon((socket) => {
      served = socket;
      socket.on("data", (chunk) => void heard.push(chunk.toString()));
      socket.write(Buffer.alloc(16_000_000));
    });
    const { input, output, ended } = start();
    await expect.poll(() => served?.writableLength > 0).toBe(true);
    input.write("still there");
    await expect.poll(() => heard.join("")).toBe("still there");
    expect(output.readableLength + output.writableLength).toBeLessThan(1_000_000);
    expect(served.writableLength).toBeGreaterThan(0);
    output.resume();
    await expect.poll(() => served.writableLength, { timeout: 5000 }).toBe(0);
    served.end();
    expect(await ended).toBe(1);
  });

  test("a daemon that does not read makes the client wait", async () => {
    let served!: Socket;
    await daemon((socket) => {
      served = socket.pause();
    });
    const { input, ended } = start();
    await expect.poll(() => served !== undefined).toBe(true);
    let more = true;
    for (let i = 0; i < 1000 && more; i++) {
      more = input.write(Buffer.alloc(65_536));
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(more).toBe(false);
    served.destroy();
    expect(await ended).toBe(1);
  });
});

test("a client that has gone", async () => {
  await daemon((socket) => void socket.write("hello"));
  const { output, ended, said } = start();
  output.once("data", () => output.destroy(Object.assign(new Error("gone"), { code: "EPIPE" })));
  expect(await ended).toBe(1);
  expect(said).toEqual(traffic("Cannot write to stdout: Broken pipe"));
});

describe("what it says", () => {
  const noScheme = "invalid argument: missing scheme for URI";
  const cannot = (socket: string) =>
    failed(
      `cannot connect to '${socket}': Failed to connect socket to '${socket}': No such file or directory`,
    );
  test.each<[string[], string[]]>([
    [[], [`2: ${usage}`]],
    [["-x"], ["2: option parsing failed: Unknown option -x\n"]],
    [[""], failed(`cannot parse URI transport '': ${noScheme}`)],
    [["/session"], failed(`cannot parse URI transport '/session': ${noScheme}`)],
    [["a:b c"], failed("cannot parse 'a:b c': internal error: Unable to parse URI a:b c")],
    [["test+tcp://h/x"], failed("unexpected URI transport 'test+tcp://h/x'")],
    [["test+ext:///x"], failed("unexpected URI transport 'test+ext:///x'")],
    [["test://h/x"], failed("unexpected URI transport 'test://h/x'")],
    [
      ["test+unix://h/x"],
      failed(
        "cannot parse URI transport 'test+unix://h/x': invalid argument: using unix socket and remote server 'h' is not supported.",
      ),
    ],
    [
      ["test+x:///"],
      failed(
        "cannot parse URI transport 'test+x:///': invalid argument: remote_open: transport in URL not recognised (should be tls|unix|ssh|ext|tcp|libssh2|libssh)",
      ),
    ],
    [["qemu:///session"], cannot(path)],
    [["-r", "qemu+UNIX:///session?mode=direct&socket=/x&no_tty=maybe"], cannot(path)],
    [["--help"], [`1: ${usage}`]],
    [["-V"], ["1: virt-ssh-helper (virtgate) 0.1.0\n"]],
  ])("%j", async (words, expected) => {
    const { ended, said } = start(words);
    expect(await ended).toBe(words[0] === "--help" || words[0] === "-V" ? 0 : 1);
    expect(said).toEqual(expected);
  });
});
