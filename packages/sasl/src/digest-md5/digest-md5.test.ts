import { expect, test } from "vitest";
import type { ClientOptions, Credentials, ServerOptions } from "../mechanism.js";
import { clientDefaults, digestStore, serverDefaults, signInBoth, type Wire } from "../testing/joined.js";
import { usersOfSasldb } from "../users.js";
import { digestMd5Client } from "./client.js";
import { digestMd5Hash, responseOf, sessionHash } from "./hashes.js";
import { digestMd5Server } from "./server.js";

// RFC 2831, section 4.
const examples = [
  [
    "imap",
    "OA6MG9tEQGm2hh",
    "OA6MHXh6VqTrRk",
    "d388dad90d4bbd760a152321f2143af7",
    "ea40f60335c427b5527b84dbabcdfffd",
  ],
  [
    "acap",
    "OA9BSXrbuRhWay",
    "OA9BSuZWMSpW8m",
    "6084c6db3fede7352c551284490fd0fc",
    "2f0b3d7c3c2e486600ef710726aa2eae",
  ],
] as const;

test.each(examples)("the %s example of RFC 2831", (service, nonce, cnonce, response, rspauth) => {
  const host = "elwood.innosoft.com";
  const terms = {
    nonce: Buffer.from(nonce),
    cnonce: Buffer.from(cnonce),
    qop: "auth" as const,
    digestUri: Buffer.from(`${service}/${host}`),
  };
  const session = sessionHash(digestMd5Hash("chris", host, "secret"), terms);
  expect(responseOf(session, terms, "client")).toBe(response);
  expect(responseOf(session, terms, "server")).toBe(rspauth);
});

interface Attempt {
  readonly server?: Partial<ServerOptions>;
  readonly client?: Partial<ClientOptions>;
  readonly who?: Credentials;
  readonly wire?: Wire;
}

const attempt = ({ server, client, who, wire }: Attempt) =>
  signInBoth(
    digestMd5Server({ ...serverDefaults, ...server }),
    digestMd5Client({
      ...clientDefaults,
      ...(who === undefined ? {} : { credentials: () => who }),
      ...client,
    }),
    wire,
  );

const texts = (said: readonly (Uint8Array | null)[]) =>
  said.map((each) => (each === null ? null : Buffer.from(each).toString()));

test("the messages are Cyrus' messages", async () => {
  const random = (bytes: number) => new Uint8Array(bytes).fill(7);
  const nonce = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
  const { said } = await attempt({ server: { random, minSsf: 56 }, client: { random, minSsf: 56 } });
  expect(texts(said)).toEqual([
    null,
    `nonce="${nonce}",realm="vm",qop="auth-conf",cipher="rc4-56,rc4,3des",maxbuf=65536,charset=utf-8,algorithm=md5-sess`,
    expect.stringMatching(
      /^username="fred",realm="vm",nonce="[^"]+",cnonce="[^"]+",nc=00000001,qop=auth-conf,cipher=rc4,maxbuf=65536,digest-uri="libvirt\/localhost",response=[0-9a-f]{32}$/,
    ),
    expect.stringMatching(/^rspauth=[0-9a-f]{32}$/),
  ]);
});

// min and max of the server, of the client; what is offered; what comes of it: strength, and the payloads of
// client and server. Seen with Cyrus SASL 2.1.28.
const strengths = `
  0 100000   0 100000   auth,auth-int,auth-conf rc4-40,rc4-56,rc4,des,3des   128 65511 65507
  56 100000  56 100000  auth-conf               rc4-56,rc4,3des              128 65511 65507
  0 55       0 100000   auth,auth-int,auth-conf rc4-40,des                   55  65511 65507
  0 1        0 1        auth,auth-int           -                            1   65520 65516
  1 1        0 100000   auth-int                -                            1   65520 65516
  0 0        0 0        auth                    -                            0   -     -
  0 100000   0 0        auth,auth-int,auth-conf rc4-40,rc4-56,rc4,des,3des   0   -     -
  0 100000   56 56      auth,auth-int,auth-conf rc4-40,rc4-56,rc4,des,3des   56  65511 65507
  0 100000   41 55      auth,auth-int,auth-conf rc4-40,rc4-56,rc4,des,3des   55  65511 65507
  100 112    0 100000   auth-conf               3des                         112 65511 65507
  128 128    0 100000   auth-conf               rc4                          128 65511 65507
`
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/ +/));

