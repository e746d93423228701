// A saved domain in a file, as libvirt's test driver has it: fifteen bytes of magic, the length of the definition
// as a little-endian word, then the definition. There is no memory to save.

import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import { ErrorDomain } from "@virtgate/protocol";
import { endedEarly, fileError } from "../file-error.js";
import { ReplacedFile } from "../replace-file.js";
import { internal } from "./refusals.js";

const magic = Buffer.from("TestGuestMagic\0", "latin1");
const lengthBytes = 4;

/**
 * libvirt reads at most 8 KiB, although it writes longer definitions and then cannot restore them. We read what
 * anybody may have written.
 */
const maxDefinitionBytes = 4_194_304;

/** `what` names the undertaking for errors: "saving domain 'x' to '/path'". */
export async function writeSaveImage(path: string, definition: string, what: string): Promise<void> {
  const text = Buffer.from(definition, "utf8");
  const length = Buffer.alloc(lengthBytes);
  length.writeInt32LE(text.length);
  let file: ReplacedFile;
  try {
    file = await ReplacedFile.open(resolve(path), 0o600);
  } catch (thrown) {
    throw fileError(ErrorDomain.test, `${what}: open failed`, thrown);
  }
  try {
    await file.write(Buffer.concat([magic, length, text]));
  } catch (thrown) {
    throw fileError(ErrorDomain.test, `${what}: write failed`, thrown);
  }
}

/** Memory that is not there: the magic alone. `what` names the undertaking for errors. */
export async function writeCoreDump(path: string, what: string): Promise<void> {
  const absolute = resolve(path);
  let file: ReplacedFile;
  try {
    file = await ReplacedFile.open(absolute, 0o600);
  } catch (thrown) {
    throw fileError(ErrorDomain.test, `${what}: failed to open ${absolute}`, thrown);
  }
  try {
    await file.write(magic);
  } catch (thrown) {
    throw fileError(ErrorDomain.test, `${what}: failed to write header to ${absolute}`, thrown);
  }
}

/** The definition in a save image. */
export async function readSaveImage(path: string): Promise<string> {
  const absolute = resolve(path);
  let file: FileHandle;
  try {
    file = await open(absolute, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (thrown) {
    throw fileError(ErrorDomain.test, `cannot read domain image '${absolute}'`, thrown);
  }
  try {
    const header = await readFully(file, magic.length, `incomplete save header in '${absolute}'`);
    if (!header.equals(magic)) throw internal("mismatched header magic");
    const length = await readFully(file, lengthBytes, `failed to read metadata length in '${absolute}'`);
    const bytes = length.readInt32LE();
    if (bytes < 1 || bytes > maxDefinitionBytes) throw internal("length of metadata out of range");
    return (await readFully(file, bytes, `incomplete metadata in '${absolute}'`)).toString("utf8");
  } finally {
    await file.close();
  }
}

async function readFully(file: FileHandle, count: number, complaint: string): Promise<Buffer> {
  const bytes = Buffer.alloc(count);
  let filled = 0;
  while (filled < count) {
    let read: number;
    try {
      read = (await file.read(bytes, filled, count - filled)).bytesRead;
    } catch (thrown) {
      throw fileError(ErrorDomain.test, complaint, thrown);
    }
    if (read === 0) throw endedEarly(ErrorDomain.test, complaint);
    filled += read;
  }
  return bytes;
}
