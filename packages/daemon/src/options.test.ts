// What getopt_long(3) answers in libvirtd 9.0.0, with our name for its.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { libvirtd } from "./config/identity.js";
import { parseOptions, type RunOptions, VERSION } from "./options.js";

const root = { uid: 0 };
const defaults: RunOptions = {
  identity: libvirtd,
  configFile: null,
  listen: false,
  pidFile: null,
  timeoutSeconds: 0,
  daemon: false,
  verbose: false,
};

const runs: [string[], Partial<RunOptions>][] = [
  [[], {}],
  [
    ["-f", "/a", "-l", "-p", "/b", "-t", "30", "-d", "-v"],
    {
      configFile: "/a",
      listen: true,
      pidFile: "/b",
      timeoutSeconds: 30,
      daemon: true,
      verbose: true,
    },
  ],
  [
    ["--config=/a", "--listen", "--pid-file", "/b", "--timeout=30", "--daemon", "--verbose"],
    {
      configFile: "/a",
      listen: true,
      pidFile: "/b",
      timeoutSeconds: 30,
      daemon: true,
      verbose: true,
    },
  ],
  [["-vlf/a"], { verbose: true, listen: true, configFile: "/a" }],
  [["--c", "/a", "--p=/b"], { configFile: "/a", pidFile: "/b" }],
  [["-f", "/a", "-f", "/b"], { configFile: "/b" }],
  [["--config="], { configFile: "" }],
  [["-f", "--"], { configFile: "--" }],
  [["-v", "--"], { verbose: true }],
  [["-t", "0"], {}],
  [["-t", " +5"], { timeoutSeconds: 5 }],
  [["-t2147483"], { timeoutSeconds: 2147483 }],
];

test.each(runs)("%j", (args, options) => {
  expect(parseOptions(args, root)).toEqual({ kind: "run", options: { ...defaults, ...options } });
});

const unexpected = "unexpected, non-option, command line arguments";
const refused: [string[], string][] = [
  [["--bogus"], "unrecognized option '--bogus'"],
  [["--bogus=x"], "unrecognized option '--bogus=x'"],
  [["-x"], "invalid option -- 'x'"],
  [["-vx"], "invalid option -- 'x'"],
  [["-?"], "invalid option -- '?'"],
  [["-f"], "option requires an argument -- 'f'"],
  [["-vp"], "option requires an argument -- 'p'"],
  [["--timeout"], "option '--timeout' requires an argument"],
  [["--pid"], "option '--pid-file' requires an argument"],
  [["--listen=3"], "option '--listen' doesn't allow an argument"],
  [["--d=1"], "option '--daemon' doesn't allow an argument"],
  [["--ver"], "option '--ver' is ambiguous; possibilities: '--verbose' '--version'"],
  [
    ["--=x"],
    "option '--=x' is ambiguous; possibilities: '--verbose' '--daemon' '--listen' '--config' '--timeout' '--pid-file' '--version' '--help'",
  ],
  [["extra", "--bogus"], "unrecognized option '--bogus'"],
  [["extra"], unexpected],
  [["-"], unexpected],
  [["--", "-V"], unexpected],
];

test.each(refused)("%j is refused: %s", (args, problem) => {
  const answer = parseOptions(args, root);
  expect(answer).toMatchObject({ kind: "print", stdout: "", exitStatus: 1 });
  const [first, ...help] = answer.kind === "print" ? answer.stderr.split("\n") : [];
  expect(first).toBe(`virtgated: ${problem}`);
  expect(help.includes("Usage:")).toBe(problem !== unexpected);
});

test.each(["abc", "-1", "5x", "", "0x5", "2147484", "99999999999"])("-t %j is no timeout", (text) => {
  expect(() => parseOptions(["-t", text, "-h"], root)).toThrow("Invalid value for timeout");
});

test.each([["-V"], ["extra", "--version"], ["-V", "--bogus"]])("%j prints the version", (...args) => {
  expect(parseOptions(args, root)).toEqual({
    kind: "print",
    stdout: "virtgated (virtgate) 0.1.0\n",
    stderr: "",
    exitStatus: 0,
  });
});

test("the version is the package's", () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(VERSION).toBe(version);
});

test("help has libvirtd's layout, and the user's paths for a user", () => {
  const forRoot = parseOptions(["-h", "extra"], root);
  expect(forRoot).toMatchInlineSnapshot(`
    {
      "exitStatus": 0,
      "kind": "print",
      "stderr": "
    Usage:
      virtgated [options]

    Options:
      -h | --help            Display program help
      -v | --verbose         Verbose messages
      -d | --daemon          Run as a daemon & write PID file
      -l | --listen          Listen for TCP/IP connections
      -t | --timeout <secs>  Exit after timeout period
      -f | --config <file>   Configuration file
      -V | --version         Display version information
      -p | --pid-file <file> Change name of PID file
      --daemon-name <name>   Stand in for this daemon of libvirt
      --print-units[=dir]    Print systemd units, or write them to dir
      --user                 Units for a user's own daemon

    virtgate management daemon:

      Default paths:

        Configuration file (unless overridden by -f):
          /etc/libvirt/libvirtd.conf

        Sockets:
          /run/libvirt/libvirt-sock
          /run/libvirt/libvirt-sock-ro

        TLS:
          CA certificate: /etc/pki/CA/cacert.pem
          Server certificate: /etc/pki/libvirt/servercert.pem
          Server private key: /etc/pki/libvirt/private/serverkey.pem

        PID file (unless overridden by -p):
          /run/libvirtd.pid

    ",
      "stdout": "",
    }
  `);
  const forUser = parseOptions(["--help"], { uid: 1000 });
  expect(forUser.kind === "print" && forUser.stderr).toContain("$XDG_RUNTIME_DIR/libvirt/libvirt-sock\n\n");
});

const units = (directory: string | null, user = false, named = false) => ({ directory, user, named });

test.each([
  [["--print-units"], 0, units(null)],
  [["--print-units", "--user"], 0, units(null, true)],
  [["--user", "--print-units=/x/../y"], 0, units("/y", true)],
  [["--print-units"], 1000, units(null, true)],
  [["--daemon-name=virtqemud", "--print-units"], 0, units(null, false, true)],
])("%j of uid %i are units", (args, uid, expected) => {
  expect(parseOptions(args, { uid })).toMatchObject({ kind: "units", units: expected });
});

test.each([
  [["--daemon-name", "virtqemud"], "virtqemud"],
  [["--daemon-name=libvirtd"], "libvirtd"],
])("%j runs as %s", (args, name) => {
  expect(parseOptions(args, root)).toMatchObject({ kind: "run", options: { identity: { name } } });
});

test.each([
  [["--daemon-name"], "virtgated: option '--daemon-name' requires an argument"],
  [["--daemon-nam=virtqemud"], "virtgated: unrecognized option '--daemon-nam=virtqemud'"],
  [["--user"], "virtgated: --user goes with --print-units alone"],
  [["--user=x"], "virtgated: option '--user' doesn't allow an argument"],
  [["--listen", "--daemon-name=virtproxyd"], "virtgated: unrecognized option '--listen'"],
  [["--print-units", "x"], `virtgated: ${unexpected}`],
])("%j of our own is refused: %s", (args, problem) => {
  const answer = parseOptions(args, root);
  expect(answer).toMatchObject({ kind: "print", exitStatus: 1 });
  expect(answer.kind === "print" && answer.stderr.split("\n")[0]).toBe(problem);
});

test("a name that is none", () => {
  expect(() => parseOptions(["--daemon-name=virtlogd"], root)).toThrow("Unknown daemon name 'virtlogd'");
});
