import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { digestMd5Hash } from "./digest-md5/hashes.js";
import { mechanismNamed } from "./mechanisms.js";
import { readSasldb } from "./sasldb.js";
import { saslprep } from "./saslprep.js";
import { formatUserFile, newUserFile } from "./store-format.js";
import { bytes, clientOptions, converse, countedRandom, refusal, serverOptions } from "./testing/ends.js";
import type { UserStore } from "./user-store.js";
import { readUsers, usersOfFile } from "./users.js";
import { isPassword, scramVerifier, verifiersOf } from "./verifier.js";

const random = countedRandom();
const sasldb = new Uint8Array(readFileSync(new URL("../vectors/sasldb/saslpasswd2.db", import.meta.url)));

async function ours(): Promise<Uint8Array> {
  const users = readSasldb(sasldb).entries.map(async ({ user, realm, password }) => ({
    user,
    realm,
    record: await verifiersOf(user, realm, password, { iterations: 4096, digestMd5: true, random }),
  }));
  return bytes(formatUserFile({ ...newUserFile(random, 4096), users: await Promise.all(users) }));
}

describe.each([
  ["Cyrus' file", async () => sasldb],
  ["our file", ours],
])("%s", (_title, read) => {
  const open = async (): Promise<UserStore> => readUsers(await read(), random);

  test.each(["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "DIGEST-MD5", "PLAIN"])("%s", async (name) => {
    const users = await open();
    const signIn = (authname: string, password: string) =>
      converse(
        mechanismNamed(name)!.server!(serverOptions(users, { host: "hv1" })),
        mechanismNamed(name)!.client!(clientOptions({ authname, password })),
      );
    expect((await signIn("fred", "pw-fred")).server.identity.user).toBe("fred");
    expect((await signIn("fred@hv1", "pw-fred")).server.identity.user).toBe("fred@hv1");
    expect((await refusal(() => signIn("fred", "pw-anna"))).cause).toBe("wrong password");
    expect(await refusal(() => signIn(" joe ", "pw-joe"))).toMatchObject({
      cause: "unknown user",
      user: "joe",
    });
    expect((await refusal(() => signIn("fred@hv2", "pw-fred"))).cause).toBe("unknown user");
  });

  test("what DIGEST-MD5 needs", async () => {
    const users = await open();
    const record = await users.lookup("fred", "hv1", "digestMd5");
    expect(record?.digestMd5?.a1Hash).toEqual(digestMd5Hash("fred", "hv1", "pw-fred"));
    expect(await users.lookup("joe", "hv1", "digestMd5")).toBeUndefined();
    const full = await users.lookup("fred", "hv1", "digestMd5", { user: "fred@hv1", realm: "hv1" });
    expect(full?.digestMd5?.a1Hash).toEqual(digestMd5Hash("fred@hv1", "hv1", "pw-fred"));
  });

  test("a user's salt stays the same, and an unknown one's looks like it", async () => {
    const users = await open();
    const challenge = async (user: string) => {
      const server = mechanismNamed("SCRAM-SHA-256")!.server!(serverOptions(users, { host: "hv1" }));
      return Buffer.from((await server.step(bytes(`n,,n=${user},r=abc`))).send!).toString();
    };
    expect(await challenge("fred")).toBe(await challenge("fred"));
    const shape = /^r=abc[^,]{32},s=[A-Za-z0-9+/]{22}==,i=4096$/;
    for (const user of ["fred", "anna", "nobody"]) expect(await challenge(user)).toMatch(shape);
    expect(await challenge("fred")).not.toBe(await challenge("anna"));
  });
});

test("DIGEST-MD5's secret of a user of another realm is for the host", async () => {
  const record = await verifiersOf("joe", "other.realm", "pw", {
    iterations: 4096,
    digestMd5: true,
    host: "hv1",
    random,
  });
  const users = usersOfFile({
    ...newUserFile(random, 4096),
    users: [{ user: "joe", realm: "other.realm", record }],
  });
  const { server } = await converse(
    mechanismNamed("DIGEST-MD5")!.server!(serverOptions(users, { host: "hv1" })),
    mechanismNamed("DIGEST-MD5")!.client!(clientOptions({ authname: "joe@other.realm", password: "pw" })),
  );
  expect(server.identity.user).toBe("joe@other.realm");
});

test("a file of neither kind", () => {
  expect(() => readUsers(bytes("fred:secret1\n"), random)).toThrow(
    "neither a file of virtgate user nor a Berkeley DB hash of Cyrus SASL",
  );
});

describe("SASLprep", () => {
  test.each([
    // RFC 4013, section 3
    ["I\u00adX", "IX"],
    ["user", "user"],
    ["USER", "USER"],
    ["\u00aa", "a"],
    ["\u2168", "IX"],
    ["\u0007", undefined],
    ["\u0627\u0031", undefined],
    ["a\u0308", "ä"],
    ["a b~", "a b~"],
  ])("%j becomes %j", async (text, prepared) => {
    expect(await saslprep(text)).toBe(prepared);
  });

  test("a verifier has both forms where they differ", async () => {
    const salt = random(16);
    const of = (password: string) => scramVerifier("sha256", password, salt, 4096);
    expect((await of("plain")).prepared).toBeUndefined();
    expect((await of("pässwörd")).prepared).toBeUndefined();
    expect((await of("\u00ad")).prepared).toBeUndefined(); // an empty password must not fit
    const soft = await of("a\u00adb");
    const { storedKey, serverKey } = await of("ab");
    expect(soft.prepared).toEqual({ storedKey, serverKey });
    for (const [password, fits] of [
      ["a\u00adb", true],
      ["ab", true],
      ["a", false],
    ] as const)
      expect(await isPassword({ scram: { sha256: soft } }, "u", "r", password)).toBe(fits);
  });
});

test.each([4095, 1_000_001, 4096.5, Number.NaN])("%d iterations", async (iterations) => {
  await expect(scramVerifier("sha1", "x", random(16), iterations)).rejects.toThrow(RangeError);
});
