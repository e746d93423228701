// What TCP demands, and the layer that it gets: from the byte behind the answer that lets the client in.

import { randomBytes } from "node:crypto";
import { LibvirtError, remote } from "@virtgate/protocol";
import { mechanismNamed } from "@virtgate/sasl";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { fred, messageOf, SaslClient, SaslPlace } from "../testing/sasl-place.js";
import type { SaslService } from "./sasl-service.js";

const { connectOpen, connectGetHostname, domainLookupByName } = remote.calls;
const openTest = { name: "test:///default", flags: 0 };

let place: SaslPlace;
let service: SaslService;
beforeAll(async () => {
  place = await SaslPlace.make(
    "mech_list: scram-sha-256 digest-md5 plain anonymous external\nvirtgate_max_wait: 0",
  );
  service = await place.service();
});
afterAll(() => place.remove());
afterEach(() => {
  place.logger.lines.length = 0;
  place.logger.refusals.length = 0;
});

const tcpClient = (by = service) => new SaslClient(by, { transport: "tcp", address: "192.0.2.1" });

async function signedIn() {
  const client = tcpClient();
  expect(await client.signIn("DIGEST-MD5", fred)).toBe("complete");
  return client;
}

test("only what gives a layer is offered", async () => {
  const client = tcpClient();
  expect(await client.init()).toEqual({ mechlist: "DIGEST-MD5" });
});

test.each([
  ["PLAIN", "too weak", "-15 (SASL(-15): mechanism too weak for this user: mech PLAIN is too weak)"],
  ["ANONYMOUS", "too weak", "-15 (SASL(-15): mechanism too weak for this user: mech ANONYMOUS is too weak)"],
  [
    "SCRAM-SHA-256",
    "too weak",
    "-15 (SASL(-15): mechanism too weak for this user: mech SCRAM-SHA-256 is too weak)",
  ],
])("%s is refused", async (mechanism, cause, words) => {
  const client = tcpClient();
  await client.init();
  expect(await client.start(mechanism, null)).toBeInstanceOf(LibvirtError);
  expect(place.logger.refusals[0]?.cause).toBe(cause);
  expect(place.logger.lines[0]).toContain(words);
});

test.each([
  ["mech_list: scram-sha-256 plain", 56],
  ["mech_list: digest-md5", 129],
])("%s with tcp_min_ssf = %i offers nothing", async (lines, tcpMinSsf) => {
  const other = await SaslPlace.make(lines);
  try {
    const client = tcpClient(await other.service({ tcpMinSsf }));
    expect(await client.init()).toBeInstanceOf(LibvirtError);
    expect(other.logger.lines).toEqual([
      "error: internal error: no SASL mechanisms are available",
      "error: authentication failed: authentication failed",
      "refused: no mechanism",
    ]);
  } finally {
    other.remove();
  }
});

test("the answer that lets in goes in the clear, and what follows does not", async () => {
  const client = await signedIn();
  expect(client.connection.session.identity).toMatchObject({
    mechanism: "DIGEST-MD5",
    user: "fred",
    ssf: 128,
  });
  expect(client.heard.at(-1)!.toString("latin1").replaceAll("\0", "")).toContain("rspauth=");
  await client.ask(connectOpen, openTest);
  expect(await client.ask(connectGetHostname, {})).toHaveProperty("hostname");
  const length = client.heard.at(-1)!.readUInt32BE(0);
  expect(length).toBe(client.heard.at(-1)!.length - 4);
  expect(client.heard.at(-1)!.includes(Buffer.from([0x20, 0, 0x80, 0x86]))).toBe(false);
});

test.each([1, 2, 3, 5, 1000])("calls and answers in pieces of %i bytes", async (pieceBytes) => {
  const client = await signedIn();
  const packets = Array.from({ length: 20 }, (_, i) =>
    client.packet(
      i === 0 ? connectOpen : (domainLookupByName as never),
      (i === 0 ? openTest : { name: "test" }) as never,
      500 + i,
    ),
  );
  const answers = packets.map((_, i) => client.answerTo(500 + i));
  const sealed = Buffer.concat(packets.map((packet) => client.layer!.encode(packet)));
  for (let at = 0; at < sealed.length; at += pieceBytes) client.sendRaw(sealed.subarray(at, at + pieceBytes));
  expect(await Promise.all(answers)).toHaveLength(20);
});

