// Helpers of a few lines of shell. Texts were observed with virsh 9.0.0 and the same helpers.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { connect } from "../connect.js";
import type { Environment } from "../environment.js";
import { connectHelper } from "./helper.js";
import type { CloseReason, Transport } from "./transport.js";

const folder = mkdtempSync(join(tmpdir(), "vg-helper-"));
const transports: Transport[] = [];
afterEach(() => {
  for (const transport of transports.splice(0)) transport.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

let helpers = 0;
function helper(script: string): string {
  const path = join(folder, `helper${++helpers}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

const variables = { PATH: process.env["PATH"], HOME: folder, SECRET: "s", DISPLAY: ":1" };

async function start(script: string, args: string[] = [], signal?: AbortSignal): Promise<Transport> {
  const transport = await connectHelper({ program: helper(script), args }, variables, signal);
  transports.push(transport);
  return transport;
}

const closing = (transport: Transport): Promise<[CloseReason | undefined, string | undefined]> =>
  new Promise((resolve) => transport.onClose((error, reason) => resolve([reason, error?.message])));

/** Everything it sends until its end. */
function reading(transport: Transport): Promise<string> {
  const chunks: Uint8Array[] = [];
  transport.onData((chunk) => chunks.push(chunk));
  return closing(transport).then(() => Buffer.concat(chunks).toString());
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function pidIn(file: string): Promise<number> {
  await expect.poll(() => readFileSync(file, "utf8").endsWith("\n"), { timeout: 10_000 }).toBe(true);
  return Number(readFileSync(file, "utf8"));
}

let pidFiles = 0;
function pidFile(): string {
  const path = join(folder, `pid${++pidFiles}`);
  writeFileSync(path, "");
  return path;
}

test("bytes go both ways", async () => {
  const transport = await start("exec cat");
  const got: string[] = [];
  transport.onData((chunk) => got.push(Buffer.from(chunk).toString()));
  transport.send(Buffer.from("there and back"));
  await expect.poll(() => got.join("")).toBe("there and back");
});

test("arguments are nobody's but the program's", async () => {
  const args = ["-x", "--", "a b", "$(id)", "'", '"', "new\nline", "", "&&", "*"];
  const transport = await start("printf '<%s>' \"$@\"", args);
  expect(await reading(transport)).toBe(args.map((arg) => `<${arg}>`).join(""));
});

test("the environment is what libvirt gives a helper", async () => {
  const program = helper("env -u PWD -u SHLVL -u _ | sort");
  const transport = await connectHelper({ program, args: [], variables: ["DISPLAY", "TERM"] }, variables);
  expect(await reading(transport)).toBe(
    `DISPLAY=:1\nHOME=${folder}\nLC_ALL=C\nPATH=${process.env["PATH"]}\n`,
  );
});

test("one socket is both its stdin and its stdout, and it has no other", async () => {
  const transport = await start(
    "cd /proc/$$/fd; [ $(readlink 0) = $(readlink 1) ] && [ ! -e 3 ] && echo good",
  );
  expect(await reading(transport)).toBe("good\n");
});

describe("its end", () => {
  const reset = (said: string) => `Cannot recv data: ${said}: Connection reset by peer`;
  const eof = (said: string) => `End of file while reading data: ${said}: Input/output error`;
  const flood = (bytes: number) => `head -c ${bytes} /dev/zero | tr '\\0' x >&2`;
  const read = "head -c 4 >/dev/null; ";
  test.each<[string, string, string]>([
    ["without a word", "exit 3", reset("")],
    ["with a word", "echo oops >&2", reset("oops")],
    ["with several lines", "printf ' a\\nb \\r\\n\\n' >&2", reset(" a\nb")],
    ["having read all", `${read} echo oops >&2`, eof("oops")],
    ["having read all, without a word", read, eof("")],
    ["a last word later", "exec >&- <&-; echo a >&2; sleep 0.2; echo b >&2", reset("a\nb")],
    ["with 1024 bytes", flood(1024), reset("x".repeat(1024))],
    ["with more", flood(1025), reset(`...${"x".repeat(1024)}`)],
    ["with a flood", `${flood(3_000_000)}; echo why >&2`, reset(`...${"x".repeat(1020)}why`)],
    ["with lines of a flood", `${flood(3000)}; echo >&2; echo why >&2`, reset("...\nwhy")],
  ])("%s", async (_title, script, message) => {
    const transport = await start(script);
    transport.onData(() => {});
    transport.send(Buffer.from("four"));
    expect(await closing(transport)).toEqual(["eof", message]);
  });

  test("a process that it leaves behind with its stderr is not waited for", async () => {
    const file = pidFile();
    const transport = await start(`sleep 60 <&2 >&2 & echo $! >${file}; echo oops >&2`);
    transport.onData(() => {});
    transport.send(Buffer.from("four"));
    expect(await closing(transport)).toEqual(["eof", reset("oops")]);
    process.kill(await pidIn(file));
  });
});

describe("back-pressure", () => {
  test("a helper that does not read makes the sender wait", async () => {
    const file = pidFile();
    const transport = await start(`echo $$ >${file}; kill -STOP $$; exec cat >/dev/null`);
    const pid = await pidIn(file);
    let drained = 0;
    transport.onDrain(() => drained++);
    let more = true;
    for (let i = 0; i < 100 && more; i++) more = transport.send(new Uint8Array(65_536));
    expect(more).toBe(false);
    expect(drained).toBe(0);
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") T ");
    process.kill(pid, "SIGCONT");
    await expect.poll(() => drained, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  test("pausing makes the helper wait", async () => {
    const transport = await start("exec head -c 16000000 /dev/zero");
    let bytes = 0;
    transport.onData((chunk) => {
      bytes += chunk.length;
    });
    transport.pause();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bytes).toBeLessThan(1_000_000);
    const closed = closing(transport);
    transport.resume();
    await closed;
    expect(bytes).toBe(16_000_000);
  });
});

describe("no helper is left", () => {
  test.each([
    ["that ends when asked", ""],
    ["that does not", "trap '' TERM HUP PIPE; "],
  ])("one %s", async (_title, trap) => {
    const file = pidFile();
    const transport = await start(`${trap}echo $$ >${file}; while :; do sleep 0.05; done`);
    const pid = await pidIn(file);
    expect(isThere(pid)).toBe(true);
    transport.close();
    // Also not as a zombie.
    await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
  });

  test.each<[string, object]>([
    ["a deadline", { deadlineMs: 300 }],
    ["a signal", { signal: AbortSignal.timeout(300) }],
  ])("when %s passes while connecting", async (_title, how) => {
    const file = pidFile();
    const program = helper(`echo $$ >${file}; exec sleep 60`);
    const uri = `test+ext:///default?command=${encodeURIComponent(program)}`;
    await expect(connect(uri, { environment, ...how })).rejects.toThrow();
    const pid = Number(readFileSync(file, "utf8"));
    if (pid > 0) await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
  });

  test("none is started when it is too late already", async () => {
    await expect(start("exit", [], AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});

const environment: Environment = {
  uid: 0,
  variables,
  homeDirectory: () => folder,
  exists: () => false,
  readConfiguration: () => undefined,
};

describe("what cannot be started", () => {
  const cannot = (path: string, why: string) =>
    `Cannot recv data: libvirt:  error : cannot execute binary ${path}: ${why}: Connection reset by peer`;
  const notFound = (name: string) => `Cannot find '${name}' in path: No such file or directory`;
  test.each<[string, number, string]>([
    ["/nonexistent/ssh", 7, cannot("/nonexistent/ssh", "No such file or directory")],
    [folder, 7, cannot(folder, "Permission denied")],
    ["vg-no-such-program", 0, notFound("vg-no-such-program")],
    ["./vg-no-such-program", 0, notFound("./vg-no-such-program")],
    ["-oProxyCommand", 0, notFound("-oProxyCommand")],
    ["", 0, notFound("")],
  ])("%j", async (program, domain, message) => {
    const opening = connectHelper({ program, args: [] }, variables);
    await expect(opening).rejects.toMatchObject({ code: 38, domain, message });
  });
});
