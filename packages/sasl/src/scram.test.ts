// SCRAM as it goes well: the RFCs' examples, Cyrus' transcripts, and both ends of ours together.
import { beforeAll, describe, expect, test } from "vitest";
import { mechanismNamed } from "./mechanisms.js";
import { scramClient } from "./scram-client.js";
import { scramServer } from "./scram-server.js";
import {
  bytes,
  clientOptions,
  converse,
  countedRandom,
  host,
  serverOptions,
  testStore,
  text,
} from "./testing/ends.js";
import { base64Bytes } from "./text.js";
import type { ScramHash, UserStore } from "./user-store.js";
import { scramVerifier } from "./verifier.js";

interface Transcript {
  readonly title: string;
  readonly hash: ScramHash;
  readonly user: string;
  readonly password: string;
  readonly said: readonly [string, string, string, string];
}

const transcripts: readonly Transcript[] = [
  {
    title: "RFC 5802, section 5",
    hash: "sha1",
    user: "user",
    password: "pencil",
    said: [
      "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
      "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
      "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
      "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    ],
  },
  {
    title: "RFC 7677, section 3",
    hash: "sha256",
    user: "user",
    password: "pencil",
    said: [
      "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," +
        "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
      "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    ],
  },
  {
    title: "Cyrus SASL 2.1.28",
    hash: "sha512",
    user: "fred",
    password: "secret1",
    said: [
      "n,,n=fred,r=abcdefgh",
      "r=abcdefghtI0Z26IT4lAXKTo3FdM7/KgmmD4amtJH," +
        "s=F+xDJT6ptdZxgpAxR/ZgOiOXfbzcGHQ+/gcMnwGq2yY7uxhOUYgXjwpZf7CXiGG78ws0Hyx9102OJB1O5dc36Q==,i=4096",
      "c=biws,r=abcdefghtI0Z26IT4lAXKTo3FdM7/KgmmD4amtJH," +
        "p=Uq0dKqsSodF16v4MJXK/5Qfg7WhgU4OE8ipjPyGjicLD1iuFCSqFwT2H2Y3s4vZvBz4MfPBe6WTzBy/xposmsA==",
      "v=e0oWE4kfy9WUJwrWghgpH35dGCTQ65p8p0OeepjDktClZgIK1biYkrJJz4JxUOQMMCSitLBNFe7kBhdXAy3Mnw==",
    ],
  },
];

describe.each(transcripts)(
  "$title",
  ({ hash, user, password, said: [opening, challenge, proof, signature] }) => {
    const clientNonce = /r=(.*)$/.exec(opening)![1]!;
    const serverNonce = /^r=([^,]*)/.exec(challenge)![1]!.slice(clientNonce.length);
    const salt = base64Bytes(/s=([^,]*)/.exec(challenge)![1]!)!;

    test("as the client", async () => {
      const client = scramClient(hash, clientOptions({ authname: user, password }), () => clientNonce);
      expect(text((await client.step(null)).send)).toBe(opening);
      expect(text((await client.step(bytes(challenge))).send)).toBe(proof);
      expect(await client.step(bytes(signature))).toEqual({ done: true, send: null, result: { ssf: 0 } });
    });

    test("as the server", async () => {
      const verifier = await scramVerifier(hash, password, salt, 4096);
      const users: UserStore = {
        decoys: { key: new Uint8Array(32), iterations: 4096 },
        lookup: async (name, realm) =>
          name === user && realm === host ? { scram: { [hash]: verifier } } : undefined,
      };
      const server = scramServer(hash, serverOptions(users), () => serverNonce);
      expect(text((await server.step(bytes(opening))).send)).toBe(challenge);
      const end = await server.step(bytes(proof));
      expect(text(end.send)).toBe(signature);
      expect(end.done && end.result.identity.user).toBe(user);
    });
  },
);

describe.each(["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"])("%s, both ends", (name) => {
  let users: UserStore;
  beforeAll(async () => {
    users = await testStore();
  });
  const both = (credentials: Parameters<typeof clientOptions>[0], realm?: string) =>
    converse(
      mechanismNamed(name)!.server!(serverOptions(users, realm === undefined ? {} : { realm })),
      mechanismNamed(name)!.client!(clientOptions(credentials)),
    );

  test.each([
    ["fred", "secret1", undefined, "fred", host],
    [" fred\t", "secret1", undefined, "fred", host],
    ["joe@other.realm", "pw", undefined, "joe@other.realm", "other.realm"],
    ["joe", "pw", "other.realm", "joe@other.realm", "other.realm"],
    ["we,ird=n", "c,o=m", undefined, "we,ird=n", host],
    ["jürgen", "pässwörd", undefined, "jürgen", host],
    ["soft", "a\u00adb", undefined, "soft", host], // as Cyrus has it: nothing is prepared
    ["soft", "ab", undefined, "soft", host], // as the RFC has it: the soft hyphen is mapped to nothing
  ])("%s", async (authname, password, realm, user, userRealm) => {
    const { server, client } = await both({ authname, password }, realm);
    expect(server.identity).toEqual({ mechanism: name, user, realm: userRealm, ssf: 0 });
    expect(client).toEqual({ ssf: 0 });
  });

  test("acting as itself", async () => {
    const { said, server } = await both({ authname: "fred", password: "secret1", authzid: " fred" });
    expect(said[0]).toMatch(/^n,a=fred,n=fred,r=/);
    expect(server.identity).toMatchObject({ user: "fred", authzid: "fred" });
  });

  test("a server that is asked first lets the client speak", async () => {
    const server = mechanismNamed(name)!.server!(serverOptions(users));
    expect(await server.step(null)).toEqual({ done: false, send: null });
    expect((await server.step(bytes("n,,n=fred,r=abc"))).done).toBe(false);
  });

  test("nonces are 24 random bytes on each side", async () => {
    const { said } = await both({ authname: "fred", password: "secret1" });
    const mine = Buffer.from(countedRandom("client")(24)).toString("base64");
    const theirs = Buffer.from(countedRandom("server")(24)).toString("base64");
    expect(said[1]).toMatch(`r=${mine}${theirs},s=`);
  });
});
