// SCRAM as it is refused. The texts are those of Cyrus SASL 2.1.28 to the same input unless a row says "ours".
import { beforeAll, describe, expect, test } from "vitest";
import { mechanismNamed } from "./mechanisms.js";
import { scramClient } from "./scram-client.js";
import { scramServer } from "./scram-server.js";
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

const x = "SCRAM-SHA-256";
const long = "a".repeat(3000);
const protocol = "SASL(-5): bad protocol / cancel: ";

// the client's first message, what the server says
const openings: [string | Uint8Array, string][] = [
  ["n", `${protocol}Invalid ${x} input`],
  ["n,", `${protocol}Invalid ${x} input`],
  ["n,,", `${protocol}Invalid ${x} input`],
  ["n,,n=fred", `${protocol}Invalid ${x} input`],
  ["n,,r=abc", `${protocol}Invalid ${x} input`],
  ["n,,m=x,n=fred,r=abc", `${protocol}Unsupported mandatory extension to ${x}`],
  ["x,,n=fred,r=abc", `${protocol}The initial ${x} client response needs to start with 'y', 'n' or 'p'`],
  ["p,,n=fred,r=a", `${protocol}The initial 'p' needs to be followed by '=' in ${x} input`],
  ["n,x=1,n=fred,r=abc", `${protocol}',' expected in ${x} input`],
  ["n,,n=we=2cird,r=abc", `${protocol}Invalid username encoding in ${x} input`],
  ["n,,n=we=40ird,r=abc", `${protocol}Invalid username encoding in ${x} input`],
  ["n,,n=fr=,r=abc", `${protocol}Invalid username encoding in ${x} input`],
  ["n,a=fr=,n=fred,r=abc", `${protocol}Invalid authorization identity encoding in ${x} input`],
  ["n,,n=fr\0ed,r=abc", `${protocol}NULs found in ${x} input`],
  [`n,,n=fred,r=${long}`, `${protocol}${x} input longer than (MAX_CLIENTIN_LEN) bytes`],
  ["n,,n=,r=abc", "SASL(-1): generic failure: All-whitespace username."],
  // ours: Cyrus takes these
  ["n,,n=fred,r=", `${protocol}Nonce expected after the username in ${x} input`],
  ["n,,n=fred,r=a bc", `${protocol}Nonce expected after the username in ${x} input`],
  ["n,,n=fred,r=abc\n", `${protocol}Nonce expected after the username in ${x} input`],
  ["n,,n=fred,r=abc,", `${protocol}Invalid ${x} input`],
  ["n,,n=fred,r=abc,m=1", `${protocol}Unsupported mandatory extension to ${x}`],
  ["n,a=,n=fred,r=abc", `${protocol}Invalid authorization identity encoding in ${x} input`],
  ["p=tls-unique,,n=fred,r=abc", `${protocol}Server does not support channel binding type received in ${x}`],
  ["nope,,n=fred,r=abc", `${protocol}',' expected in ${x} input`],
  ["n,,n=  ,r=abc", "SASL(-1): generic failure: All-whitespace username."],
  [`n,,n=${"f".repeat(1500)},r=abc`, "SASL(-3): overflowed buffer: the user name is longer than 1024 bytes"],
  [
    Uint8Array.of(0x6e, 0x2c, 0x2c, 0x6e, 0x3d, 0xff, 0x2c, 0x72, 0x3d, 0x61),
    `${protocol}Invalid ${x} input: not UTF-8`,
  ],
];

test.each(openings)("the server, asked %j", async (opening, message) => {
  const server = scramServer("sha256", serverOptions(users));
  const problem = await refusal(() => server.step(typeof opening === "string" ? bytes(opening) : opening));
  expect(problem.message).toBe(message);
});

