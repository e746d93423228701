// The client against recordings of the real libvirtd: what it sends must be what virsh 9.0.0 sent, byte for byte.

import { describe, expect, test } from "vitest";
import { connect } from "./connect.js";
import type { Connection } from "./connection.js";
import { isHole } from "./stream.js";
import { Replay } from "./testing/replay.js";

// OPEN's name is part of the recording; a driver in memory gets the URI it was opened by.
async function play(
  name: string,
  connection: number,
  oneByteAtATime: boolean,
  run: (host: Connection) => Promise<void>,
  uri = "test:///default",
): Promise<void> {
  const replay = new Replay(name, connection, oneByteAtATime);
  const scheme = uri.slice(0, uri.indexOf(":"));
  const driver = { scheme, serve: replay.serve.bind(replay) };
  const host = await connect(uri, { local: [driver], env: {} });
  await run(host);
  await host.close();
  expect(replay.differences).toEqual([]);
  expect(replay.left).toEqual([]);
}

describe.each([false, true])("one byte at a time: %s", (oneByteAtATime) => {
  test("tcp-connect-list", () =>
    play("tcp-connect-list", 1, oneByteAtATime, async (host) => {
      expect(await host.host.hostname()).toBe("vm");
      expect(await host.host.sysinfo()).toMatch(/^<sysinfo type='smbios'>/);
      const domains = await host.domains.list(3);
      expect(domains.map(({ name, uuid, id }) => [name, uuid, id])).toEqual([
        ["test", "6695eb01-f6a4-8304-79aa-97f2502e193f", 1],
      ]);
      expect(await domains[0]!.state()).toEqual({ state: 1, reason: 0 });
    }));

  test("tcp-screenshot-stream", () =>
    play("tcp-screenshot-stream", 1, oneByteAtATime, async (host) => {
      const domain = await host.domains.lookupByName("test");
      const { mime, stream } = await domain.screenshot();
      expect(mime).toBe("image/png");
      const pieces = [];
      for await (const piece of stream) pieces.push(piece as Uint8Array);
      const picture = Buffer.concat(pieces);
      expect([picture.length, picture.subarray(1, 4).toString()]).toEqual([33443, "PNG"]);
    }));

  test("tcp-events: acting", () =>
    play("tcp-events", 2, oneByteAtATime, async (host) => {
      const again = () => host.domains.lookupByName("test");
      await (await again()).suspend();
      await (await again()).resume();
      await (await again()).destroy();
      const domain = await again();
      expect(domain.id).toBe(-1);
      await domain.create();
      expect(domain.id).toBe(2);
    }));

  test("qemu-vol-sparse-streams", () =>
    play(
      "qemu-vol-sparse-streams",
      1,
      oneByteAtATime,
      async (host) => {
        const find = async () => {
          const pool = await host.storagePools.lookupByName("p1");
          expect(await pool.isActive()).toBe(true);
          const volume = await pool.volumeLookupByName("v1.raw");
          await host.storagePools.lookupByVolume(volume);
          return volume;
        };
        const upload = await (await find()).upload({ sparse: true });
        const block = new Uint8Array(4096);
        block.set(new TextEncoder().encode("data"));
        await upload.writeHole(0x20000);
        await upload.write(block);
        await upload.writeHole(0x1f000);
        await upload.finish();
        const pieces = [];
        for await (const piece of await (await find()).download({ sparse: true })) {
          pieces.push(isHole(piece) ? { hole: piece.hole } : piece.length);
        }
        expect(pieces).toEqual([0x21000, { hole: 0x1f000n }]);
        await (await find()).delete();
        const pool = await host.storagePools.lookupByName("p1");
        await pool.destroy();
      },
      "qemu:///system",
    ));
});
