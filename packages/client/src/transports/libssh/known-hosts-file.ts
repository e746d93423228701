// known_hosts on disk. Several programs may add to it at once: a line is one write at the end of the file.

import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { errorText } from "../../errno.js";
import { maxKnownHostsBytes } from "../../limits.js";
import type { Dialect } from "./dialect.js";

/** The text, empty where there is no such file. Rejects with LibvirtError for one that cannot be read, or is too long. */
export async function readKnownHosts(path: string, dialect: Dialect): Promise<string> {
  try {
    const file = await open(path, "r");
    try {
      const bytes = Buffer.alloc(0);
      const chunks: Buffer[] = [bytes];
      let length = 0;
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, null);
        if (bytesRead === 0) return Buffer.concat(chunks).toString("latin1");
        length += bytesRead;
        if (length > maxKnownHostsBytes)
          throw dialect.failure(`known hosts file '${path}' has more than ${maxKnownHostsBytes} bytes`);
        chunks.push(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (thrown) {
    const code = systemCode(thrown);
    // What is no file, or not there, knows nobody; it shows when a key is to be added.
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return "";
    throw dialect.failure(dialect.cannotRead(path, errorText(code)));
  }
}

/** Resolves when the line is on the disk. Folders on the way are made. */
export async function appendKnownHost(path: string, line: string, dialect: Dialect): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => {});
    const file = await open(path, "a+", 0o644);
    try {
      // Others may add at this moment, and then there is an empty line: nobody minds one.
      const text = `${(await endsInLine(file)) ? "\n" : ""}${line}`;
      await file.appendFile(text, "latin1");
      await file.sync().catch((thrown) => {
        // Devices such as /dev/null cannot.
        if (systemCode(thrown) !== "EINVAL") throw thrown;
      });
    } finally {
      await file.close();
    }
  } catch (thrown) {
    const reason = dialect.cannotAppend(path, errorText(systemCode(thrown)));
    throw dialect.failure(`failed to write known_host file '${path}': ${reason}`);
  }
}

/** The last line has no end of its own. */
async function endsInLine(file: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] !== 0x0a;
}

/** Rethrows what no system call has thrown. */
function systemCode(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  if (typeof code !== "string") throw thrown;
  return code;
}
