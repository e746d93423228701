// Definitions that users keep in files.

import { closeSync, openSync, readSync } from "node:fs";
import { Failure } from "./failure.js";
import { systemErrorText } from "./system-error.js";

/** virsh's limit on a definition. */
const maxXmlBytes = 10 * 1024 * 1024;

export function readXmlFile(path: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (thrown) {
    throw new Failure(`Failed to open file '${path}': ${systemErrorText(thrown)}`);
  }
  try {
    return readAll(descriptor).toString();
  } catch (thrown) {
    throw new Failure(`Failed to read file '${path}': ${systemErrorText(thrown)}`);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads to the end whatever the file's size says, for a pipe has none. */
function readAll(descriptor: number): Buffer {
  const chunks: Buffer[] = [];
  for (let total = 0; ; ) {
    const chunk = Buffer.allocUnsafe(65_536);
    const count = readSync(descriptor, chunk);
    if (count === 0) return Buffer.concat(chunks);
    total += count;
    if (total > maxXmlBytes) throw new Error("Value too large for defined data type");
    chunks.push(chunk.subarray(0, count));
  }
}
