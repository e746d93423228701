// Writing a file so that a crash at any point leaves the old content or the new, never half of it.

import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { access, type FileHandle, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A path opened for new content. `write` puts it in place, `open` and `write` clean up when they fail. */
export class ReplacedFile {
  readonly #target: string;
  /** Undefined: the target itself is written, because it is a device or its directory is closed to us. */
  readonly #temporary: string | undefined;
  readonly #handle: FileHandle;

  private constructor(target: string, temporary: string | undefined, handle: FileHandle) {
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** `mode` is for a new file; one that exists keeps its own. */
  static async open(path: string, mode: number): Promise<ReplacedFile> {
    const existing = await stat(path).catch(() => undefined);
    if (existing !== undefined && !existing.isFile()) return ReplacedFile.#inPlace(path);
    if (existing !== undefined) await access(path, constants.W_OK);
    const target = existing === undefined ? path : await realpath(path);
    // Its own short name: the target's may already be as long as a name can be.
    const temporary = join(dirname(target), `.virtgate-${randomBytes(6).toString("hex")}`);
    let handle: FileHandle;
    try {
      handle = await open(temporary, "wx", mode);
    } catch (thrown) {
      // Perhaps only the directory is closed to us, and not the file.
      if (existing === undefined) throw thrown;
      return ReplacedFile.#inPlace(path);
    }
    const file = new ReplacedFile(target, temporary, handle);
    if (existing !== undefined) await file.#takeOver(existing);
    return file;
  }

  static async #inPlace(path: string): Promise<ReplacedFile> {
    // Non-blocking, because a pipe that nobody reads would hold one of Node's few file threads for ever.
    const flags = constants.O_WRONLY | constants.O_TRUNC | constants.O_NONBLOCK;
    return new ReplacedFile(path, undefined, await open(path, flags));
  }

  /** The new file stands in for the old one: it gets its mode, and its owner as far as we may give it away. */
  async #takeOver({ uid, gid, mode }: Stats): Promise<void> {
    try {
      await this.#handle.chown(uid, gid).catch(() => undefined);
      await this.#handle.chmod(mode & 0o7777);
    } catch (thrown) {
      await this.#handle.close();
      await this.#discard();
      throw thrown;
    }
  }

  async #discard(): Promise<void> {
    if (this.#temporary !== undefined) await unlink(this.#temporary).catch(() => undefined);
  }

  async write(content: Uint8Array): Promise<void> {
    const temporary = this.#temporary;
    try {
      try {
        await this.#handle.writeFile(content);
        if (temporary !== undefined) await this.#handle.sync();
      } finally {
        await this.#handle.close();
      }
      if (temporary !== undefined) await rename(temporary, this.#target);
    } catch (thrown) {
      await this.#discard();
      throw thrown;
    }
    if (temporary !== undefined) await syncDirectory(dirname(this.#target));
  }
}

/** Makes the new name itself survive. Some file systems cannot do it, and lose nothing by that. */
async function syncDirectory(path: string): Promise<void> {
  try {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The content is safe; only the name may be the old one after a power cut.
  }
}
