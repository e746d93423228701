import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LibvirtError } from "@virtgate/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSaveImage, writeSaveImage } from "./save-image.js";

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "virtgate-save-"));
  path = join(directory, "image");
});
afterEach(() => rmSync(directory, { recursive: true }));

const definition = "<domain type='test'>\n  <name>gäst</name>\n</domain>\n";

/** The head of a file that libvirt 9.0.0 wrote, whose definition had 1034 bytes. */
const headByLibvirt = "54657374477565737 44d6167696300 0a040000".replaceAll(" ", "");

const magic = "TestGuestMagic\0";
const length = (count: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(count);
  return bytes.toString("latin1");
};

async function failure(attempt: Promise<unknown>): Promise<LibvirtError> {
  const thrown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(LibvirtError);
  return thrown as LibvirtError;
}

test("what is written can be read", async () => {
  await writeSaveImage(path, definition, "saving");
  expect(await readSaveImage(path)).toBe(definition);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("the file begins as libvirt's does", async () => {
  await writeSaveImage(path, "x".repeat(1034), "saving");
  expect(readFileSync(path).subarray(0, 19).toString("hex")).toBe(headByLibvirt);
});

test("bytes behind the definition do not matter", async () => {
  writeFileSync(path, `${magic}${length(4)}<a/>trailing`, "latin1");
  expect(await readSaveImage(path)).toBe("<a/>");
});

// [what the file holds, code, errno, text] as observed with libvirt 9.0.0
const damaged: [string, string, number, number, string][] = [
  ["nothing", "", 38, 0, "incomplete save header in 'PATH': Success"],
  ["half a magic", magic.slice(0, 5), 38, 0, "incomplete save header in 'PATH': Success"],
  ["another magic", `X${magic.slice(1)}${length(4)}<a/>`, 1, -1, "internal error: mismatched header magic"],
  ["no length", magic, 38, 0, "failed to read metadata length in 'PATH': Success"],
  ["half a length", `${magic}\x05\0`, 38, 0, "failed to read metadata length in 'PATH': Success"],
  ["length 0", `${magic}${length(0)}<a/>`, 1, -1, "internal error: length of metadata out of range"],
  ["length -1", `${magic}${length(-1)}<a/>`, 1, -1, "internal error: length of metadata out of range"],
  [
    "a huge length",
    `${magic}${length(0x7fffffff)}<a/>`,
    1,
    -1,
    "internal error: length of metadata out of range",
  ],
  ["half a definition", `${magic}${length(100)}<a/>`, 38, 0, "incomplete metadata in 'PATH': Success"],
];

test.for(damaged)("a file with %s is refused", async ([, content, code, errno, text]) => {
  writeFileSync(path, content, "latin1");
  const { code: gotCode, int1, message, domain } = await failure(readSaveImage(path));
  expect([gotCode, int1, message.replaceAll(path, "PATH"), domain]).toEqual([code, errno, text, 12]);
});

test("a missing file, and a directory", async () => {
  const missing = await failure(readSaveImage(path));
  expect([missing.code, missing.int1, missing.str1]).toEqual([38, 2, "%s"]);
  expect(missing.message).toBe(`cannot read domain image '${path}': No such file or directory`);
  const folder = await failure(readSaveImage(directory));
  expect([folder.int1, folder.message]).toEqual([
    21,
    `incomplete save header in '${directory}': Is a directory`,
  ]);
});

test("where nothing can be written, the text says so and nothing stays behind", async () => {
  const nowhere = await failure(writeSaveImage(join(directory, "no", "image"), definition, "saving 'x'"));
  expect(nowhere.message).toBe("saving 'x': open failed: No such file or directory");
  const folder = await failure(writeSaveImage(directory, definition, "saving 'x'"));
  expect([folder.int1, folder.message]).toEqual([21, "saving 'x': open failed: Is a directory"]);
  expect(readdirSync(directory)).toEqual([]);
});

const hasFullDisk = existsSync("/dev/full") && statSync("/dev/full").isCharacterDevice();

test.skipIf(!hasFullDisk)("a full disk", async () => {
  const { int1, message } = await failure(writeSaveImage("/dev/full", definition, "saving 'x'"));
  expect([int1, message]).toEqual([28, "saving 'x': write failed: No space left on device"]);
  expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
});

test("an existing file is replaced and keeps its mode; no temporary file stays", async () => {
  writeFileSync(path, "old");
  chmodSync(path, 0o644);
  await writeSaveImage(path, definition, "saving");
  expect(await readSaveImage(path)).toBe(definition);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  expect(readdirSync(directory)).toEqual(["image"]);
});

test("a name as long as a name can be", async () => {
  const long = join(directory, "x".repeat(255));
  await writeSaveImage(long, definition, "saving");
  expect(await readSaveImage(long)).toBe(definition);
});

test.skipIf(process.getuid?.() !== 0)("an existing file keeps its owner", async () => {
  writeFileSync(path, "old");
  chownSync(path, 1234, 1234);
  await writeSaveImage(path, definition, "saving");
  expect([statSync(path).uid, statSync(path).gid]).toEqual([1234, 1234]);
});

test("a link stays a link", async () => {
  writeFileSync(join(directory, "real"), "old");
  symlinkSync("real", path);
  await writeSaveImage(path, definition, "saving");
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(await readSaveImage(join(directory, "real"))).toBe(definition);
});

test("a device is written, not replaced", async () => {
  await writeSaveImage("/dev/null", definition, "saving");
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});
