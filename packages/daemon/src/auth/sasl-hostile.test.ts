// Whatever a stranger says while signing in, the answer is one of a few, nobody is let in, and nothing breaks.

import { LibvirtError, remote } from "@virtgate/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fred, SaslClient, SaslPlace } from "../testing/sasl-place.js";
import type { SaslService } from "./sasl-service.js";
import { maxRefusals } from "./sign-in.js";

const seed = Number(process.env.VIRTGATE_SEED ?? Math.floor(Math.random() * 2 ** 31));
let state = seed;
const random = (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const below = (limit: number) => Math.floor(random() * limit);
const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;

const mechanisms = [
  "SCRAM-SHA-512",
  "SCRAM-SHA-256",
  "DIGEST-MD5",
  "PLAIN",
  "EXTERNAL",
  "GSSAPI",
  "",
  "\0",
  "é".repeat(50),
];
const messages = [
  "",
  "\0fred\0secret",
  "n,,n=fred,r=abc",
  "n,a=joe,n=fred,r=abc",
  `y,,n=fred,r=${"x".repeat(3000)}`,
  "c=biws,r=abc,p=AAAA",
  'username="fred",realm="x",nonce="y",cnonce="z",nc=00000001,qop=auth,digest-uri="libvirt/x",response=00000000000000000000000000000000',
  "username=fred",
  "\u0000".repeat(20),
];

function message(): { nil: number; data: number[] } {
  const bytes = Buffer.from(random() < 0.7 ? pick(messages) : "");
  const noise =
    random() < 0.5 ? Buffer.from(Array.from({ length: below(60) }, () => below(256))) : Buffer.alloc(0);
  const all = Buffer.concat([bytes.subarray(0, below(bytes.length + 1) + 1), noise]);
  if (all.length > 0 && random() < 0.3) all[below(all.length)] = below(256);
  return { nil: pick([0, 0, 0, 1, 2, -1]), data: Array.from(all, (byte) => (byte << 24) >> 24) };
}

let place: SaslPlace;
let service: SaslService;
beforeAll(async () => {
  place = await SaslPlace.make(
    "mech_list: scram-sha-512 scram-sha-256 digest-md5 plain external\nvirtgate_max_wait: 0",
  );
  service = await place.service();
});
afterAll(() => place.remove());

test(`lying strangers (VIRTGATE_SEED=${seed})`, async () => {
  for (let i = 0; i < 800; i++) {
    const transport = pick(["unix", "tcp", "tls"] as const);
    const client = new SaslClient(service, { transport, address: "192.0.2.1" });
    let refused = 0;
    for (let turn = 0; turn < 12 && client.closed === undefined; turn++) {
      const answer = await pick([
        () => client.init(),
        () => client.ask(remote.calls.authSaslStart, { mech: pick(mechanisms), ...message() }),
        () => client.ask(remote.calls.authSaslStep, message()),
      ])();
      if (answer instanceof LibvirtError) {
        expect(answer.message).toBe("authentication failed: authentication failed");
        refused++;
      } else expect(answer).not.toHaveProperty("complete", 1);
    }
    expect(client.closed === undefined).toBe(refused < maxRefusals);
    expect(client.connection.session.signedIn).toBe(false);
    expect(client.events).toEqual([]);
    client.connection.close("test");
  }
  expect(place.logger.refusals.map(({ cause }) => cause)).not.toContain("unexpected failure");
}, 60_000);

test(`noise below a layer ends the connection (VIRTGATE_SEED=${seed})`, async () => {
  for (let i = 0; i < 100; i++) {
    const client = new SaslClient(service, { transport: "tcp", address: "192.0.2.1" });
    expect(await client.signIn("DIGEST-MD5", fred)).toBe("complete");
    const sealed = Buffer.from(client.layer!.encode(client.packet(remote.calls.authList, {})));
    // Anywhere but in the length word, which could only make it wait for more.
    sealed[4 + below(sealed.length - 4)]! ^= 1 + below(255);
    const cut = below(sealed.length);
    client.sendRaw(sealed.subarray(0, cut));
    client.sendRaw(sealed.subarray(cut));
    expect(client.closed).toBe("destroyed");
    expect(client.events.at(-1)).toMatch(/^cut off: SASL\(-9\)/);
  }
});
