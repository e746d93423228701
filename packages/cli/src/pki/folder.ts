// The folder of an authority as the system sees it: who may enter it, which names are in it.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";

/** A key that others can use is worth nothing. */
export function checkPrivate(folder: string): void {
  const uid = process.getuid?.();
  for (const path of [folder, join(folder, "cakey.pem")]) {
    let stat: ReturnType<typeof statSync>;
    try {
      stat = statSync(path, { throwIfNoEntry: false });
    } catch (thrown) {
      throw new Failure(`cannot read ${path}: ${systemErrorText(thrown)}`);
    }
    if (stat === undefined) continue;
    if (stat.uid !== 0 && stat.uid !== uid) throw new Failure(`${path} belongs to another user`);
    if ((Number(stat.mode) & 0o077) !== 0) {
      throw new Failure(`others have access to ${path}: chmod go= ${path}`);
    }
  }
}

/** The names in a folder, none if it is not there. Throws Failure. */
export function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new Failure(`cannot read ${folder}: ${systemErrorText(thrown)}`);
  }
}

/** Any name as one that a folder can have, and no two alike. Throws Failure for one that is too long. */
export function folderName(name: string): string {
  const safe = encodeURIComponent(name)
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^\./, "%2E");
  if (safe.length > 200)
    throw new Failure(`'${name}' is too long a name: give a short one, and --dn or --dns`);
  return safe;
}

/** Says what could not be written. Throws Failure. */
export function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST") throw new Failure(`${path} is there already`);
    throw new Failure(`cannot write ${path}: ${systemErrorText(thrown)}`);
  }
}
