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

const LIBVIRTD = "/usr/sbin/libvirtd";
const root = { uid: 0, home: "/root" };

const syntax = [
  'a = "x',
  "a = 'x\n'",
  'a = """xxxxx',
  'a = """x',
  "a",
  "a =",
  "a = x",
  "= 1",
  "1a = 1",
  "a-b = 1",
  "\n",
  " \n\t\n",
  "\r\n=",
  "a = 1 b = 2",
  "a=1;;",
  "a = 1,",
  "a = 0x10",
  "a = 1.5",
  "a = -",
  "a = +-1",
  "a = [",
  "a = [ 1",
  "a = [ 1,",
  "a = [ 1 2 ]",
  "a = [ , ]",
  "a = [\n# c\n1 ]",
  'a = 1\n\n\nb = "',
  "[section]",
  "# c\r\nb",
  "a = 1\0",
  "a = true",
  "a = [ 1 ] b",
  'a = "x" y',
  'a = """\n\n\n\n\n',
  "\u00e9 = 1",
  "a = 1\r\rb",
  "a\n= 1",
  "a =\n1",
];

const bools = [
  "listen_tcp",
  "listen_tls",
  "tls_no_sanity_certificate",
  "tls_no_verify_certificate",
  "audit_logging",
];
const numbers = [
  "tcp_min_ssf",
  "min_workers",
  "max_workers",
  "max_clients",
  "max_queued_clients",
  "max_anonymous_clients",
  "prio_workers",
  "max_client_requests",
  "admin_min_workers",
  "admin_max_workers",
  "admin_max_clients",
  "admin_max_queued_clients",
  "admin_max_client_requests",
  "audit_level",
  "log_level",
  "keepalive_count",
  "admin_keepalive_count",
  "ovs_timeout",
];
const signed = ["keepalive_interval", "admin_keepalive_interval"];
const strings = [
  "tls_port",
  "tcp_port",
  "listen_addr",
  "auth_unix_rw",
  "auth_unix_ro",
  "auth_tcp",
  "auth_tls",
  "unix_sock_group",
  "unix_sock_admin_perms",
  "unix_sock_ro_perms",
  "unix_sock_rw_perms",
  "unix_sock_dir",
  "key_file",
  "cert_file",
  "ca_file",
  "crl_file",
  "tls_priority",
  "host_uuid",
  "host_uuid_source",
  "log_filters",
  "log_outputs",
];
const lists = ["access_drivers", "tls_allowed_dn_list", "sasl_allowed_username_list"];

const types = [
  ...bools.flatMap((key) => ["2", "-1", '"x"', "[ 1 ]"].map((value) => `${key} = ${value}`)),
  ...numbers.flatMap((key) => ["-1", '"x"', "[ ]", "4294967296"].map((value) => `${key} = ${value}`)),
  ...signed.flatMap((key) => ["2147483648", "-2147483649", '"x"', "[ ]"].map((value) => `${key} = ${value}`)),
  ...strings.flatMap((key) => ["1", '[ "x" ]'].map((value) => `${key} = ${value}`)),
  ...lists.flatMap((key) => ["1", '"x"', "[ 1 ]", '[ "x", 1 ]'].map((value) => `${key} = ${value}`)),
];

const uuid = "11111111-2222-3333-4444-555555555556";
const values = [
  ...["auth_unix_rw", "auth_unix_ro", "auth_tcp", "auth_tls"].flatMap((key) => [
    `${key} = "bogus"`,
    `${key} = ""`,
    `${key} = "NONE"`,
  ]),
  'auth_unix_rw = """b\nc"""',
  'auth_unix_rw = "no\0ne"',
  'auth_unix_rw = "b"\nauth_unix_rw = "none"',
  "tcp_min_ssf = 111",
  "max_workers = 0",
  "max_clients = 19",
  "max_anonymous_clients = 5001",
  'access_drivers = [ "x", "y" ]',
  'access_drivers = [ "none", "stack" ]',
  'access_drivers = [ "" ]',
  ...["x", "", uuid.replaceAll(/[2-6]/g, "1"), uuid.slice(1), `${uuid}66`, `${uuid}x`, `{${uuid}}`].map(
    (text) => `host_uuid = "${text}"`,
  ),
  'host_uuid_source = "x"',
  ...["5", "4294967295"].map((level) => `log_level = ${level}`),
  ...["x", "1", "1:", "1:+", "0:x", "5:x", "-1:x", "1:a b", "1:qemu 9:x"].map(
    (text) => `log_filters = "${text}"`,
  ),
  ...["x", "1:", "9:stderr", "1:x", "1:stderr:x", "4:file", "4:file:/a:b", "4:syslog", "4:journald:x"].map(
    (text) => `log_outputs = "${text}"`,
  ),
  'log_outputs = "4:file:/nonexist/x"',
  ...["8", "x", "", "0777x", "0777 ", "0o777", "888"].map((text) => `unix_sock_rw_perms = "${text}"`),
  'unix_sock_ro_perms = "x"\nunix_sock_admin_perms = "y"\nunix_sock_rw_perms = "z"',
  'unix_sock_admin_perms = "y"\nunix_sock_rw_perms = "z"',
  ...["nosuchgroup", "", " root", "99999999999", "0x10"].map((text) => `unix_sock_group = "${text}"`),
  `unix_sock_dir = "/${"a".repeat(120)}"`,
];