test("several packets in one buffer, and a packet across buffers", async () => {
  const client = await signedIn();
  const packets = [client.packet(connectOpen, openTest, 600), client.packet(connectGetHostname, {}, 601)];
  const answers = [client.answerTo(600), client.answerTo(601)];
  const all = Buffer.concat(packets);
  client.sendRaw(client.layer!.encode(all.subarray(0, 40)));
  client.sendRaw(client.layer!.encode(all.subarray(40)));
  expect(await Promise.all(answers)).toHaveLength(2);
});

test("what the client sends with its last step, before it has the answer, is under the layer already", async () => {
  const client = tcpClient();
  const exchange = mechanismNamed("DIGEST-MD5")!.client!({
    service: "libvirt",
    host: "localhost",
    minSsf: 56,
    maxSsf: 100_000,
    externalSsf: 0,
    maxBuffer: 65_536,
    random: (bytes) => randomBytes(bytes),
    credentials: () => fred,
  });
  await client.init();
  const challenge = await client.start("DIGEST-MD5", null);
  if (challenge instanceof LibvirtError) throw challenge;
  const { send } = await exchange.step(Uint8Array.from(challenge.data));
  const last = client.packet(remote.calls.authSaslStep, messageOf(send), 700);
  // It cannot seal anything yet, so this is noise: read as a packet in the clear it would be a length beyond all limits.
  const answer = client.answerTo(700);
  client.sendRaw(Buffer.concat([last, Buffer.alloc(16, 0xff)]));
  await answer;
  expect(client.events).toEqual(["signed in", expect.stringMatching(/^cut off: .*buffer length 4294967295/)]);
});

const broken: [string, (sealed: Buffer) => Uint8Array, RegExp][] = [
  ["a wrong MAC", (sealed) => flipped(sealed, 10), /integrity check failed/],
  [
    "a wrong sequence number",
    (sealed) => flipped(sealed, sealed.length - 1),
    /integrity check failed|out of order/,
  ],
  ["a length beyond the limit", () => Buffer.from([0, 1, 0, 1]), /buffer length 65537 is outside/],
  ["a length of nothing", () => Buffer.from([0, 0, 0, 0]), /buffer length 0 is outside/],
  ["a packet in the clear", () => Buffer.from("0000001c20008086", "hex"), /.*/],
];

test.each(broken)("%s ends this connection and no other", async (title, change, reason) => {
  const [client, other] = [await signedIn(), await signedIn()];
  await other.ask(connectOpen, openTest);
  const sealed = Buffer.from(client.layer!.encode(client.packet(connectOpen, openTest)));
  client.sendRaw(change(sealed));
  if (title === "a packet in the clear") client.sendRaw(Buffer.alloc(40));
  expect(client.events.at(-1)).toMatch(/^cut off: SASL\(-9\)/);
  expect(client.events.at(-1)).toMatch(reason);
  expect(client.closed).toBeDefined();
  expect(await other.ask(connectGetHostname, {})).toHaveProperty("hostname");
});

const flipped = (bytes: Buffer, at: number): Buffer => {
  bytes[at]! ^= 1;
  return bytes;
};

test("replayed buffers end it, too", async () => {
  const client = await signedIn();
  const sealed = client.layer!.encode(client.packet(connectOpen, openTest));
  client.sendRaw(sealed);
  client.sendRaw(sealed);
  expect(client.events.at(-1)).toMatch(/^cut off: SASL\(-9\)/);
});

test("over TLS and unix sockets there is no layer", async () => {
  for (const transport of ["tls", "unix"] as const) {
    const client = new SaslClient(service, { transport });
    expect(await client.signIn("DIGEST-MD5", fred)).toBe("complete");
    expect(client.connection.session.identity?.ssf).toBe(0);
    expect(client.layer).toBeUndefined();
    expect(await client.ask(connectOpen, openTest)).toEqual({});
  }
});
