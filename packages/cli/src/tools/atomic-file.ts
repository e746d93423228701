// Files that are there whole or not at all: written under another name, brought to the disk, then given their name.

import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";

export interface FileTraits {
  readonly mode: number;
  /** Absent: ours. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** Makes the file or takes the place of the old one. Throws Failure. */
export function replaceFile(path: string, data: string | Uint8Array, traits: FileTraits): void {
  write(path, data, traits, renameSync);
}

/** Makes the file, which must not be there. Throws Failure. */
export function createFile(path: string, data: string | Uint8Array, traits: FileTraits): void {
  write(path, data, traits, (temporary, target) => {
    linkSync(temporary, target);
    rmSync(temporary);
  });
}

function write(
  path: string,
  data: string | Uint8Array,
  { mode, owner }: FileTraits,
  name: (temporary: string, target: string) => void,
): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    // Nobody else may read it before it has its owner.
    const file = openSync(temporary, "wx", 0o600);
    try {
      writeFileSync(file, data);
      if (owner !== undefined) fchownSync(file, owner.uid, owner.gid);
      fchmodSync(file, mode); // open(2) has left out what the umask forbids
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    name(temporary, path);
    syncFolder(dirname(path));
  } catch (thrown) {
    rmSync(temporary, { force: true });
    if (thrown instanceof Failure) throw thrown;
    throw new Failure(`cannot write ${path}: ${systemErrorText(thrown)}`);
  }
}

/** A name is only safe when its folder is. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** With the folders above it, which everybody may enter. Those that are there stay as they are. Throws Failure. */
export function makeFolder(path: string, mode: number): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path), 0o755);
  try {
    mkdirSync(path);
    const descriptor = openSync(path, "r");
    try {
      fchmodSync(descriptor, mode);
    } finally {
      closeSync(descriptor);
    }
  } catch (thrown) {
    throw new Failure(`cannot make the folder ${path}: ${systemErrorText(thrown)}`);
  }
}