/** Of several mistakes, both report the same one. */
const orders = [
  'auth_unix_rw = "x"\nlisten_tls = "x"',
  'auth_tcp = "x"\nauth_tls = "y"\nauth_unix_ro = "z"\nauth_unix_rw = "w"',
  'tcp_min_ssf = 1\novs_timeout = "x"',
  'max_workers = 0\nmin_workers = "x"',
  'log_filters = "x"\nlog_outputs = "y"\nhost_uuid = "x"\nlog_level = 9',
  'log_filters = "x"\nlog_level = 9',
  'log_filters = "x"\naccess_drivers = [ "x" ]',
  'access_drivers = [ "x" ]\nmax_clients = 1',
  'max_clients = 1\nunix_sock_group = "nosuchgroup"',
  'unix_sock_group = "nosuchgroup"\nunix_sock_rw_perms = "x"',
];

/** Both accept these: with too few clients added, both come as far as the check of the limits and fail there. */
const accepted = [
  "",
  "# c\n\n",
  "a = 1;",
  "a = 1\r\n",
  'a = """x"y"""',
  "a = [ [ 1 ], ]",
  "a = 99999999999999999999999",
  "max_workers = +5",
  "keepalive_interval = -1",
  "keepalive_required = [ 1 ]",
  "AUTH_UNIX_RW = 1",
  "min_workers = 30\nmax_workers = 2",
  "admin_max_clients = 0",
  "max_client_requests = 0",
  "tcp_min_ssf = 112",
  "log_level = 0",
  "audit_level = 3",
  `host_uuid = " ${uuid} "`,
  `host_uuid = "${uuid.replaceAll("-", "")}"`,
  'access_drivers = [ "none" ]',
  "access_drivers = [ ]",
  'host_uuid_source = "machine-id"',
  'log_filters = "  1:x,y  3:*rpc* "',
  'log_outputs = " 4:stderr  04:stderr "',
  'auth_tcp = "sasl"',
  "listen_tls = 1",
  'ca_file = "/x"',
  "tls_allowed_dn_list = [ ]",
];

/** Further arguments, and last what the file holds. */
const withArguments = [
  ["-l", 'ca_file = "/x"'],
  ["-l", 'ca_file = "/x"\ncert_file = "/y"'],
  ["-l", 'key_file = "/x"'],
  ["-l", 'listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\nlisten_addr = "127.0.0.1"\ntcp_port = "abc"'],
  ["-l", 'listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\ntcp_port = "-1"'],
  ["-p", "/nonexist/pid", ""],
  ["-p", "/tmp", ""],
  ["-f", "/nonexist", ""],
  ["-f", "/etc/passwd/x", ""],
  ["-f", "/tmp", ""],
  ["-t", "abc", "a"],
  ["-t", "-1", ""],
];

/** The first line on stdout and stderr, and the status. */
const commandLines = [
  ["--bogus"],
  ["-x"],
  ["-vx"],
  ["-?"],
  ["-f"],
  ["-vp"],
  ["--timeout"],
  ["--pid"],
  ["--listen=3"],
  ["--ver"],
  ["--=x"],
  ["extra"],
  ["-"],
  ["--", "-V"],
  ["extra", "--bogus"],
  ["--bogus=x"],
  ["--help"],
  ["-h", "extra"],
  ["-hV"],
];

/** What libvirtd takes and we refuse, each for the reason given where it is refused. */
const stricter: [string, string][] = [
  // It counts modulo 2^64 and so reads 5.
  [
    "max_workers = 18446744073709551621",
    "Can't load config file: internal error: FILE: value for 'max_workers' parameter must be in range 0:4294967295: FILE",
  ],
  [
    'access_drivers = [ "polkit" ]',
    'unsupported configuration: access_drivers: "polkit" is not available yet',
  ],
];

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
    // The name in front, the headline and what is not there yet are ours; every other line is the same.
    const plain = (text: string) =>
      text
        .replaceAll(/^(\/usr\/sbin\/libvirtd|virtgated):/gm, "NAME:")
        .replaceAll(/^ {2}(\/usr\/sbin\/)?(libvirtd|virtgated) \[options\]/gm, "  NAME [options]")
        .replaceAll(/^(libvirt|virtgate) management daemon:/gm, "HEADLINE")
        .replaceAll("TLS (not available yet):", "TLS:");
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
