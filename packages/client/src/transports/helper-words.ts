// What a helper says on its stderr: the end of it is kept, for that is where the reason stands.

import type { Readable } from "node:stream";
import { maxHelperWordsBytes } from "../limits.js";

/** A background process of the helper may keep its stderr open. */
const patienceMs = 2000;

export class HelperWords {
  #kept = Buffer.alloc(0);
  #cut = false;
  readonly #ended: Promise<void>;

  constructor(stderr: Readable) {
    stderr.on("data", (chunk: Buffer) => this.#add(chunk));
    this.#ended = new Promise((resolve) => {
      stderr.once("close", resolve);
      stderr.once("error", () => resolve());
    });
  }

  #add(chunk: Buffer): void {
    const all = Buffer.concat([this.#kept, chunk]);
    this.#cut ||= all.length > maxHelperWordsBytes;
    this.#kept = all.subarray(-maxHelperWordsBytes);
  }

  /** Everything, once the helper has said it all: without the ends of its last lines, as libvirt quotes it. */
  async all(): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([this.#ended, patience]);
    clearTimeout(timer);
    return this.#text();
  }

  #text(): string {
    const kept = this.#kept.toString("utf8");
    const zero = kept.indexOf("\0");
    const text = (zero < 0 ? kept : kept.slice(0, zero)).trimEnd();
    // Whole lines, if there are any.
    return this.#cut ? `...${text.slice(Math.max(0, text.indexOf("\n")))}` : text;
  }
}