test.each(strengths)("%s..%s against %s..%s", async (...row) => {
  const [serverMin, serverMax, min, max] = row.slice(0, 4).map(Number);
  const [qop, cipher, ssf, clientPayload, serverPayload] = row.slice(4);
  const { said, server, client } = await attempt({
    server: { minSsf: serverMin!, maxSsf: serverMax! },
    client: { minSsf: min!, maxSsf: max! },
  });
  const challenge = Buffer.from(said[1]!).toString();
  expect(challenge).toContain(`qop="${qop}"`);
  if (cipher === "-") expect(challenge).not.toContain("cipher=");
  else expect(challenge).toContain(`cipher="${cipher}"`);
  expect([server.identity.ssf, client.ssf]).toEqual([Number(ssf), Number(ssf)]);
  expect(client.layer?.maxPayload).toBe(clientPayload === "-" ? undefined : Number(clientPayload));
  expect(server.layer?.maxPayload).toBe(serverPayload === "-" ? undefined : Number(serverPayload));
});

test("a side that takes no buffers gets no layer", async () => {
  const silent = await attempt({ server: { maxBuffer: 0 } });
  expect(Buffer.from(silent.said[1]!).toString()).toMatch(/qop="auth",charset/);
  const { said, client } = await attempt({ client: { maxBuffer: 0 } });
  expect(client.layer).toBeUndefined();
  expect(Buffer.from(said[2]!).toString()).not.toContain("maxbuf");
});

test.each([
  ["fred", "secret1", "fred"],
  ["  fred ", "secret1", "fred"],
  ["andré", "héslo", "andré"],
  ["jiří", "héslo", "jiří"],
  ["wu", "密码", "wu"],
])("%s signs in as %s", async (authname, password, user) => {
  const { server } = await attempt({ who: { authname, password } });
  expect(server.identity).toMatchObject({ mechanism: "DIGEST-MD5", user, realm: "vm", ssf: 128 });
});

test.each([
  ["fred@vm", "fred@vm", "vm"],
  ["joe@other.realm", "joe@other.realm", "other.realm"],
])("a store that knows the passwords: %s", async (authname, user, realm) => {
  const entries = [
    { user: "fred", realm: "vm", password: "pw" },
    { user: "joe", realm: "other.realm", password: "pw" },
  ];
  const users = usersOfSasldb(entries, new Uint8Array(32));
  const { server } = await attempt({ server: { users }, who: { authname, password: "pw" } });
  expect(server.identity).toMatchObject({ user, realm });
});

test("an identity that is the user's own may be asked for", async () => {
  const who = { authname: "fred", password: "secret1", authzid: "fred" };
  expect((await attempt({ who })).server.identity.user).toBe("fred");
  await expect(attempt({ who: { ...who, authzid: "bob" } })).rejects.toThrow(
    "SASL(-13): authentication failure: Requested identity not authenticated identity",
  );
});

const replace =
  (from: "client" | "server", what: string | RegExp, by: string): Wire =>
  (who, said) =>
    who === from && said !== null
      ? Buffer.from(Buffer.from(said).toString("latin1").replace(what, by), "latin1")
      : said;

