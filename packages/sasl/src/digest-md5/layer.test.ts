import { readFileSync } from "node:fs";
import { FrameReader, readHeader } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { framedLayer } from "../framed-layer.js";
import type { SecurityLayer } from "../layer.js";
import { randomNumbers, seed } from "../testing/random.js";
import { digestCiphers } from "./ciphers.js";
import { type CodecOptions, digestCodec } from "./codec.js";
import { digestMd5Hash, responseOf, sessionHash } from "./hashes.js";

const session = digestMd5Hash("fred", "vm", "secret1");
const layer = (options: Partial<CodecOptions> = {}) =>
  framedLayer(digestCodec({ side: "client", session, maxPayload: 1000, maxBuffer: 65_536, ...options }));
const pair = (options: Partial<CodecOptions> = {}) => ({
  client: layer(options),
  server: layer({ ...options, side: "server" }),
});
const kinds = [undefined, ...digestCiphers].map((cipher) => [cipher?.name ?? "integrity", cipher] as const);

const payloads = [1, 2, 7, 8, 9, 16, 999, 1000].map((length) =>
  Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 255),
);

function inPieces(to: SecurityLayer, bytes: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(...to.decode(bytes.slice(at, at + size)));
  return pieces;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test.each(kinds)("%s: both ways, however the bytes are cut", (_name, cipher) => {
  for (const size of [1, 2, 3, 5, 61, 1024, 100_000]) {
    const { client, server } = pair({ cipher });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      const sent = Buffer.concat(payloads.map((payload) => from.encode(payload)));
      expect(inPieces(to, sent, size).map(hex)).toEqual(payloads.map(hex));
    }
  }
});

test.each(kinds)("%s: a payload of any length is cut", (_name, cipher) => {
  const { client, server } = pair({ cipher, maxPayload: 300 });
  const payload = Buffer.alloc(10_000, "payload");
  const before = Buffer.from(payload);
  const pieces = server.decode(client.encode(payload));
  expect(pieces.map((piece) => piece.length)).toEqual([...Array(33).fill(300), 100]);
  expect(Buffer.concat(pieces)).toEqual(before);
  expect(payload).toEqual(before);
});

test.each(kinds)("%s: no buffer is longer than the other side's limit", (_name, cipher) => {
  const overhead = cipher === undefined ? 16 : 25;
  for (let maxBuffer = overhead + 1; maxBuffer < 200; maxBuffer++) {
    const sender = layer({ cipher, maxPayload: maxBuffer - overhead });
    const receiver = layer({ cipher, side: "server", maxBuffer });
    const payload = Buffer.alloc(500, "x");
    expect(Buffer.concat(receiver.decode(sender.encode(payload)))).toEqual(payload);
  }
});

test.each(kinds)("%s: every changed byte is found, and ends the layer", (_name, cipher) => {
  const length = pair({ cipher }).client.encode(payloads[4]!).length;
  for (let at = 0; at < length; at++) {
    for (const bit of [1, 0x80]) {
      const { client, server } = pair({ cipher });
      const sent = client.encode(payloads[4]!);
      sent[at]! ^= bit;
      const receive = () => server.decode(Buffer.concat([sent, client.encode(payloads[0]!)]));
      let outcome: unknown[] | undefined;
      try {
        outcome = receive();
      } catch (error) {
        expect(error).toMatchObject({ name: "SaslError", cause: "broken layer" });
        expect(() => server.decode(client.encode(payloads[0]!))).toThrow(/refused a buffer before/);
      }
      expect(outcome ?? []).toEqual([]); // a longer length word may still wait for the rest
    }
  }
});

test.each(kinds)("%s: out of order, again, and from the wrong side", (_name, cipher) => {
  const [first, second] = (({ client }) => [client.encode(payloads[1]!), client.encode(payloads[2]!)])(
    pair({ cipher }),
  );
  expect(() => layer({ cipher, side: "server" }).decode(second!)).toThrow(/out of sequence/);
  expect(() => layer({ cipher, side: "server" }).decode(Buffer.concat([first!, first!]))).toThrow(
    /out of sequence/,
  );
  expect(() => layer({ cipher, side: "client" }).decode(first!)).toThrow(/integrity check/);
  const other = digestMd5Hash("fred", "vm", "secret2");
  expect(() => layer({ cipher, side: "server", session: other }).decode(first!)).toThrow(/integrity check/);
});

