// PLAIN, ANONYMOUS and EXTERNAL: one message each. Texts are those of Cyrus SASL 2.1.28 unless a row says "ours".
import { beforeAll, describe, expect, test } from "vitest";
import { readTrace } from "./anonymous.js";
import { mechanismNamed } from "./mechanisms.js";
import { readPlain } from "./plain.js";
import {
  bytes,
  clientOptions,
  converse,
  host,
  refusal,
  serverOptions,
  testStore,
  text,
} from "./testing/ends.js";
import type { UserStore } from "./user-store.js";

let users: UserStore;
beforeAll(async () => {
  users = await testStore();
});

const server = (name: string, more: Parameters<typeof serverOptions>[1] = {}) =>
  mechanismNamed(name)!.server!(serverOptions(users, more));
const client = (name: string, ...options: Parameters<typeof clientOptions>) =>
  mechanismNamed(name)!.client!(clientOptions(...options));

describe("PLAIN", () => {
  test.each([
    // RFC 4616, section 4
    ["\0tim\0tanstaaftanstaaf", { authzid: "", authcid: "tim", password: "tanstaaftanstaaf" }],
    ["Ursel\0Kurt\0xipj3plmq", { authzid: "Ursel", authcid: "Kurt", password: "xipj3plmq" }],
    ["\0fred\0", { authzid: "", authcid: "fred", password: "" }],
  ])("%j is read", (message, parts) => {
    expect(readPlain(bytes(message))).toEqual(parts);
  });

  test.each([
    [{ authname: "tim", password: "tanstaaftanstaaf" }, "\0tim\0tanstaaftanstaaf"],
    [{ authzid: "Ursel", authname: "Kurt", password: "xipj3plmq" }, "Ursel\0Kurt\0xipj3plmq"],
    [{ authname: " we,ir=d ", password: "" }, "\0we,ir=d\0"],
  ])("%j is said", async (credentials, message) => {
    const step = await client("PLAIN", credentials).step(null);
    expect(step).toMatchObject({ done: true, result: { ssf: 0 } });
    expect(text(step.send)).toBe(message);
  });

  test.each([
    ["\0fred\0secret1", undefined, "fred", host],
    ["fred\0fred\0secret1", undefined, "fred", host],
    ["fred \0 fred\0secret1", undefined, "fred", host],
    [`\0fred@${host}\0secret1`, undefined, `fred@${host}`, host],
    ["\0joe@other.realm\0pw", undefined, "joe@other.realm", "other.realm"],
    ["\0joe\0pw", "other.realm", "joe@other.realm", "other.realm"],
    ["\0jürgen\0pässwörd", undefined, "jürgen", host],
    ["\0soft\0a\u00adb", undefined, "soft", host],
    ["\0soft\0ab", undefined, "soft", host], // ours: as SASLprep has it
  ])("%j signs in", async (message, realm, user, userRealm) => {
    const step = await server("PLAIN", realm === undefined ? {} : { realm }).step(bytes(message));
    expect(step).toMatchObject({ done: true, send: null, result: { identity: { user, realm: userRealm } } });
  });

  const verification = "Password verification failed";
  test.each([
    ["", "malformed message", "SASL(-5): bad protocol / cancel: Can only find author (no password)"],
    ["fred", "malformed message", "SASL(-5): bad protocol / cancel: Can only find author (no password)"],
    [
      "fred\0secret1",
      "malformed message",
      "SASL(-5): bad protocol / cancel: Can only find author/en (no password)",
    ],
    [
      "\0fred\0secret1\0",
      "malformed message",
      "SASL(-5): bad protocol / cancel: Got more data than we were expecting in the PLAIN plugin",
    ],
    ["\0\0x", "bad name", "SASL(-1): generic failure: All-whitespace username."],
    ["\0fred\0", "wrong password", `SASL(-13): authentication failure: ${verification}`],
    ["\0fred\0wrong", "wrong password", `SASL(-13): authentication failure: ${verification}`],
    ["\0nobody\0x", "unknown user", `SASL(-13): user not found: ${verification}`],
    ["\0fred@\0secret1", "unknown user", `SASL(-13): user not found: ${verification}`],
    ["\0@hv1.example\0secret1", "unknown user", `SASL(-13): user not found: ${verification}`],
    ["\0joe@other.realm@x\0pw", "unknown user", `SASL(-13): user not found: ${verification}`],
    [
      "joe\0fred\0secret1",
      "not authorized",
      "SASL(-13): authentication failure: Requested identity not authenticated identity",
    ],
    ["joe\0fred\0wrong", "wrong password", `SASL(-13): authentication failure: ${verification}`],
    // ours
    ["   \0fred\0secret1", "bad name", "SASL(-1): generic failure: All-whitespace username."],
    [
      `\0${"a".repeat(1100)}\0x`,
      "bad name",
      "SASL(-3): overflowed buffer: the user name is longer than 1024 bytes",
    ],
    [`\0fred\0${"a".repeat(5000)}`, "malformed message", "a message of 5006 bytes, more than 3074"],
  ])("%j is refused", async (message, cause, said) => {
    const problem = await refusal(() => server("PLAIN").step(bytes(message)));
    expect(problem).toMatchObject({ cause, message: expect.stringContaining(said) });
  });

  test("what is not UTF-8 is refused", async () => {
    const message = Uint8Array.of(0, 0x66, 0xff, 0, 0x78);
    expect((await refusal(() => server("PLAIN").step(message))).cause).toBe("malformed message");
  });

  test("without first words it asks for them", async () => {
    const plain = server("PLAIN");
    expect(await plain.step(null)).toEqual({ done: false, send: new Uint8Array() });
    expect((await plain.step(bytes("\0fred\0secret1"))).done).toBe(true);
  });

  test("DIGEST-MD5's hash tells the password, too", async () => {
    const { digestMd5Hash } = await import("./digest-md5/hashes.js");
    const a1Hash = digestMd5Hash("fred", host, "secret1");
    const store: UserStore = { ...users, lookup: async () => ({ digestMd5: { a1Hash } }) };
    expect((await server("PLAIN", { users: store }).step(bytes("\0fred\0secret1"))).done).toBe(true);
    const wrong = await refusal(() => server("PLAIN", { users: store }).step(bytes("\0fred\0secret")));
    expect(wrong.cause).toBe("wrong password");
  });

  test("a user of whom nothing is kept", async () => {
    const store: UserStore = { ...users, lookup: async () => ({}) };
    const problem = await refusal(() => server("PLAIN", { users: store }).step(bytes("\0fred\0secret1")));
    expect(problem.cause).toBe("missing verifier");
  });

  test("the password stands in no error", async () => {
    for (const message of ["\0fred\0s3cr3t", "\0fred\0s3cr3t\0x", "s3cr3t\0fred\0secret1"])
      expect(String(await refusal(() => server("PLAIN").step(bytes(message))))).not.toContain("s3cr3t");
  });
});

