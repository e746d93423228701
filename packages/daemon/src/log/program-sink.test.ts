import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { ProgramSink } from "./program-sink.js";

const directory = mkdtempSync(join(tmpdir(), "virtgate-sink-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("lines carry their priority, with the facility", async () => {
  const path = join(directory, "lines");
  const sink = new ProgramSink("sh", ["-c", `cat > ${path}`], 24);
  sink.write("a\n", 1);
  sink.write("b\n", 2);
  sink.write("c\n", 3);
  sink.write("d\n", 4);
  sink.close();
  await vi.waitFor(() => expect(readFileSync(path, "utf8")).toBe("<31>a\n<30>b\n<28>c\n<27>d\n"));
});

test("a program that does not read costs bounded memory", async () => {
  const sink = new ProgramSink("sleep", ["60"], 0);
  const line = `${"x".repeat(1 << 16)}\n`;
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 10_000; i++) sink.write(line, 4); // 655 MB
  await sleep(10);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 << 20);
  expect(sink.lost).toBeGreaterThan(9_000);
  sink.kill();
});

test("one that is gone does no harm", async () => {
  const sink = new ProgramSink("true", [], 0);
  for (let i = 0; i < 100; i++) {
    sink.write("x\n", 4);
    await sleep(2);
  }
  expect(sink.lost).toBeGreaterThan(0);
  sink.close();
});

test("one that is not installed is refused", () => {
  expect(() => new ProgramSink("virtgate-no-such-program", [], 0)).toThrow(
    "log output needs the program virtgate-no-such-program(1), which was not found",
  );
});
