// The same configuration file and the same arguments for the real libvirtd and for us: the same words and the
// same exit status. Adding a case is adding a row.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeRunDirectory, openLog } from "../packages/daemon/src/config/directories.js";
import { loadConfig } from "../packages/daemon/src/config/load.js";
import { acquirePidFile } from "../packages/daemon/src/config/pid-file.js";
import { StartError } from "../packages/daemon/src/config/start-error.js";
import { parseOptions } from "../packages/daemon/src/options.js";
import { missing, title } from "./peers.js";
import {
  accepted,
  commandLines,
  orders,
  stricter,
  syntax,
  types,
  values,
  withArguments,
} from "./rows/configuration.js";

const LIBVIRTD = "/usr/sbin/libvirtd";
const root = { uid: 0, home: "/root" };

const why = missing("root", "namespaces", "libvirtd");

describe.skipIf(why !== undefined)(title("libvirtd configuration", why), () => {
  let directory = "";
  let file = "";

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "virtgate-config-"));
    file = join(directory, "libvirtd.conf");
    for (const name of Object.values(mounts)) mkdirSync(join(directory, name));
    for (const path of Object.keys(mounts)) mkdirSync(path, { recursive: true });
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each([...syntax, ...types, ...values, ...orders])("%j", async (text) => {
    writeFileSync(file, text);
    const theirs = await libvirtd(directory, file, []);
    expect(ours(directory, file, [])).toEqual(theirs);
    expect(theirs.status).toBeGreaterThan(0);
  });

  test.each(withArguments)("%j %j %j", async (...row) => {
    const [text, ...args] = [row.at(-1)!, ...row.slice(0, -1)];
    writeFileSync(file, text);
    const theirs = await libvirtd(directory, file, args);
    expect(ours(directory, file, args)).toEqual(theirs);
    expect(theirs.status).toBeGreaterThan(0);
  });

  const limits = `internal error: The overall maximum number of clients must not be less than the number of clients waiting for authentication`;

  test.each(accepted)("%j is accepted", async (text) => {
    writeFileSync(file, `max_clients = 1\n${text}`);
    const theirs = await libvirtd(directory, file, []);
    expect(theirs).toEqual({ status: 3, text: limits });
    expect(ours(directory, file, [])).toEqual(theirs);
  });

  test.each(stricter)("%j is accepted by libvirtd alone", async (text, problem) => {
    writeFileSync(file, `max_clients = 1\n${text}`);
    expect(await libvirtd(directory, file, [])).toEqual({ status: 3, text: limits });
    const { status, text: answer } = ours(directory, file, []);
    expect({ status, first: answer.split("\n")[0] }).toEqual({ status: 1, first: problem });
  });

  test.each(commandLines)("libvirtd %j %j", async (...args) => {
    const theirs = await run([LIBVIRTD, ...args]);
    const answer = parseOptions(args, root);
    if (answer.kind !== "print") throw new Error("it would run");
    // The name in front, the headline and the options without a letter are ours; every other line is the same.
    const plain = (text: string) =>
      text
        .replaceAll(/^(\/usr\/sbin\/libvirtd|virtgated):/gm, "NAME:")
        .replaceAll(/^ {2}(\/usr\/sbin\/)?(libvirtd|virtgated) \[options\]/gm, "  NAME [options]")
        .replaceAll(/^(libvirt|virtgate) management daemon:/gm, "HEADLINE")
        .replaceAll(/^ {2}--.*\n/gm, "");
    expect({ status: answer.exitStatus, out: plain(answer.stdout), err: plain(answer.stderr) }).toEqual({
      status: theirs.status,
      out: plain(theirs.stdout),
      err: plain(theirs.stderr),
    });
  });

  test("a running libvirtd keeps us from its pid file", async () => {
    writeFileSync(file, 'auth_unix_rw = "none"\nunix_sock_rw_perms = "0700"\n');
    const pidFile = join(directory, "pid");
    const child = start(directory, file, []);
    try {
      const written = () => existsSync(pidFile) && readFileSync(pidFile, "utf8") === `${child.pid}`;
      for (let i = 0; i < 100 && !written(); i++) await sleep(50);
      expect(() => acquirePidFile(pidFile)).toThrow(
        `Failed to acquire pid file '${pidFile}': Resource temporarily unavailable`,
      );
    } finally {
      child.kill("SIGTERM");
      await new Promise((resolve) => (child.exitCode === null ? child.once("exit", resolve) : resolve(0)));
    }
    acquirePidFile(pidFile).release();
    expect(existsSync(pidFile)).toBe(false);
  });
});

interface Outcome {
  readonly status: number;
  /** What it said, without time, process, function and version. */
  readonly text: string;
}

function ours(directory: string, file: string, args: readonly string[]): Outcome {
  try {
    const command = parseOptions(["-f", file, "-p", join(directory, "pid"), ...args], root);
    if (command.kind !== "run") throw new Error("it would print");
    const config = loadConfig(command.options, {}, root);
    openLog(config).close();
    makeRunDirectory({ ...config, runDirectory: join(directory, "run") });
    acquirePidFile(config.pidFile).release();
    return { status: 0, text: "" };
  } catch (thrown) {
    if (!(thrown instanceof StartError)) throw thrown;
    return { status: thrown.exitStatus, text: thrown.lines.join("\n").replaceAll(file, "FILE") };
  }
}

async function libvirtd(directory: string, file: string, args: readonly string[]): Promise<Outcome> {
  const { status, stderr } = await outcome(start(directory, file, args));
  const text = stderr
    .split("\n")
    .map((line) => line.replace(/^\d{4}-\S+ \S+: \d+: /, "").replace(/^libvirt: +error : /, "error : X:0 : "))
    .filter((line) => !line.startsWith("info : ") && !elsewhere.test(line))
    .map((line) => line.replace(/^error : \w+:\d+ : /, ""))
    .join("\n")
    .trimEnd();
  return { status, text: text.replaceAll(file, "FILE") };
}

/** What libvirtd's drivers miss in a container, while the main thread is on its way to the end. */
const elsewhere = /dnsmasq|virGDBus|DBus|udev|dmidecode/;

/** A root libvirtd has fixed directories; in a mount namespace of its own they are ours. */
const mounts = {
  "/run/libvirt": "run",
  "/etc/libvirt": "etc",
  "/var/lib/libvirt": "lib",
  "/var/log/libvirt": "log",
  "/var/cache/libvirt": "cache",
};

function start(directory: string, file: string, args: readonly string[]) {
  const binds = Object.entries(mounts).map(([path, name]) => `mount --bind "$0/${name}" ${path}`);
  const script = `${binds.join(" && ")} && exec "$@"`;
  const command = [LIBVIRTD, "-f", file, "-p", join(directory, "pid"), ...args];
  return spawn(
    "unshare",
    ["--mount", "--propagation", "private", "sh", "-c", script, directory, ...command],
    {
      env: { PATH: process.env.PATH, LC_ALL: "C", HOME: "/root" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

function run([program = "", ...args]: readonly string[]) {
  return outcome(
    spawn(program, args, { env: { PATH: process.env.PATH, LC_ALL: "C" }, stdio: ["ignore", "pipe", "pipe"] }),
  );
}

/** A row after which the daemon runs is a wrong row: it is ended, and the status tells. */
async function outcome(child: ReturnType<typeof start>) {
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes: Buffer) => (out.stdout += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (out.stderr += bytes.toString()));
  const late = setTimeout(() => child.kill("SIGKILL"), 5000);
  const status = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? -1));
  });
  clearTimeout(late);
  return { status, ...out };
}