describe("ANONYMOUS", () => {
  test("the example of RFC 4505, section 4", async () => {
    const step = await server("ANONYMOUS").step(new Uint8Array(Buffer.from("c2lyaGM=", "base64")));
    const identity = { mechanism: "ANONYMOUS", user: "anonymous", trace: "sirhc", ssf: 0 };
    expect(step).toEqual({ done: true, send: null, result: { identity } });
  });

  test("no trace at all", async () => {
    const step = await server("ANONYMOUS").step(new Uint8Array());
    const identity = { mechanism: "ANONYMOUS", user: "anonymous", ssf: 0 };
    expect(step).toEqual({ done: true, send: null, result: { identity } });
  });

  test.each([
    [{}, "anonymous@desk"],
    [{ authzid: "fred" }, "fred@desk"],
  ])("given %j the client says %j", async (credentials, trace) => {
    expect(text((await client("ANONYMOUS", credentials).step(null)).send)).toBe(trace);
  });

  test.each(["träce", "a@b@c", "x".repeat(255), "😀".repeat(255)])("%j is a trace", (trace) => {
    expect(readTrace(bytes(trace))).toBe(trace);
  });

  test.each(["a\0b", "a\nb", "\x1b[2J", "x".repeat(256), "a\u202eb", "a\u2028b"])(
    "%j is none",
    async (trace) => {
      const problem = await refusal(() => server("ANONYMOUS").step(bytes(trace)));
      expect(problem.cause).toBe("malformed message");
    },
  );
});

describe("EXTERNAL", () => {
  const externalIdentity = { name: "C=GB,O=Example,CN=alice", ssf: 256 };

  test.each(["", externalIdentity.name])("acting as %j", async (authzid) => {
    const { server: result } = await converse(
      server("EXTERNAL", { externalIdentity }),
      client("EXTERNAL", { authzid }),
    );
    expect(result.identity).toMatchObject({ mechanism: "EXTERNAL", user: externalIdentity.name, ssf: 0 });
  });

  test.each([
    ["CN=bob", "not authorized"],
    [`${externalIdentity.name}\0`, "malformed message"],
    ["\0", "malformed message"],
    ["x".repeat(5000), "malformed message"],
  ])("acting as %j is refused", async (authzid, cause) => {
    const problem = await refusal(() => server("EXTERNAL", { externalIdentity }).step(bytes(authzid)));
    expect(problem.cause).toBe(cause);
  });

  test("without a certificate there is no such mechanism", async () => {
    const problem = await refusal(() => server("EXTERNAL").step(new Uint8Array()));
    expect(problem.message).toBe("SASL(-4): no mechanism available: ");
  });
});
