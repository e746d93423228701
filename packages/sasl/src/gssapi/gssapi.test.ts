import { expect, test } from "vitest";
import type { ClientOptions, ServerOptions } from "../mechanism.js";
import { type FakeGss, fakeGss } from "../testing/fake-gss.js";
import { clientDefaults, serverDefaults, signInBoth, type Wire } from "../testing/joined.js";
import { mutate, randomNumbers, seed } from "../testing/random.js";
import { gssapiClient } from "./client.js";
import { gssapiServer } from "./server.js";

interface Attempt {
  readonly server?: Partial<ServerOptions>;
  readonly client?: Partial<ClientOptions>;
  readonly gss?: FakeGss;
  readonly wire?: Wire;
}

function attempt({ server, client, gss = fakeGss(), wire }: Attempt) {
  return signInBoth(
    gssapiServer({ ...serverDefaults, gss, ...server }),
    gssapiClient({ ...clientDefaults, credentials: () => ({}), gss, ...client }),
    wire,
  );
}

const hex = (said: Uint8Array | null) => (said === null ? null : Buffer.from(said).toString("hex"));

test("who says what: as in the traces of libvirt", async () => {
  const { said, server } = await attempt({});
  expect(said.slice(0, 3).map((each) => (each === null ? null : Buffer.from(each).toString()))).toEqual([
    "client token 0",
    "server token 0",
    null,
  ]);
  // Flag and MAC of the fake, then what RFC 4752 has: bits and buffer.
  expect(hex(said[3]!)!.slice(18)).toBe("07010000");
  expect(hex(said[4]!)!.slice(18)).toBe("04010000");
  expect(said).toHaveLength(6);
  expect(server.identity).toEqual({ mechanism: "GSSAPI", user: "alice", realm: "EXAMPLE.TEST", ssf: 256 });
});

// min and max of the server, of the client; what is offered and taken (in hexadecimal); the strength. Seen with Cyrus.
const strengths = `
  0 100000    0 100000    07010000 04010000 256
  56 100000   56 100000   04010000 04010000 256
  0 0         0 100000    01000000 01000000 0
  0 1         0 100000    03010000 02010000 1
  0 200       0 100000    03010000 02010000 1
  0 100000    0 0         07010000 01000000 0
  256 256     0 100000    04010000 04010000 256
`
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/ +/));

test.each(strengths)("%s..%s against %s..%s", async (...row) => {
  const [serverMin, serverMax, min, max] = row.slice(0, 4).map(Number);
  const { said, server, client } = await attempt({
    server: { minSsf: serverMin!, maxSsf: serverMax! },
    client: { minSsf: min!, maxSsf: max! },
  });
  expect([hex(said[3]!)!.slice(18), hex(said[4]!)!.slice(18)]).toEqual([row[4], row[5]]);
  expect([server.identity.ssf, client.ssf]).toEqual([Number(row[6]), Number(row[6])]);
  expect([server.layer?.ssf ?? 0, client.layer?.ssf ?? 0]).toEqual([Number(row[6]), Number(row[6])]);
});

test("the layer: both ways, in pieces, cut to what the other side takes", async () => {
  for (const max of [100_000, 1]) {
    const { server, client } = await attempt({ server: { maxSsf: max, maxBuffer: 50 } });
    expect(client.layer!.maxPayload).toBe(41);
    const payload = Buffer.alloc(1000, "payload");
    const pieces: Uint8Array[] = [];
    for (const byte of client.layer!.encode(payload))
      pieces.push(...server.layer!.decode(Uint8Array.of(byte)));
    expect(Buffer.concat(pieces).equals(payload)).toBe(true);
    expect(Buffer.concat(client.layer!.decode(server.layer!.encode(payload))).equals(payload)).toBe(true);
  }
});

test("a confidential layer takes nothing that is not confidential", async () => {
  const gss = fakeGss();
  const { server, client } = await attempt({ gss, server: { minSsf: 56 } });
  const loose = await attempt({ server: { maxSsf: 1 } });
  const inTheOpen = loose.client.layer!.encode(Buffer.from("x"));
  expect(() => server.layer!.decode(inTheOpen)).toThrow(
    /SASL\(-9\): integrity check failed: a buffer that is not/,
  );
  expect(() => client.layer!.decode(Buffer.from("0000000162", "hex"))).toThrow(/Integrity Check/);
});