// what happens to the client's final message on its way, what the server says
const finals: [string, (message: string) => string | null, string][] = [
  [
    "another header",
    (m) => m.replace("c=biws", "c=eSws"),
    `${protocol}Channel bindings prefix doesn't match`,
  ],
  [
    "a header that is no base64",
    (m) => m.replace("biws", "bi!s"),
    "Invalid base64 encoding of the channel bindings",
  ],
  ["another nonce", (m) => m.replace(/r=./, "r=!"), `${protocol}Nonce mismatch ${x} input`],
  ["a shorter nonce", (m) => m.replace(/.,p=/, ",p="), `${protocol}Nonce mismatch ${x} input`],
  ["more behind the proof", (m) => `${m},x=ext`, "No extension data is allowed after the client proof"],
  ["a shorter proof", (m) => m.slice(0, -4), `${protocol}Invalid client proof length in ${x} input`],
  ["a longer proof", (m) => `${m}AAAA`, `${protocol}Invalid client proof length in ${x} input`],
  [
    "a proof that is no base64",
    (m) => m.replace(/p=.*/, `p=${"!".repeat(44)}`),
    "Invalid base64 encoding of the client proof",
  ],
  ["no proof", (m) => m.replace(/,p=.*/, ""), `${protocol}At least proof is expected in ${x} input`],
  ["no header", (m) => m.slice(2), `${protocol}Invalid ${x} input`],
  ["the header alone", () => "c=biws", `${protocol}At least nonce is expected in ${x} input`],
  ["no nonce", (m) => m.replace(/r=[^,]*/, "x=1"), `${protocol}Nonce expected in ${x} input`],
  ["no bytes", () => "", `${protocol}${x} input expected`],
  ["nothing", () => null, `${protocol}${x} input expected`],
  ["a NUL", (m) => `${m}\0`, `${protocol}NULs found in ${x} input`],
  ["too much", () => long, `${protocol}${x} input longer than (MAX_CLIENTIN_LEN) bytes`],
  [
    "an extension that is not proved",
    (m) => m.replace(",p=", ",x=1,p="),
    "SASL(-13): authentication failure: StoredKey mismatch",
  ],
  [
    "another proof",
    (m) => m.replace(/p=.*/, `p=${"A".repeat(43)}=`),
    "SASL(-13): authentication failure: StoredKey mismatch",
  ],
  ["a mandatory extension", (m) => m.replace(",p=", ",m=1,p="), "Unsupported mandatory extension"],
];

test.each(finals)("the server, told %s", async (_title, change, message) => {
  const client = scramClient("sha256", clientOptions({ authname: "fred", password: "secret1" }));
  const server = scramServer("sha256", serverOptions(users));
  const challenge = await server.step((await client.step(null)).send);
  const final = change(text((await client.step(challenge.send)).send)!);
  expect((await refusal(() => server.step(final === null ? null : bytes(final)))).message).toContain(message);
});

// the server's first message (N: the client's nonce, S: a salt), what the client says
const challenges: [string | null, string][] = [
  [null, `${protocol}${x} input expected`],
  ["", `${protocol}${x} input expected`],
  ["r=N,s=S,i=4096", "The nonce received from the server doesn't start from the nonce sent by the client"],
  [
    "r=other,s=S,i=4096",
    "The nonce received from the server doesn't start from the nonce sent by the client",
  ],
  ["s=S,i=4096", `${protocol}Nonce (r=) expected in ${x} input`],
  ["e=other-error", `${protocol}Nonce (r=) expected in ${x} input`],
  ["m=1,r=Nx,s=S,i=4096", `${protocol}Unsupported mandatory extension to ${x}`],
  ["r=Nx,i=4096", `${protocol}Salt expected after the nonce in ${x} input`],
  ["r=Nx", `${protocol}Salt expected after the nonce in ${x} input`],
  ["r=Nx,s=,i=4096", `${protocol}The salt can't be empty`],
  ["r=Nx,s=!!!,i=4096", `${protocol}Invalid base64 encoding of the salt`],
  ["r=Nx,s=S", `${protocol}iteration-count expected after the salt in ${x} input`],
  ["r=Nx,s=S,i=", `${protocol}Invalid iteration-count in ${x} input`],
  ["r=Nx,s=S,i=abc", `${protocol}Invalid iteration-count in ${x} input`],
  ["r=Nx,s=S,i=4096x", `${protocol}Invalid iteration-count in ${x} input`],
  ["r=Nx,s=S,i=999999999999", `${protocol}iteration-count is too big, refusing to compute`],
  ["r=Nx,s=S,i=1000001", `${protocol}iteration-count is too big, refusing to compute`],
  [`r=N${long},s=S,i=4096`, `${protocol}${x} input longer than (MAX_SERVERIN_LEN) bytes`],
  ["r=N\0x,s=S,i=4096", `${protocol}NULs found in ${x} input`],
  // ours: Cyrus computes with any small number, and takes these
  [
    "r=Nx,s=S,i=4095",
    "SASL(-15): mechanism too weak for this user: Invalid iteration-count in SCRAM-SHA-256 input: 4095, fewer than 4096",
  ],
  ["r=Nx,s=S,i=1", "fewer than 4096"],
  ["r=Nx,s=S,i=0", `${protocol}Invalid iteration-count in ${x} input`],
  ["r=Nx,s=S,i=-1", `${protocol}Invalid iteration-count in ${x} input`],
  ["r=Nx,s=S,i= 4096", `${protocol}Invalid iteration-count in ${x} input`],
  ["r=Nx,s=S,i=04096", `${protocol}Invalid iteration-count in ${x} input`],
  ["r=Nx,s=S,i=4096,m=1", `${protocol}Unsupported mandatory extension to ${x}`],
  ["r=Nx,s=S,i=4096,", `${protocol}Invalid ${x} input`],
  [`r=Nx,s=${"QUFB".repeat(100)},i=4096`, `${protocol}Invalid base64 encoding of the salt`],
];

