import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseFilters } from "./filter.js";
import { Level } from "./level.js";
import { formatLine, MAX_TEXT_CHARS } from "./line.js";
import { Log } from "./logger.js";
import { parseOutputs } from "./output.js";
import type { Sink } from "./sink.js";
import { supportCodes } from "./support-code.js";

const directory = mkdtempSync(join(tmpdir(), "virtgate-log-"));
afterAll(() => rmSync(directory, { recursive: true }));
const time = new Date("2026-11-22T00:40:34.960Z");

function recorded(filters = "", outputs = "1:stderr") {
  const lines: string[] = [];
  const sink: Sink = { stamps: false, write: (line) => lines.push(line), reopen() {}, close() {} };
  const settings = { level: Level.warning, filters: parseFilters(filters), outputs: parseOutputs(outputs) };
  const log = new Log(
    settings,
    () => sink,
    () => time,
  );
  const start = `2026-11-22 00:40:34.960+0000: ${process.pid}: `;
  return { log, lines, texts: () => lines.map((line) => line.replace(start, "").trimEnd()) };
}

const lines = [
  ["plain", "a.b", "text", undefined, "a.b : text"],
  [
    "fields",
    "c",
    "t",
    { n: 1, big: 2n, ok: true, none: null, left: undefined, word: "x/y:1" },
    "c : t n=1 big=2 ok=true none=null word=x/y:1",
  ],
  ["quoted", "c", "t", { a: "b c", d: 'e"f', g: "h=i", j: "" }, 'c : t a="b c" d="e\\"f" g="h=i" j=""'],
  ["a line of its own", "c", "x\n2026: error : y", { f: "a\r\nb" }, 'c : x\\n2026: error : y f="a\\r\\nb"'],
  ["terminal and direction", "c", "\u001b[2J\u202e\u2028\u0085", {}, "c : \\u001b[2J\\u202e\\u2028\\u0085"],
  ["a backslash is not an escape", "c", "a\\nb", {}, "c : a\\\\nb"],
  [
    "secrets",
    "c",
    "t",
    { password: "x", authToken: "y", client_secret: "z" },
    "c : t password=*** authToken=*** client_secret=***",
  ],
] as const;

test.each(lines)("line: %s", (_, category, text, fields, expected) => {
  expect(formatLine(time, 1234, Level.error, category, text, fields)).toBe(
    `2026-11-22 00:40:34.960+0000: 1234: error : ${expected}\n`,
  );
});

test("a line has a limit", () => {
  const line = formatLine(time, 1, Level.info, "c", "x".repeat(1e6), { f: "y".repeat(1e6) });
  expect(line.length).toBeLessThan(MAX_TEXT_CHARS + 700);
});

test("an output begins with version and host, once", () => {
  const { log, texts } = recorded();
  log.info("c", "not wanted");
  log.warn("c", "first");
  log.error("c", "second");
  const greeting = ["info : virtgate version: 0.1.0", `info : hostname: ${hostname()}`];
  expect(texts()).toEqual([...greeting, "warning : c : first", "error : c : second"]);
});

test("filters decide before outputs do, and nothing is put together in vain", () => {
  const { log, texts } = recorded("1:rpc 4:noisy", "2:stderr");
  const never = () => {
    throw new Error("put together");
  };
  log.debug("rpc.x", "wanted by the filter, not by the output");
  log.info("rpc.x", () => "wanted");
  log.info("other", never);
  log.warn("noisy", never);
  expect(texts().slice(2)).toEqual(["info : rpc.x : wanted"]);
  expect(log.wants(Level.debug, "rpc.x")).toBe(true);
  expect(log.wants(Level.warning, "noisy")).toBe(false);
});

test("a refusal has a code and cannot be forged", () => {
  const { log, texts } = recorded();
  const code = log.refusal({ category: "access", text: "no domain 'a\" code=VG-AAAAA'\nx", user: "fred" });
  expect(code).toMatch(/^VG-[0-9A-HJKMNP-TV-Z]{5}$/);
  expect(texts()[2]).toBe(
    `warning : access : refused code=${code} text="no domain 'a\\" code=VG-AAAAA'\\nx" user=fred`,
  );
  expect(log.refusal({ category: "access", text: "t", code: "VG-12345" })).toBe("VG-12345");
});

test("support codes do not repeat", () => {
  const next = supportCodes();
  const codes = Array.from({ length: 100_000 }, next);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => code.length === 8)).toBe(true);
});

test("a file is made for the owner alone, and made again after rotation", () => {
  const path = join(directory, "a.log");
  const log = new Log({ level: Level.warning, filters: [], outputs: parseOutputs(`3:file:${path}`) });
  log.warn("c", "before");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  renameSync(path, `${path}.1`);
  log.reopen();
  log.warn("c", "after");
  log.close();
  expect(readFileSync(`${path}.1`, "utf8")).toContain("before");
  expect(readFileSync(path, "utf8")).toMatch(/^[^\n]* warning : c : after\n$/);
});

test("a pipe that nobody reads is refused instead of waited for", () => {
  const path = join(directory, "pipe");
  execFileSync("mkfifo", [path]);
  const outputs = parseOutputs(`1:file:${path}`);
  expect(() => new Log({ level: Level.warning, filters: [], outputs })).toThrow(
    `failed to open ${path}: No such device or address`,
  );
});

test("an output that cannot be opened is refused and changes nothing", () => {
  const path = join(directory, "b.log");
  const good = { level: Level.warning, filters: [], outputs: parseOutputs(`3:file:${path}`) };
  const bad = { ...good, level: Level.debug, outputs: parseOutputs(`3:file:${directory}/no/x 3:stderr`) };
  const problem = `failed to open ${directory}/no/x: No such file or directory`;
  expect(() => new Log(bad)).toThrow(problem);
  const log = new Log(good);
  expect(() => log.reconfigure(bad)).toThrow(problem);
  log.warn("c", "still here");
  expect(log.settings).toBe(good);
  expect(readFileSync(path, "utf8")).toContain("still here");
  log.reconfigure({ ...good, filters: parseFilters("1:c") });
  log.debug("c", "by the new filter"); // the output still asks for warnings
  log.reconfigure({ ...good, filters: parseFilters("1:c"), outputs: parseOutputs(`1:file:${path}`) });
  log.debug("c", "by the new output");
  log.close();
  expect(readFileSync(path, "utf8")).not.toContain("by the new filter");
  expect(readFileSync(path, "utf8")).toContain("by the new output");
});