test("more tokens than one, and too many", async () => {
  expect((await attempt({ gss: fakeGss({ rounds: 3 }) })).server.identity.user).toBe("alice");
  await expect(attempt({ gss: fakeGss({ rounds: 30 }) })).rejects.toThrow(/more than 10 tokens|no end/);
});

test("whom the client wants to be", async () => {
  const as = (authzid: string) => attempt({ client: { credentials: () => ({ authzid }) } });
  expect((await as("alice")).server.identity).toMatchObject({ user: "alice", authzid: "alice" });
  expect((await as(" ")).server.identity.authzid).toBeUndefined();
  await expect(as("bob")).rejects.toThrow("Requested identity not authenticated identity");
  await expect(as("alice@EXAMPLE.TEST")).rejects.toThrow("Requested identity not authenticated identity");
  const gss = fakeGss({ principal: "alice@OTHER.TEST", user: "alice@OTHER.TEST" });
  expect((await attempt({ gss })).server.identity).toMatchObject({
    user: "alice@OTHER.TEST",
    realm: "OTHER.TEST",
  });
});

const nothing: Wire = (from, said, turn) => (from === "client" && turn === 0 ? Buffer.from("x") : said);
test("what the library refuses keeps its words, and the context is freed", async () => {
  const gss = fakeGss();
  await expect(attempt({ gss, wire: nothing })).rejects.toMatchObject({
    message: "SASL(-13): authentication failure: GSSAPI Error: Invalid token was supplied (Unknown error)",
    cause: "kerberos",
  });
  expect(gss.open()).toBe(1); // the client's: its side has not failed
});

test("contexts live as long as their layer", async () => {
  const gss = fakeGss();
  await attempt({ gss, server: { maxSsf: 0 } });
  expect(gss.open()).toBe(0);
  const { server, client } = await attempt({ gss });
  expect(gss.open()).toBe(2);
  server.layer!.close!();
  client.layer!.close!();
  expect(gss.open()).toBe(0);
  const exchange = gssapiServer({ ...serverDefaults, gss });
  await exchange.step(Buffer.from("client token 0"));
  expect(gss.open()).toBe(1);
  exchange.close!();
  expect(gss.open()).toBe(0);
});

test("to close an exchange that is over leaves its layer alone", async () => {
  const gss = fakeGss();
  const server = gssapiServer({ ...serverDefaults, gss });
  const client = gssapiClient({ ...clientDefaults, credentials: () => ({}), gss });
  const ended = await signInBoth(server, client);
  server.close!();
  client.close!();
  expect(gss.open()).toBe(2);
  ended.server.layer!.decode(ended.client.layer!.encode(Buffer.from("x")));
});

test("without a library, and too weak ones", async () => {
  const bare = gssapiClient({ ...clientDefaults });
  await expect(Promise.resolve(bare.step(null))).rejects.toMatchObject({ cause: "unavailable" });
  await expect(attempt({ gss: fakeGss({ ssf: 0 }), server: { minSsf: 56 } })).rejects.toThrow(/too weak/);
  const weak = fakeGss({ ssf: 0, integrity: false });
  expect((await attempt({ gss: weak })).client.ssf).toBe(0);
  await expect(attempt({ client: { minSsf: 257 } })).rejects.toThrow(/too weak/);
});

test(`20,000 lying sign-ins, seed ${seed}`, async () => {
  const random = randomNumbers(seed);
  for (let round = 0; round < 20_000; round++) {
    const gss = fakeGss();
    let most = 0;
    const at = random(6);
    let turn = 0;
    const lie: Wire = (_from, said) => (turn++ === at && said !== null ? mutate(random, said) : said);
    const server = gssapiServer({ ...serverDefaults, gss });
    const client = gssapiClient({ ...clientDefaults, credentials: () => ({}), gss });
    try {
      const ended = await signInBoth(server, client, lie);
      expect(ended.server.identity.user).toBe("alice");
      ended.server.layer?.close?.();
      ended.client.layer?.close?.();
    } catch (error) {
      expect(error).toMatchObject({ name: "SaslError" });
      most = 1; // a client that is done before the server refuses has a layer, and that is whoever's called it
    }
    server.close?.();
    client.close?.();
    expect(gss.open()).toBeLessThanOrEqual(most);
  }
});