test.each(challenges)("the client, asked %j", async (challenge, message) => {
  const client = scramClient("sha256", clientOptions({ authname: "fred", password: "secret1" }), () => "N");
  await client.step(null);
  const words = challenge?.replace("S", "MDEyMzQ1Njc4OWFiY2RlZg==") ?? null;
  expect((await refusal(() => client.step(words === null ? null : bytes(words)))).message).toContain(message);
});

// what happens to the server's final message on its way, what the client says
const signatures: [string, (message: string) => string | null, string][] = [
  ["no signature", () => "x=1", `${protocol}ServerSignature expected in ${x} input`],
  ["a short one", () => "v=AAAA", `${protocol}Invalid server proof (truncated) in ${x} input`],
  ["no base64", () => "v=!!!!", `${protocol}Invalid base64 encoding of the server proof in ${x} input`],
  ["an empty one", () => "v=", `${protocol}Invalid base64 encoding of the server proof in ${x} input`],
  [
    "another one",
    () => `v=${"A".repeat(43)}=`,
    "SASL(-13): authentication failure: ServerSignature mismatch",
  ],
  ["no bytes", () => "", `${protocol}Invalid ${x} input expected`],
  ["nothing", () => null, `${protocol}Invalid ${x} input expected`],
  [
    "an error",
    () => "e=invalid-proof",
    "SASL(-13): authentication failure: the server refuses: invalid-proof",
  ],
  [
    "an error of its own",
    () => "e=\x1b[2J",
    "SASL(-13): authentication failure: the server refuses: other-error",
  ],
  ["more behind it", (m) => `${m},`, `${protocol}Invalid ${x} input`],
];

test.each(signatures)("the client, told %s", async (_title, change, message) => {
  const client = scramClient("sha256", clientOptions({ authname: "fred", password: "secret1" }));
  const server = scramServer("sha256", serverOptions(users));
  const challenge = await server.step((await client.step(null)).send);
  const final = change(text((await server.step((await client.step(challenge.send)).send)).send)!);
  expect((await refusal(() => client.step(final === null ? null : bytes(final)))).message).toContain(message);
});

test("extensions that are optional are left alone", async () => {
  const client = scramClient("sha256", clientOptions({ authname: "fred", password: "secret1" }), () => "N");
  await client.step(null);
  const step = await client.step(bytes("r=Nx,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=4096,x=1"));
  expect(step.done).toBe(false);
});

