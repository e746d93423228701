// The transport under a layer: order, pauses, and layers that break. The layer here only says how often it was used.
import { LibvirtError } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { settle } from "../testing/fake-server.js";
import { type Layer, LayeredTransport } from "./layered.js";
import { memoryPair } from "./memory.js";

/** Each byte, one higher; one chunk becomes pieces of two bytes. */
const shifting = (): Layer & { closed: number } => ({
  closed: 0,
  encode: (payload) => payload.map((byte) => byte + 1),
  decode(received) {
    if (received.includes(0)) throw Object.assign(new Error("zero"), { code: -9 });
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < received.length; at += 2)
      pieces.push(received.slice(at, at + 2).map((byte) => byte - 1));
    return pieces;
  },
  close() {
    this.closed++;
  },
});

function joined(early: Uint8Array[] = []) {
  const [below, peer] = memoryPair();
  const layer = shifting();
  const broken: Error[] = [];
  const transport = new LayeredTransport(below, layer, early, (error) => broken.push(error));
  const sent: number[] = [];
  peer.onData((chunk) => sent.push(...chunk));
  const got: string[] = [];
  return { transport, peer, layer, broken, sent, got };
}

test("both ways", async () => {
  const { transport, peer, sent, got } = joined();
  transport.onData((chunk) => got.push(chunk.join()));
  expect(transport.send(Uint8Array.of(1, 2))).toBe(true);
  peer.send(Uint8Array.of(5, 6, 7));
  await settle();
  expect(sent).toEqual([2, 3]);
  expect(got).toEqual(["4,5", "6"]);
});

test("what was there before, and what comes before there is a listener, is in its order", async () => {
  const { transport, peer, got } = joined([Uint8Array.of(11, 12), Uint8Array.of(13)]);
  peer.send(Uint8Array.of(14));
  await settle();
  transport.onData((chunk) => got.push(chunk.join()));
  transport.resume();
  peer.send(Uint8Array.of(15));
  await settle();
  expect(got).toEqual(["10,11", "12", "13", "14"]);
});

test("a pause holds from one piece to the next", async () => {
  const { transport, peer, got } = joined();
  transport.onData((chunk) => {
    got.push(chunk.join());
    transport.pause();
  });
  peer.send(Uint8Array.of(2, 3, 4, 5, 6));
  peer.send(Uint8Array.of(7));
  const seen: number[] = [];
  for (let i = 0; i < 5; i++) {
    await settle();
    seen.push(got.length);
    transport.resume();
  }
  expect(seen).toEqual([1, 2, 3, 4, 4]);
  expect(got).toEqual(["1,2", "3,4", "5", "6"]);
});

test("whoever is behind with writing is told when there is room", async () => {
  const { transport, peer } = joined();
  let drained = 0;
  transport.onDrain(() => drained++);
  peer.pause();
  while (transport.send(new Uint8Array(65_536).fill(1))) expect(drained).toBe(0);
  peer.resume();
  await settle();
  expect(drained).toBe(1);
});

describe("the end", () => {
  test("what breaks the layer is told, and nothing after it handed on", async () => {
    const { transport, peer, broken, got } = joined();
    transport.onData((chunk) => got.push(chunk.join()));
    peer.send(Uint8Array.of(0));
    await settle();
    expect(broken.map(({ message }) => message)).toEqual([
      "internal error: failed to decode SASL data: -9 (integrity check failed)",
    ]);
    expect(broken[0]).toBeInstanceOf(LibvirtError);
    expect(got).toEqual([]);
  });

  test("a layer that cannot be used any more", () => {
    const { transport, layer, broken } = joined();
    layer.encode = () => {
      throw new Error("no memory");
    };
    expect(transport.send(Uint8Array.of(1))).toBe(false);
    expect(broken[0]?.message).toBe("internal error: failed to encode SASL data: -1 (generic failure)");
  });

  test("closing gives the layer back, once", async () => {
    const { transport, peer, layer } = joined();
    transport.onData(() => {});
    transport.close();
    transport.close();
    expect(layer.closed).toBe(1);
    expect(transport.send(Uint8Array.of(1))).toBe(false);
    peer.send(Uint8Array.of(0));
    await settle();
  });
});
