import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SparseWriter } from "./sparse-writer.js";
import { type Stretch, stretchesOf } from "./stretches.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-transfer-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const mib = 1 << 20;

describe("a file with holes", () => {
  test("is written with them", async () => {
    const path = join(folder, "written");
    const file = openSync(path, "w");
    const writer = new SparseWriter(file);
    await writer.write(Buffer.from("begin"));
    await writer.skip(BigInt(8 * mib));
    await writer.write(Buffer.from("end"));
    await writer.skip(BigInt(mib));
    closeSync(file);
    const { size, blocks } = statSync(path);
    expect(size).toBe(9 * mib + 8);
    expect(blocks * 512).toBeLessThan(mib);
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 5).toString()).toBe("begin");
    expect(bytes.subarray(8 * mib + 5, 8 * mib + 8).toString()).toBe("end");
    expect(bytes.subarray(5, 8 * mib + 5).every((byte) => byte === 0)).toBe(true);
  });

  test("is read stretch by stretch, and all of it", async () => {
    const path = join(folder, "read");
    const file = openSync(path, "w+");
    writeSync(file, Buffer.alloc(mib, 1), 0, mib, 2 * mib);
    ftruncateSync(file, 8 * mib);
    const explained: string[] = [];
    const stretches: Stretch[] = [];
    for await (const stretch of stretchesOf(file, (text) => explained.push(text))) stretches.push(stretch);
    closeSync(file);
    let end = 0n;
    for (const { start, length } of stretches) {
      expect(start).toBe(end);
      end += length;
    }
    expect(end).toBe(BigInt(8 * mib));
    const inData = stretches.find(
      ({ start, length }) => start <= 2n * BigInt(mib) && start + length > 2n * BigInt(mib),
    );
    expect(inData?.hole).toBe(false);
    // Where the system can be asked; its file system may still know of no holes.
    if (explained.length > 0) expect(stretches).toHaveLength(1);
  });

  test("an empty file has no stretches", async () => {
    const file = openSync(join(folder, "empty"), "w+");
    for await (const _ of stretchesOf(file, () => {})) expect.unreachable();
    closeSync(file);
  });
});
