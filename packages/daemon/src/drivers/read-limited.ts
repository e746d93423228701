// Files that somebody else wrote: as much of them as we are ready to read.

import { constants } from "node:fs";
import { open } from "node:fs/promises";

/**
 * The text of a file of at most `maxBytes`. What is no file is empty: libvirt finds nothing in a directory or a device
 * either, but it may wait for a pipe for ever.
 */
export async function readLimited(path: string, maxBytes: number): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = await file.stat();
    if (!status.isFile()) return "";
    if (status.size > maxBytes) throw new Error("too large");
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
