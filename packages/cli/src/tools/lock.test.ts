import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { locked } from "./lock.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("one after the other, also after one that failed", async () => {
  const path = join(folder, "lock");
  const order: string[] = [];
  const work = (name: string) =>
    locked(path, async () => {
      order.push(`${name}+`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(`${name}-`);
      if (name === "a") throw new Error("a");
    });
  await Promise.allSettled([work("a"), work("b"), work("c")]);
  expect(order.join(" ")).toMatch(/^(([abc])\+ \2- ?){3}$/);
});

test("who holds it too long is told of, and a dead holder is not waited for", async () => {
  const path = join(folder, "lock");
  const holder = spawn("flock", ["--no-fork", path, "sh", "-c", "echo held; exec sleep 60"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  const refused = locked(path, async () => {}, { waitMs: 200 });
  await expect(refused).rejects.toThrow(`another virtgate is at work (it holds ${path})`);
  const ended = new Promise((resolve) => holder.once("exit", resolve));
  holder.kill("SIGKILL");
  await ended;
  await locked(path, async () => {}, { waitMs: 200 });
});

test("a link is not followed", async () => {
  const path = join(folder, "lock");
  symlinkSync(join(folder, "elsewhere"), path);
  await expect(locked(path, async () => {})).rejects.toThrow(
    `cannot lock ${path}: Too many levels of symbolic links`,
  );
});

test("a folder that is not there", async () => {
  const path = join(folder, "none/lock");
  await expect(locked(path, async () => {})).rejects.toThrow(
    `cannot lock ${path}: No such file or directory`,
  );
});
