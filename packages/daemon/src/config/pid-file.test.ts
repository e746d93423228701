import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { acquirePidFile } from "./pid-file.js";

const directory = mkdtempSync(join(tmpdir(), "virtgate-pid-"));
afterAll(() => rmSync(directory, { recursive: true }));

const inUse = (path: string) => `Failed to acquire pid file '${path}': Resource temporarily unavailable`;

test("it names us, others may read it, and it is gone after release", () => {
  const path = join(directory, "mine");
  const file = acquirePidFile(path);
  expect(readFileSync(path, "utf8")).toBe(`${process.pid}`);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  file.release();
  expect(existsSync(path)).toBe(false);
});

test("nobody gets it twice", () => {
  const path = join(directory, "twice");
  const file = acquirePidFile(path);
  expect(() => acquirePidFile(path)).toThrow(
    expect.objectContaining({ exitStatus: 1, message: inUse(path) }),
  );
  expect(readFileSync(path, "utf8")).toBe(`${process.pid}`);
  file.release();
  acquirePidFile(path).release();
});

/** A file that nobody has locked belongs to a daemon that is gone, whatever number it holds. */
test.each(["", "1", `${process.ppid}`, "99999999", "not a number", "x".repeat(5000)])(
  "a file left behind with %j is taken over",
  (content) => {
    const path = join(directory, "stale");
    writeFileSync(path, content);
    const file = acquirePidFile(path);
    expect(readFileSync(path, "utf8")).toBe(`${process.pid}`);
    file.release();
  },
);

test("the lock of a killed process is gone with it", async () => {
  const path = join(directory, "killed");
  writeFileSync(path, "1");
  // One process: after it nobody has the lock.
  const script = "echo locked; exec sleep 60";
  const holder = spawn("flock", ["--no-fork", path, "sh", "-c", script], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(holder.stdout, "data");
  expect(() => acquirePidFile(path)).toThrow(inUse(path));
  holder.kill("SIGKILL");
  await once(holder, "exit");
  acquirePidFile(path).release();
});

test("somebody else's file in its place is not removed", () => {
  const path = join(directory, "replaced");
  const file = acquirePidFile(path);
  renameSync(path, `${path}.old`);
  writeFileSync(path, "2");
  file.release();
  expect(readFileSync(path, "utf8")).toBe("2");
});

test.each([
  ["/nonexist/pid", "Failed to open pid file '/nonexist/pid': No such file or directory"],
  [tmpdir(), `Failed to open pid file '${tmpdir()}': Is a directory`],
])("%s", (path, message) => {
  expect(() => acquirePidFile(path)).toThrow(expect.objectContaining({ exitStatus: 1, message }));
});
