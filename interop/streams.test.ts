// Our client's streams against real volumes of a real libvirtd, byte for byte, with and without holes.
import { readFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import {
  type Connection,
  connect,
  isHole,
  toNodeReadable,
  toNodeWritable,
  withZeros,
} from "@virtgate/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "./harness.js";
import { seeded } from "./malformed.js";
import { missing, title } from "./peers.js";

const why = missing("root", "namespaces", "libvirtd");
const volumeBytes = 4 * 1024 * 1024;

/** Bytes that repeat nowhere, so that a piece out of place is seen. */
function content(bytes: number): Buffer {
  const random = seeded(bytes);
  return Buffer.from(Uint8Array.from({ length: bytes }, () => random() * 256));
}

describe.skipIf(why)(title("streams of our client with libvirtd's volumes", why), () => {
  let daemon: Daemon;
  let connection: Connection;
  let next = 0;

  beforeAll(async () => {
    daemon = await startDaemon("libvirtd");
    connection = await connect(`qemu+unix:///system?socket=${daemon.socket}`);
    await connection.storagePools.create(
      `<pool type='dir'><name>p</name><target><path>${daemon.folder}</path></target></pool>`,
    );
  });
  afterAll(async () => {
    await connection?.close();
    await daemon?.stop();
  });

  async function volume() {
    const pool = await connection.storagePools.lookupByName("p");
    const name = `v${next++}.raw`;
    const xml = `<volume><name>${name}</name><capacity>${volumeBytes}</capacity><allocation>0</allocation><target><format type='raw'/></target></volume>`;
    return { volume: await pool.volumeCreate(xml), path: `${daemon.folder}/${name}` };
  }

  const sizes = [1, 262_119, 262_120, 262_121, 262_144, 1_000_000, volumeBytes];
  test.each(sizes)("upload and download of %d bytes", async (bytes) => {
    const { volume: target, path } = await volume();
    const sent = content(bytes);
    const upload = await target.upload({ lengthBytes: bytes });
    for (let at = 0; at < bytes; at += 100_001) await upload.write(sent.subarray(at, at + 100_001));
    await upload.finish();
    expect(readFileSync(path).subarray(0, bytes).equals(sent)).toBe(true);

    const parts: Uint8Array[] = [];
    const download = await target.download({ lengthBytes: bytes });
    for await (const piece of download) if (!isHole(piece)) parts.push(piece);
    expect(Buffer.concat(parts).equals(sent)).toBe(true);
  });

  test("a part of a volume", async () => {
    const { volume: target } = await volume();
    const sent = content(300_000);
    await pipeline([sent], toNodeWritable(await target.upload({ offsetBytes: 5000 })));
    const parts: Buffer[] = [];
    for await (const part of toNodeReadable(
      await target.download({ offsetBytes: 6000, lengthBytes: 200_000 }),
    )) {
      parts.push(part);
    }
    expect(Buffer.concat(parts).equals(sent.subarray(1000, 201_000))).toBe(true);
  });

  test("holes travel as holes", async () => {
    const { volume: target, path } = await volume();
    const data = content(65_536);
    const upload = await target.upload({ sparse: true });
    await upload.write(data);
    await upload.writeHole(1_048_576 - 65_536);
    await upload.write(data);
    await upload.finish();
    const file = readFileSync(path);
    expect(file.subarray(0, 65_536).equals(data)).toBe(true);
    expect(file.subarray(1_048_576, 1_048_576 + 65_536).equals(data)).toBe(true);

    let holes = 0;
    let bytes = 0;
    for await (const piece of await target.download({ sparse: true })) {
      if (isHole(piece)) holes++;
      else bytes += piece.length;
    }
    expect(holes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(volumeBytes / 2);

    const parts: Uint8Array[] = [];
    for await (const piece of withZeros(await target.download({ sparse: true })))
      parts.push(Buffer.from(piece));
    expect(Buffer.concat(parts).equals(file)).toBe(true);
  });

  test("a reader that stops reading stalls nothing else", async () => {
    const { volume: target } = await volume();
    await pipeline([content(volumeBytes)], toNodeWritable(await target.upload()));
    const slow = await target.download();
    await slow.read();
    for (let i = 0; i < 20; i++) expect(await connection.host.hostname()).toBeTruthy();
    slow.abort();
    expect(await connection.host.hostname()).toBeTruthy();
  });

  test("a refused upload is libvirt's error", async () => {
    const { volume: target } = await volume();
    await target.delete();
    await expect(target.upload()).rejects.toMatchObject({ name: "LibvirtError", code: 50 });
  });
});