describe("who must not get in", () => {
  const signIn = (authname: string, password: string, authzid?: string) =>
    converse(
      mechanismNamed(x)!.server!(serverOptions(users)),
      mechanismNamed(x)!.client!(
        clientOptions({ authname, password, ...(authzid !== undefined && { authzid }) }),
      ),
    );

  test.each([
    [
      "wrong password",
      "fred",
      "secret2",
      undefined,
      "wrong password",
      "SASL(-13): authentication failure: StoredKey mismatch",
    ],
    ["no password", "fred", "", undefined, "wrong password", "StoredKey mismatch"],
    [
      "unknown user",
      "nobody",
      "secret1",
      undefined,
      "unknown user",
      "SASL(-13): user not found: unable to canonify user and get auxprops",
    ],
    ["another realm", "joe", "pw", undefined, "unknown user", "unable to canonify"],
    ["another case", "FRED", "secret1", undefined, "unknown user", "unable to canonify"],
    [
      "acting as another",
      "fred",
      "secret1",
      "joe",
      "not authorized",
      "SASL(-13): authentication failure: Requested identity not authenticated identity",
    ],
    ["acting as itself elsewhere", "fred", "secret1", `fred@${host}`, "not authorized", "Requested identity"],
  ])("%s", async (_title, authname, password, authzid, cause, message) => {
    const problem = await refusal(() => signIn(authname, password, authzid));
    expect(problem).toMatchObject({ cause, message: expect.stringContaining(message) });
  });

  test("acting as another with a wrong password is a wrong password", async () => {
    expect((await refusal(() => signIn("fred", "wrong", "joe"))).cause).toBe("wrong password");
  });

  test("a user without a verifier for the hash goes the way of an unknown one", async () => {
    const store: UserStore = { ...users, lookup: async () => ({ scram: {} }) };
    const server = scramServer("sha256", serverOptions(store));
    expect((await server.step(bytes("n,,n=fred,r=abc"))).done).toBe(false);
    const wrong = `c=biws,r=abc${Buffer.from(serverOptions(users).random(24)).toString("base64")},p=${"A".repeat(43)}=`;
    const problem = await refusal(() => server.step(bytes(wrong)));
    expect(problem).toMatchObject({
      cause: "missing verifier",
      message: "SASL(-26): user exists, but no verifier for user: No valid SCRAM-SHA-256 secret found",
    });
  });
});

test("an unknown user's challenge looks like a known one's, and stays the same", async () => {
  const ask = async (user: string) => {
    const server = scramServer("sha256", serverOptions(users), () => "nonce");
    return text((await server.step(bytes(`n,,n=${user},r=abc`))).send)!;
  };
  const [fred, nobody, again, other] = [
    await ask("fred"),
    await ask("nobody"),
    await ask("nobody"),
    await ask("nobody2"),
  ];
  expect(nobody).toBe(again);
  expect(nobody).not.toBe(other);
  const shape = (challenge: string) => challenge.replace(/s=[A-Za-z0-9+/]{22}==,/, "s=SALT,");
  expect(shape(nobody)).toBe(shape(fred));
});

test("yesterday's proof is worth nothing today", async () => {
  const client = scramClient("sha256", clientOptions({ authname: "fred", password: "secret1" }));
  const opening = (await client.step(null)).send;
  const yesterday = scramServer("sha256", serverOptions(users));
  const proof = (await client.step((await yesterday.step(opening)).send)).send;
  expect((await yesterday.step(proof)).done).toBe(true);
  const today = scramServer("sha256", serverOptions(users), () => "another");
  await today.step(opening);
  expect((await refusal(() => today.step(proof))).message).toBe(`${protocol}Nonce mismatch ${x} input`);
});

test.each([
  [{ password: "x" }, "SASL(-1): generic failure: SCRAM-SHA-256 needs the authentication name"],
  [{ authname: "fred" }, "SASL(-1): generic failure: SCRAM-SHA-256 needs the password"],
  [{ authname: "", password: "x" }, "SASL(-1): generic failure: All-whitespace username."],
  [{ authname: "fred", password: "a\0b" }, "NULs found in the password"],
])("the client, given %j", async (credentials, message) => {
  const client = scramClient("sha256", clientOptions(credentials));
  expect((await refusal(() => client.step(null))).message).toContain(message);
});

test("a server that speaks first is refused", async () => {
  const client = scramClient("sha256", clientOptions({ authname: "fred", password: "x" }));
  expect((await refusal(() => client.step(bytes("hello")))).detail).toBe(`${x}: the client speaks first`);
});