const realms: [string, string, string | undefined, string][] = [
  ["two, one wanted", 'realm="other",realm="vm"', "vm", "vm"],
  ["none: the host", "", undefined, "localhost"],
];
test.each(realms)("realms of the server: %s", async (_what, directive, realm, used) => {
  const wire = replace("server", 'realm="vm"', directive);
  const who = { authname: "fred", password: "secret1", ...(realm === undefined ? {} : { realm }) };
  const options = { ...clientDefaults, credentials: () => who };
  const client = digestMd5Client(options);
  await client.step(null);
  const challenge = await digestMd5Server(serverDefaults).step(null);
  const { send } = await client.step(wire("server", challenge.send, 0));
  expect(Buffer.from(send!).toString()).toContain(`realm="${used}"`);
});

const refusedByServer: [string, Wire, RegExp][] = [
  ["no qop where it was not auth", replace("client", "qop=auth-conf,cipher=rc4,", ""), /doesn't match/],
  ["another nonce", replace("client", 'nonce="', 'nonce="x'), /nonce changed/],
  ["a nonce twice", replace("client", "nc=0", 'nonce="x",nc=0'), /duplicate nonce/],
  ["a realm twice", replace("client", "nc=0", 'realm="vm",nc=0'), /duplicate realm/],
  ["a user twice", replace("client", "nc=0", 'username="fred",nc=0'), /duplicate username/],
  ["a second use of the nonce", replace("client", "nc=00000001", "nc=00000002"), /more than once/],
  ["another service", replace("client", "libvirt/", "ldap/"), /bad digest-uri: doesn't match service/],
  ["another realm", replace("client", 'realm="vm"', 'realm="x"'), /override server provided realm/],
  ["no realm", replace("client", 'realm="vm",', ""), /override server provided realm/],
  ["maxbuf=16", replace("client", "maxbuf=65536", "maxbuf=16"), /maxbuf parameter too small/],
  ["maxbuf=29", replace("client", "maxbuf=65536", "maxbuf=29"), /maxbuf parameter too small/],
  ["maxbuf=16777216", replace("client", "maxbuf=65536", "maxbuf=16777216"), /maxbuf parameter too big/],
  ["maxbuf=9e99", replace("client", "maxbuf=65536", `maxbuf=${"9".repeat(99)}`), /maxbuf parameter too big/],
  ["another charset", replace("client", "nc=0", "charset=latin,nc=0"), /doesn't support UTF-8/],
  ["a cipher that is none", replace("client", "cipher=rc4", "cipher=foo"), /invalid cipher/],
  ["no cipher", replace("client", "cipher=rc4,", ""), /invalid cipher/],
  ["a qop that is none", replace("client", "qop=auth-conf", "qop=foo"), /invalid qop/],
  ["no user", replace("client", 'username="fred",', ""), /required parameters missing: username/],
  ["a blank user", replace("client", 'username="fred"', 'username=" "'), /All-whitespace username/],
  ["no response", replace("client", /,response=.*/, ""), /required parameters missing: response/],
  ["a short response", replace("client", /response=../, "response="), /32 hexadecimal/],
  ["no digest-uri", replace("client", /digest-uri="[^"]*",/, ""), /required parameters missing: digest-uri/],
  ["no cnonce", replace("client", /cnonce="[^"]*",/, ""), /required parameters missing: cnonce/],
  ["no nc", replace("client", "nc=00000001,", ""), /required parameters missing: nc/],
  ["a wrong proof", replace("client", /response=.{32}/, `response=${"0".repeat(32)}`), /doesn't match/],
  ["no answer", (from, said) => (from === "client" ? null : said), /input expected in DIGEST-MD5, step 2/],
  ["4096 bytes", replace("client", "nc=0", `x="${"x".repeat(4096)}",nc=0`), /4095 at most/],
];
test.each(refusedByServer)("the server refuses %s", async (_what, wire, why) => {
  await expect(attempt({ wire })).rejects.toThrow(why);
});

test("a layer that was not offered cannot be had", async () => {
  const wire: Wire = (from, said, turn) =>
    from === "server" ? replace("server", 'qop="auth-conf"', 'qop="auth,auth-conf"')(from, said, turn) : said;
  await expect(attempt({ wire, server: { minSsf: 56 }, client: { maxSsf: 0 } })).rejects.toThrow(
    /invalid qop/,
  );
  const weaker = replace("server", 'cipher="rc4-56,rc4,3des"', 'cipher="rc4-40"');
  await expect(attempt({ wire: weaker, server: { minSsf: 56 } })).rejects.toThrow(/invalid cipher/);
});

const refusedByClient: [string, Wire, RegExp][] = [
  ["no algorithm", replace("server", ",algorithm=md5-sess", ""), /Must see 'algorithm' once/],
  ["another algorithm", replace("server", "md5-sess", "md5"), /'algorithm' isn't 'md5-sess'/],
  ["maxbuf twice", replace("server", "maxbuf=65536", "maxbuf=65536,maxbuf=65536"), /duplicate maxbuf/],
  ["maxbuf=16", replace("server", "maxbuf=65536", "maxbuf=16"), /too small: 16/],
  ["maxbuf=99999999", replace("server", "maxbuf=65536", "maxbuf=99999999"), /too big: 99999999/],
  ["a nonce twice", replace("server", "qop=", 'nonce="x",qop='), /duplicate nonce/],
  ["no nonce", replace("server", /nonce="[^"]*",/, ""), /Don't have nonce/],
  ["2048 bytes", replace("server", 'realm="vm"', `realm="${"x".repeat(2048)}"`), /2047 at most/],
  [
    "only weaker layers",
    replace("server", 'qop="auth-conf"', 'qop="auth"'),
    /Can't find an acceptable layer/,
  ],
  ["a wrong rspauth", replace("server", /rspauth=.*/, `rspauth=${"0".repeat(32)}`), /wants us to believe/],
  ["no rspauth", replace("server", /rspauth=.*/, ""), /wants us to believe/],
];
test.each(refusedByClient)("the client refuses %s", async (_what, wire, why) => {
  await expect(attempt({ wire, server: { minSsf: 56 }, client: { minSsf: 56 } })).rejects.toThrow(why);
});

test.each([
  [
    "a wrong password",
    { authname: "fred", password: "bad" },
    "wrong password",
    "SASL(-13): authentication failure: client response doesn't match what we generated (tried bogus)",
  ],
  ["no password", { authname: "fred", password: "" }, "wrong password", /doesn't match/],
  [
    "an unknown user",
    { authname: "nobody", password: "x" },
    "unknown user",
    "SASL(-13): user not found: unable to canonify user and get auxprops",
  ],
  [
    "no user",
    { authname: " ", password: "x" },
    "bad name",
    "SASL(-1): generic failure: All-whitespace username.",
  ],
  ["no answer", { authname: "fred" }, "missing credentials", /needs the password/],
])("%s", async (_what, who, cause, text) => {
  const refusal = expect(attempt({ who })).rejects;
  await refusal.toThrow(text);
  await refusal.toMatchObject({ name: "SaslError", cause });
});

test("a user without a verifier for it", async () => {
  const users = { ...digestStore({}), lookup: async () => ({}) };
  await expect(attempt({ server: { users } })).rejects.toMatchObject({ cause: "missing verifier" });
});

test("subsequent authentication gets a new challenge", async () => {
  const first = await attempt({});
  const server = digestMd5Server(serverDefaults);
  const { done, send } = await server.step(first.said[2]!);
  expect(done).toBe(false);
  expect(Buffer.from(send!).toString()).toMatch(/^nonce=/);
  await expect(async () => server.step(first.said[2]!)).rejects.toThrow(/nonce changed/);
  await expect(async () => server.step(first.said[2]!)).rejects.toThrow(/the exchange is over/);
});

test("no message tells what the secret was", async () => {
  const errors = await Promise.allSettled([
    attempt({ who: { authname: "fred", password: "hunter2" } }),
    attempt({ wire: replace("server", /rspauth=.*/, "rspauth=x") }),
  ]);
  for (const each of errors) expect(JSON.stringify(each)).not.toMatch(/hunter2|secret1/);
});
