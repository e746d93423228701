// `vol-upload` and `vol-download`: a volume's content from and to a file.

import { closeSync, constants, fstatSync, openSync, read, unlinkSync } from "node:fs";
import { promisify } from "node:util";
import { type ClientStream, isHole } from "@virtgate/client";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, fileOption, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { systemErrorText } from "../system-error.js";
import { SparseWriter } from "../transfer/sparse-writer.js";
import { type Stretch, stretchesOf } from "../transfer/stretches.js";
import { optionalPoolOption } from "./pool.js";
import { lookupVolume, type VolumeRef, volumeOption } from "./volume.js";

/** VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM, and the same for a download. */
const sparseStream = 1;
const chunkBytes = 262_144;

const transferOptions = (what: string, way: string): readonly Option[] => [
  volumeOption(),
  fileOption("file"),
  optionalPoolOption,
  { name: "offset", type: "int", help: `volume offset to ${way}` },
  { name: "length", type: "int", help: `amount of data to ${what}` },
  bool("sparse", "preserve sparseness of volume"),
];

const rangeOf = (args: Arguments) => ({
  offset: args.ulonglong("offset") ?? 0n,
  length: args.ulonglong("length", { wraps: true }) ?? 0n,
});

/** What is wrong with the local file while a stream runs, in libvirt's words. */
const localFailure = (way: "send" | "recv", thrown: unknown) =>
  new Failure(`${way} handler failed: ${systemErrorText(thrown)}`);

const readAsync = promisify(read);

/** `place`: null where the file goes on by itself. A pipe may be slow, and the host wants its keepalives answered. */
async function readChunk(
  file: number,
  buffer: Buffer,
  wanted: number,
  place: number | null,
): Promise<number> {
  try {
    return (await readAsync(file, buffer, 0, wanted, place)).bytesRead;
  } catch (thrown) {
    throw localFailure("send", thrown);
  }
}

async function sendStretch(
  stream: ClientStream,
  file: number,
  { start, length, hole }: Stretch,
): Promise<void> {
  if (hole) {
    await stream.writeHole(length);
    return;
  }
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (let sent = 0n; sent < length; ) {
    const rest = length - sent;
    const wanted = rest < chunkBytes ? Number(rest) : chunkBytes;
    const count = await readChunk(file, buffer, wanted, Number(start + sent));
    if (count === 0) return;
    await stream.write(Uint8Array.from(buffer.subarray(0, count)));
    sent += BigInt(count);
  }
}

/** To the end, whatever the file is: a pipe has no places and no size. */
async function sendAll(stream: ClientStream, file: number): Promise<void> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    const count = await readChunk(file, buffer, chunkBytes, null);
    if (count === 0) return;
    await stream.write(Uint8Array.from(buffer.subarray(0, count)));
  }
}

async function send(shell: Shell, stream: ClientStream, file: number, sparse: boolean): Promise<void> {
  if (!sparse || !fstatSync(file).isFile()) return sendAll(stream, file);
  for await (const stretch of stretchesOf(file, (text) => shell.trace(text))) {
    await sendStretch(stream, file, stretch);
  }
}

async function upload(shell: Shell, vol: VolumeRef, path: string, args: Arguments): Promise<void> {
  const range = rangeOf(args);
  const given = args.required("vol");
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY);
  } catch {
    throw new Failure(`cannot read ${path}`);
  }
  try {
    const sparse = args.has("sparse");
    const flags = sparse ? sparseStream : 0;
    const opening = shell.host.openStream("storageVolUpload", { vol, ...range, flags });
    const { stream } = await attempt(`cannot upload to volume ${given}`, opening);
    try {
      await attempt(`cannot send data to volume ${given}`, send(shell, stream, file, sparse));
    } catch (thrown) {
      stream.abort();
      throw thrown;
    }
    await attempt(`cannot close volume ${given}`, stream.finish());
  } finally {
    closeSync(file);
  }
}

export const volUpload: Command = {
  name: "vol-upload",
  group: "volume",
  help: "upload file contents to a volume",
  description: "Upload file contents to a volume",
  options: transferOptions("upload", "upload to"),
  async run(shell, args) {
    rangeOf(args);
    const vol = await lookupVolume(shell, "vol-upload", args);
    await upload(shell, vol, args.required("file"), args);
    return true;
  },
};

/** The file, and whether it is new: one that is goes when the download fails. */
function openTarget(path: string): { file: number; created: boolean } {
  try {
    return { file: openSync(path, "wx", 0o666), created: true };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw new Failure(`cannot create ${path}`);
  }
  try {
    return { file: openSync(path, constants.O_WRONLY | constants.O_TRUNC), created: false };
  } catch {
    throw new Failure(`cannot create ${path}`);
  }
}

async function receive(stream: ClientStream, writer: SparseWriter): Promise<void> {
  for (;;) {
    const piece = await stream.read();
    if (piece === undefined) return;
    try {
      if (isHole(piece)) await writer.skip(piece.hole);
      else await writer.write(piece);
    } catch (thrown) {
      throw localFailure("recv", thrown);
    }
  }
}

async function download(shell: Shell, vol: VolumeRef, file: number, args: Arguments): Promise<void> {
  const range = rangeOf(args);
  const given = args.required("vol");
  const flags = args.has("sparse") ? sparseStream : 0;
  const opening = shell.host.openStream("storageVolDownload", { vol, ...range, flags });
  const { stream } = await attempt(`cannot download from volume ${given}`, opening);
  try {
    await attempt(`cannot receive data from volume ${given}`, receive(stream, new SparseWriter(file)));
  } catch (thrown) {
    stream.abort();
    throw thrown;
  }
}

export const volDownload: Command = {
  name: "vol-download",
  group: "volume",
  help: "download volume contents to a file",
  description: "Download volume contents to a file",
  options: transferOptions("download", "download from"),
  async run(shell, args) {
    rangeOf(args);
    const vol = await lookupVolume(shell, "vol-download", args);
    const path = args.required("file");
    const { file, created } = openTarget(path);
    let done = false;
    try {
      await download(shell, vol, file, args);
      done = true;
    } finally {
      closeSync(file);
      if (created && !done) unlinkSync(path);
    }
    return true;
  },
};
