import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { TlsLink } from "./tls-link.js";

test("packets that are written together, and those that wait in the socket, leave one by one", async () => {
  const written: number[] = [];
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.length);
      setImmediate(done);
    },
    writev(chunks, done) {
      written.push(chunks.reduce((sum, { chunk }) => sum + chunk.length, 0));
      done();
    },
  });
  const sizes = [28, 40, 28, 300];
  const packets = sizes.map((size) => {
    const packet = Buffer.alloc(size);
    packet.writeUInt32BE(size);
    return packet;
  });
  const link = new TlsLink(socket as unknown as Socket);
  link.write(Buffer.concat(packets));
  for (const packet of packets) link.write(packet);
  await expect.poll(() => written).toEqual([...sizes, ...sizes]);
});
