// Rows were observed with virsh 9.0.0 and a program that prints its arguments. interop/ssh-arguments.test.ts compares more.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { remoteTarget } from "../remote-uri.js";
import { parseUri } from "../uri.js";
import { sshArguments } from "./ssh-command.js";

const socket = "/var/run/libvirt/libvirt-sock";

function argumentsOf(uri: string, { readonly = false, session = false, proxy = "" } = {}): string[] {
  const target = remoteTarget(parseUri(uri), proxy === "" ? {} : { remoteProxy: proxy });
  return sshArguments(target, { socket: target.socket ?? socket, readonly, session });
}

const command = (uri: string, options = {}): string => argumentsOf(uri, options).at(-1)!;

const nc = (program: string, path: string): string =>
  `if '${program}' -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then ARG=-q0;else ARG=;fi;'${program}' $ARG -U ${path}`;

test.each([
  ["test+ssh://h/default", ["-T", "-e", "none", "--", "h"]],
  ["test+ssh:///default", ["-T", "-e", "none", "--", "localhost"]],
  ["test+ssh://[::1]:5/default", ["-p", "5", "-T", "-e", "none", "--", "::1"]],
  [
    "test+ssh://u@h:22/x?keyfile=/k&no_tty=1&no_verify=1",
    [
      ...["-p", "22", "-l", "u", "-i", "/k", "-T", "-e", "none"],
      ...["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "--", "h"],
    ],
  ],
  ["test+ssh://h/x?no_tty=0&no_verify=0", ["-T", "-e", "none", "--", "h"]],
  ["test+ssh://-oProxyCommand=x/default", ["-T", "-e", "none", "--", "-oProxyCommand=x"]],
  ["test+ssh://-lfoo@h/x?keyfile=-i", ["-l", "-lfoo", "-i", "-i", "-T", "-e", "none", "--", "h"]],
  ["test+ssh://h%20x'y%0a/default", ["-T", "-e", "none", "--", "h x'y\n"]],
])("%s", (uri, expected) => {
  expect(argumentsOf(uri).slice(0, -1)).toEqual(expected);
});

describe("the remote command", () => {
  test.each<[string, object, string]>([
    ["test+ssh://h/default?proxy=native", {}, "sh -c 'virt-ssh-helper 'test:///default''"],
    ["test+ssh://h/default?proxy=native", { readonly: true }, "sh -c 'virt-ssh-helper -r 'test:///default''"],
    ["qemu+ssh://h/session", { session: true }, "sh -c 'virt-ssh-helper 'qemu:///session''"],
    ["test+ssh://h/default", { proxy: "netcat" }, `sh -c '${nc("nc", socket)}'`],
    ["test+ssh://h/default?socket=/s", { session: true }, `sh -c '${nc("nc", "/s")}'`],
    ["test+ssh://h/default?netcat=n", {}, `sh -c '${nc("n", socket)}'`],
    ["test+ssh://h/default?netcat=n", { proxy: "auto" }, `sh -c '${nc("n", socket)}'`],
    ["test+ssh://h/default?socket=", {}, `sh -c '${nc("nc", "")}'`],
    [
      "test+ssh://h/default?socket=/s&proxy=auto",
      {},
      "sh -c 'which virt-ssh-helper 1>/dev/null 2>&1; if test $? = 0; then     virt-ssh-helper 'test:///default'; " +
        `else    ${nc("nc", "/s")}; fi'`,
    ],
    [
      "test+ssh://h/default?foo=bar&proxy=native",
      {},
      "sh -c 'virt-ssh-helper '''\\''test:///default?foo=bar'\\'''''",
    ],
    [
      "test+ssh://h/a'b?proxy=native",
      {},
      "sh -c 'virt-ssh-helper '''\\''test:///a'\\''\\'\\'''\\''b'\\'''''",
    ],
    ["remote+ssh://h/?proxy=native", {}, "sh -c 'virt-ssh-helper '''\\'''\\'''''"],
    ["test+ssh://h/?netcat=n%20c", {}, `sh -c '${nc("''\\''n c'\\'''", socket)}'`],
  ])("%s %o", (uri, options, expected) => {
    expect(command(uri, options)).toBe(expected);
  });

  test.each([{}, { session: true }, { proxy: "native" }])(
    "netcat and native do not go together: %o",
    (how) => {
      const native = "session" in how || "proxy" in how;
      const run = () => command("qemu+ssh://h/session?netcat=n", how);
      if (!native) return expect(run).not.toThrow();
      const message = "invalid argument: netcat path not valid with native proxy mode";
      expect(run).toThrow(expect.objectContaining({ message, code: 8, domain: 7 }));
    },
  );
});

describe("whatever a URI says, the shells over there run one program with one argument", () => {
  const folder = mkdtempSync(join(tmpdir(), "vg-ssh-"));
  const print = `#!/bin/sh\ntest "$*" = -q || printf '<%s>' "$@"\n`;
  for (const name of ["virt-ssh-helper", "nc"]) writeFileSync(join(folder, name), print, { mode: 0o755 });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (text: string): string =>
    execFileSync("sh", ["-c", text], {
      env: { PATH: `${folder}:${process.env["PATH"]}` },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const escaped = (text: string): string => encodeURIComponent(text).replaceAll("'", "%27");

  const nasty = [
    "a b",
    "a'b",
    '"',
    "$(id)",
    "`id`",
    ";id",
    "&id",
    "|id",
    "a\nid",
    "\\",
    "*",
    "~",
    "''",
    "#",
    "-x",
  ];
  test.each([...nasty, ""])("name=%j", (text) => {
    const uri = `test+ssh://h/?proxy=native&name=${escaped(text)}`;
    expect(run(command(uri))).toBe(`<${text}>`);
    expect(run(command(uri, { readonly: true }))).toBe(`<-r><${text}>`);
  });

  test.each(nasty)("socket=%j", (text) => {
    expect(run(command(`test+ssh://h/?socket=${escaped(text)}`))).toBe(`<-U><${text}>`);
  });

  test.each(nasty.filter((text) => text !== "~"))("netcat=./%j", (text) => {
    const program = join(folder, text);
    writeFileSync(program, print, { mode: 0o755 });
    expect(run(command(`test+ssh://h/?netcat=${escaped(program)}`))).toBe(`<-U><${socket}>`);
  });
});
