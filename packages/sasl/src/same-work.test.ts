// Who is refused must not learn by the clock why: a wrong password, an unknown user and a user without a verifier
// cost the same cryptographic work, operation by operation.
import { beforeAll, describe, expect, test, vi } from "vitest";
import { mechanismNamed } from "./mechanisms.js";
import { bytes, clientOptions, host, refusal, serverOptions, testStore, text } from "./testing/ends.js";
import type { UserRecord, UserStore } from "./user-store.js";

const work = vi.hoisted((): string[] => []);

vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  return {
    ...crypto,
    createHash: (hash: string) => {
      work.push(`hash ${hash}`);
      return crypto.createHash(hash);
    },
    createHmac: (hash: string, key: Uint8Array) => {
      work.push(`hmac ${hash}`);
      return crypto.createHmac(hash, key);
    },
    timingSafeEqual: (a: Uint8Array, b: Uint8Array) => {
      work.push(`compare ${a.length}`);
      return crypto.timingSafeEqual(a, b);
    },
    pbkdf2: (...args: Parameters<typeof crypto.pbkdf2>) => {
      work.push(`pbkdf2 ${args[4]} ${args[2]}`);
      crypto.pbkdf2(...args);
    },
  };
});

let store: UserStore;
let empty: UserStore;
beforeAll(async () => {
  store = await testStore();
  empty = { ...store, lookup: async (): Promise<UserRecord> => ({}) };
});

describe.each(["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "DIGEST-MD5", "PLAIN"])("%s", (name) => {
  /** What the server does, from the first message to the refusal, but for what the client does meanwhile. */
  async function workOf(users: UserStore, authname: string): Promise<{ cause: string; work: string[] }> {
    const client = mechanismNamed(name)!.client!(clientOptions({ authname, password: "wrong" }));
    const server = mechanismNamed(name)!.server!(serverOptions(users, { host }));
    let last = (await client.step(null)).send;
    work.length = 0;
    let before: string[] = [];
    if (name !== "PLAIN") {
      const challenge = (await server.step(last)).send;
      before = [...work];
      last = (await client.step(challenge)).send;
    }
    work.length = 0;
    const { cause } = await refusal(() => server.step(last));
    return { cause, work: [...before, ...work] };
  }

  test("the same work for every reason", async () => {
    const wrong = await workOf(store, "fred");
    const unknown = await workOf(store, "nobody");
    const missing = await workOf(empty, "fred");
    expect([wrong.cause, unknown.cause, missing.cause]).toEqual([
      "wrong password",
      "unknown user",
      "missing verifier",
    ]);
    expect(wrong.work.some((step) => step.startsWith("compare"))).toBe(true);
    expect(unknown.work).toEqual(wrong.work);
    expect(missing.work).toEqual(wrong.work);
  });

  test("a user whose password SASLprep changes costs no more either", async () => {
    expect((await workOf(store, "soft")).work).toEqual((await workOf(store, "fred")).work);
  });
});

test("what the client is sent until then is alike, too", async () => {
  const server = mechanismNamed("SCRAM-SHA-1")!.server!(serverOptions(empty));
  expect(text((await server.step(bytes("n,,n=fred,r=abc"))).send)).toMatch(
    /^r=abc[^,]{32},s=[^,]{24},i=4096$/,
  );
});