test.each([0, 1, 15, 65_537, 0xffff_ffff])(
  "a length word of %i is refused before the rest has arrived",
  (length) => {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(length);
    expect(() => layer().decode(word)).toThrow(/buffer length \d+ is outside 16 to 65536/);
    const slow = layer();
    expect(slow.decode(word.subarray(0, 3))).toEqual([]);
    expect(() => slow.decode(word.subarray(3))).toThrow(/buffer length/);
  },
);

test("the payload of an untouched integrity buffer is a view: nothing is copied", () => {
  const { client, server } = pair();
  const sent = client.encode(payloads[6]!);
  expect(server.decode(sent)[0]!.buffer).toBe(sent.buffer);
});

test(`100,000 hostile chunks, seed ${seed}`, () => {
  const random = randomNumbers(seed);
  for (let round = 0; round < 2_000; round++) {
    const cipher = kinds[random(kinds.length)]![1];
    const { client, server } = pair({ cipher, maxBuffer: 1100 });
    try {
      for (let chunk = 0; chunk < 50; chunk++) {
        let bytes: Uint8Array = client.encode(new Uint8Array(random(300)).fill(round));
        if (random(4) === 0) bytes = bytes.subarray(0, random(bytes.length));
        if (random(3) === 0) bytes[random(bytes.length)] = random(256);
        if (random(5) === 0) bytes = Uint8Array.from({ length: random(400) }, () => random(256));
        for (const piece of server.decode(bytes))
          expect(piece.every((byte) => byte === (round & 255))).toBe(true);
      }
    } catch (error) {
      expect(error).toMatchObject({ name: "SaslError", cause: "broken layer" });
    }
  }
});

// What virsh and libvirtd said to one another. The password is known, so everything has to come out.
const recorded = readFileSync(new URL("../../vectors/tcp-digest-md5-rc4.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => /^(client|server) (message|chunk) (.*)$/.exec(line)!.slice(1) as [string, string, string]);

const message = (side: string, at = 0) =>
  recorded.filter(([from, kind]) => from === side && kind === "message")[at]![2];
const field = (text: string, name: string) => new RegExp(`\\b${name}="?([^",]*)`).exec(text)![1]!;

function recordedSession(): Uint8Array {
  const response = message("client");
  const terms = {
    nonce: Buffer.from(field(message("server"), "nonce")),
    cnonce: Buffer.from(field(response, "cnonce")),
    qop: "auth-conf" as const,
    digestUri: Buffer.from(field(response, "digest-uri")),
  };
  const session = sessionHash(digestMd5Hash("fred", "vm", "secret1"), terms);
  expect(responseOf(session, terms, "client")).toBe(/response=(.*)/.exec(response)![1]);
  expect(`rspauth=${responseOf(session, terms, "server")}`).toBe(message("server", 1));
  return session;
}

test.each([1, 7, 100_000])("virsh and libvirtd, in pieces of %i bytes", (size) => {
  const options = { cipher: digestCiphers.find(({ name }) => name === "rc4"), session: recordedSession() };
  const replayed = pair({ ...options, maxPayload: 65_507 });
  const listening = pair(options);
  const packets = { client: new FrameReader(), server: new FrameReader() };
  const serials: number[] = [];
  for (const [from, kind, text] of recorded) {
    if (kind !== "chunk") continue;
    const side = from as "client" | "server";
    const chunk = Buffer.from(text, "hex");
    for (const piece of inPieces(listening[side === "client" ? "server" : "client"], chunk, size)) {
      expect(hex(replayed[side].encode(piece))).toBe(text); // and back, to the byte
      packets[side].push(piece);
      for (let next = packets[side].next(); next !== undefined; next = packets[side].next()) {
        serials.push(readHeader(next).serial);
      }
    }
    expect(packets[side].buffered).toBe(0);
  }
  expect(serials).toHaveLength(18);
});
