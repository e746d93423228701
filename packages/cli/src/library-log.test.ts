import { hostname } from "node:os";
import { expect, test } from "vitest";
import { LibraryLog, libraryLine } from "./library-log.js";
import { Terminal } from "./terminal.js";

test("a line is libvirt's", () => {
  const now = new Date(Date.UTC(2026, 10, 2, 3, 4, 5, 67));
  expect(libraryLine(now, 42, "warning", "text")).toBe("2026-11-02 03:04:05.067+0000: 42: warning : text\n");
});

test("what a certificate says cannot break out of its line", () => {
  expect(libraryLine(new Date(0), 1, "warning", "a\nb\u001b[1m\u2028c")).toMatch(/ : a\?b\?\[1m\?c\n$/);
});

function said(env: NodeJS.ProcessEnv): string {
  let text = "";
  const log = new LibraryLog(
    new Terminal((descriptor, chunk) => {
      expect(descriptor).toBe(2);
      text += chunk;
    }),
    env,
  );
  log.warning("one");
  log.warning("two");
  return text.replace(/^\S+ \S+ \d+: /gm, "");
}

test("who is speaking is said once", () => {
  expect(said({})).toBe(
    `info : virtgate version: 0.1.0\ninfo : hostname: ${hostname()}\nwarning : tls : one\nwarning : tls : two\n`,
  );
});

test.each([
  ["4", ""],
  ["error", ""],
])("LIBVIRT_DEBUG=%s: nothing", (level, text) => {
  expect(said({ LIBVIRT_DEBUG: level })).toBe(text);
});
