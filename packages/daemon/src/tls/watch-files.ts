// Notices that one of a few files is another one than before: changed, replaced by a rename, gone or there again, also
// behind a symbolic link. What is seen of a file in the middle of being written does not count until it rests.

import { type FSWatcher, realpathSync, statSync, watch } from "node:fs";
import { dirname } from "node:path";

/** Nothing may have changed for so long. */
const restMs = 300;
/** Without help from the system (network file systems, too many watchers) a change is noticed this late. */
const lookEveryMs = 10_000;

export interface WatchTimes {
  readonly restMs: number;
  readonly lookEveryMs: number;
}

/** What the files are now. Compare for equality. */
export function fingerprint(paths: readonly string[]): string {
  return paths.map(fingerprintOf).join("\n");
}

function fingerprintOf(path: string): string {
  try {
    const { dev, ino, size, mode, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [path, dev, ino, size, mode, mtimeNs, ctimeNs].join(" ");
  } catch (thrown) {
    return `${path} ${(thrown as NodeJS.ErrnoException).code}`;
  }
}

export class FileWatch {
  readonly #changed: () => void;
  readonly #times: WatchTimes;
  readonly #timer: NodeJS.Timeout;
  #paths: readonly string[] = [];
  #seen = "";
  #resting: string | undefined;
  #rest: NodeJS.Timeout | undefined;
  #watchers: FSWatcher[] = [];

  constructor(changed: () => void, times: WatchTimes = { restMs, lookEveryMs }) {
    this.#changed = changed;
    this.#times = times;
    this.#timer = setInterval(() => this.#look(), times.lookEveryMs).unref();
  }

  /** From now on these files, which were like this when they were last read. */
  follow(paths: readonly string[], seen: string): void {
    this.#paths = paths;
    this.#seen = seen;
    this.#watchDirectories();
    this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#paths = [];
    for (const watcher of this.#watchers.splice(0)) watcher.close();
  }

  #watchDirectories(): void {
    for (const watcher of this.#watchers.splice(0)) watcher.close();
    // Directories, because a rename puts another file in the place of the one that would be watched.
    const directories = new Set(this.#paths.flatMap((path) => [dirname(path), ...directoryBehind(path)]));
    for (const directory of directories) {
      try {
        const watcher = watch(directory, { persistent: false }, () => this.#look());
        watcher.on("error", () => watcher.close());
        this.#watchers.push(watcher);
      } catch {
        // Not there, or too many watchers: the timer looks.
      }
    }
  }

  #look(): void {
    if (this.#rest !== undefined || this.#paths.length === 0) return;
    const now = fingerprint(this.#paths);
    if (now === this.#seen) return;
    this.#resting = now;
    this.#rest = setTimeout(() => this.#lookAgain(), this.#times.restMs).unref();
  }

  #lookAgain(): void {
    this.#rest = undefined;
    const now = fingerprint(this.#paths);
    if (now !== this.#resting) return this.#look();
    this.#seen = now;
    this.#watchDirectories();
    this.#changed();
  }
}

/** Where the file really is, when the path leads there over a link. */
function directoryBehind(path: string): string[] {
  try {
    return [dirname(realpathSync(path))];
  } catch {
    return [];
  }
}
