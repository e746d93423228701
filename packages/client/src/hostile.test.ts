// A server that sends damaged packets: the client may end the connection, but nothing else may break.

import { encodePacket, MessageStatus, MessageType, remote } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { connect } from "./connect.js";
import { fakeDriver, settle } from "./testing/fake-server.js";

const rounds = 600;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Mulberry32. */
function random(state: number): () => number {
  let a = state;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const dom = { name: "test", uuid: new Uint8Array(16), id: 1 };
const event = remote.events.domainEventCallbackLifecycle;

/** Packets as a good server would send them, for the calls that the test makes. */
function goodPackets(serial: number): Uint8Array[] {
  const header = (procedure: number, type: number, status: number) => ({
    program: remote.number,
    version: remote.version,
    procedure,
    type,
    serial,
    status,
  });
  const { domainGetInfo, connectListAllDomains, storageVolDownload } = remote.calls;
  const info = { state: 1, maxMem: 1n, memory: 1n, nrVirtCpu: 1, cpuTime: 1n };
  const { reply, stream, streamHole, event: message } = MessageType;
  const { ok, error, continue: more } = MessageStatus;
  return [
    encodePacket(header(domainGetInfo.number, reply, ok), domainGetInfo.ret, info),
    encodePacket(header(connectListAllDomains.number, reply, ok), connectListAllDomains.ret, {
      domains: [dom],
      ret: 1,
    }),
    encodePacket(header(domainGetInfo.number, reply, error)),
    encodePacket(header(storageVolDownload.number, stream, more)),
    encodePacket(header(storageVolDownload.number, streamHole, more)),
    encodePacket(header(storageVolDownload.number, stream, error)),
    encodePacket(header(event.number, message, ok), event.body, {
      callbackID: 0,
      msg: { dom, event: 1, detail: 1 },
    }),
  ];
}

test(`${rounds} damaged packets, seed ${seed}`, { timeout: 60_000 }, async () => {
  const next = random(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  let survived = 0;
  for (let round = 0; round < rounds; round++) {
    const driver = fakeDriver({
      connectDomainEventCallbackRegisterAny: () => ({ callbackID: 0 }),
      storageVolDownload: () => ({}),
    });
    const connection = await connect("fake:///x", { local: [driver], env: {} });
    const server = driver.servers[0]!;
    const events = connection.events.domain("lifecycle");
    const vol = { pool: "p", name: "v", key: "k" };
    const args = { vol, offset: 0n, length: 0n, flags: 0 };
    const stream = await connection.download("storageVolDownload", args);
    const calls = Promise.allSettled([connection.call.domainGetInfo({ dom }), connection.domains.list()]);
    const serial = connection.isAlive ? 6 + below(6) : 0;
    const packets = goodPackets(serial);
    const damaged = Uint8Array.from(packets[below(packets.length)]!);
    for (let i = below(4); i >= 0; i--) damaged[below(damaged.length)] = below(256);
    const length = below(4) === 0 ? below(damaged.length) : damaged.length;
    server.send(damaged.subarray(0, length));
    await settle(3);
    if (connection.isAlive) survived++;
    server.close();
    await connection.closed;
    for (const end of await calls) {
      if (end.status === "rejected") expect(end.reason).toMatchObject({ name: "LibvirtError" });
    }
    await expect(connection.host.hostname()).rejects.toThrow("client socket is closed");
    await events.return();
    stream.abort();
  }
  expect(survived).toBeGreaterThan(0);
  expect(survived).toBeLessThan(rounds);
});
