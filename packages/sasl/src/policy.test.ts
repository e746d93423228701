// Which mechanisms are offered and chosen, as libvirtd with Cyrus SASL 2.1.28 and Cyrus' client do it.
import { describe, expect, test } from "vitest";
import type { Mechanism } from "./mechanism.js";
import { mechanisms } from "./mechanisms.js";
import {
  choose,
  type Demands,
  libvirtDemands,
  objection,
  offered,
  offerText,
  readOffer,
  startable,
} from "./policy.js";

const none = {
  anonymous: false,
  plaintext: false,
  noDictionary: false,
  noActive: false,
  mutual: false,
  clientFirst: false,
};
const stub = (name: string, maxSsf: number): Mechanism => ({
  name,
  maxSsf,
  flags: none,
  server: () => ({ step: () => ({ done: false, send: null }) }),
  client: () => ({ step: () => ({ done: false, send: null }) }),
});
/** In Cyrus' order. */
const plain = mechanisms.filter(({ maxSsf }) => maxSsf === 0);
const all: readonly Mechanism[] = [
  stub("GSS-SPNEGO", 256),
  stub("GSSAPI", 256),
  ...plain.filter(({ name }) => name.startsWith("SCRAM")),
  stub("DIGEST-MD5", 128),
  ...plain.filter(({ name }) => !name.startsWith("SCRAM")),
];

const tcp = (minSsf: number) => libvirtDemands({ kind: "tcp", minSsf });
const tls = libvirtDemands({ kind: "protected", externalSsf: 256, external: true });
const unix = libvirtDemands({ kind: "protected", externalSsf: 0, external: false });
const scrams = "SCRAM-SHA-512,SCRAM-SHA-256,SCRAM-SHA-1";

describe("what a server offers", () => {
  test.each<[string, Demands, string | undefined, string]>([
    ["TCP", tcp(56), undefined, "GSS-SPNEGO,GSSAPI,DIGEST-MD5"],
    ["TCP, 128", tcp(128), undefined, "GSS-SPNEGO,GSSAPI,DIGEST-MD5"],
    ["TCP, 129", tcp(129), undefined, "GSS-SPNEGO,GSSAPI"],
    ["TCP, 257", tcp(257), undefined, ""],
    ["TCP", tcp(56), "scram-sha-256 gssapi plain", "GSSAPI"],
    ["TLS", tls, undefined, `GSS-SPNEGO,GSSAPI,${scrams},DIGEST-MD5,EXTERNAL,PLAIN,ANONYMOUS`],
    ["unix", unix, undefined, `GSS-SPNEGO,GSSAPI,${scrams},DIGEST-MD5,PLAIN,ANONYMOUS`],
    ["unix", unix, "plain scram-sha-1 digest-md5", "PLAIN,SCRAM-SHA-1,DIGEST-MD5"],
    ["unix", unix, "nosuch scram-sha-1 login", "SCRAM-SHA-1"],
    ["unix", unix, "nosuch", ""],
  ])("%s: %j with mech_list %j: %s", (_transport, demands, list, offer) => {
    expect(offerText(offered(all, demands, list?.split(" ")))).toBe(offer);
  });
});

describe("what a client takes", () => {
  const gssFree = all.slice(2);
  test.each<[string, Demands, string]>([
    ["SCRAM-SHA-256,SCRAM-SHA-1,DIGEST-MD5,PLAIN", unix, "SCRAM-SHA-256"],
    ["PLAIN,DIGEST-MD5,SCRAM-SHA-1,SCRAM-SHA-256", unix, "SCRAM-SHA-256"],
    ["DIGEST-MD5,SCRAM-SHA-1", unix, "SCRAM-SHA-1"],
    ["PLAIN,DIGEST-MD5", unix, "DIGEST-MD5"],
    ["ANONYMOUS,PLAIN", unix, "PLAIN"],
    ["ANONYMOUS", unix, "ANONYMOUS"],
    ["EXTERNAL,PLAIN", unix, "PLAIN"], // ours: Cyrus gives up here
    ["EXTERNAL,PLAIN", tls, "EXTERNAL"],
    ["EXTERNAL,DIGEST-MD5", tls, "DIGEST-MD5"],
    ["EXTERNAL,SCRAM-SHA-256,PLAIN", tls, "SCRAM-SHA-256"],
    ["GSSAPI,SCRAM-SHA-512", unix, "GSSAPI"],
    ["GSSAPI,GSS-SPNEGO", unix, "GSS-SPNEGO"],
    ["SCRAM-SHA-256,DIGEST-MD5,PLAIN", tcp(56), "DIGEST-MD5"],
    ["SCRAM-SHA-256-PLUS,SCRAM-SHA-1", unix, "SCRAM-SHA-1"],
    ["scram-sha-256", unix, "SCRAM-SHA-256"],
    ["SCRAM-SHA-256 PLAIN", unix, "SCRAM-SHA-256"],
    ["CRAM-MD5,PLAIN", unix, "PLAIN"], // ours: Cyrus would take CRAM-MD5
  ])("from %j: %s", (offer, demands, choice) => {
    expect(choose(all, offer, demands).name).toBe(choice);
  });

  const noWorthy = "SASL(-4): no mechanism available: No worthy mechs found";
  test.each<[string, Demands, string | undefined, string]>([
    ["NOSUCH", unix, undefined, noWorthy],
    ["", unix, undefined, "SASL(-4): no mechanism available: "],
    ["SCRAM-SHA-256", tcp(56), undefined, noWorthy],
    ["PLAIN", tcp(56), undefined, noWorthy],
    ["SCRAM-SHA-256,DIGEST-MD5", tcp(129), undefined, noWorthy],
    ["SCRAM-SHA-1,PLAIN", unix, "SCRAM-SHA-256", "SASL mechanism SCRAM-SHA-256 not supported by server"],
    ["DIGEST-MD5", unix, "digest-md5", "SASL mechanism digest-md5 not supported by server"],
    ["SCRAM-SHA-256", unix, "SCRAM-SHA-1", "SASL mechanism SCRAM-SHA-1 not supported by server"],
    ["SCRAM-SHA-256,DIGEST-MD5", tcp(56), "SCRAM-SHA-256", noWorthy],
    ["LOGIN", unix, "LOGIN", noWorthy],
  ])("from %j: nothing", (offer, demands, wanted, message) => {
    expect(() => choose(all, offer, demands, wanted)).toThrow(message);
  });

  test("what is wanted, and no other", () => {
    expect(choose(gssFree, "SCRAM-SHA-256,PLAIN", unix, "PLAIN").name).toBe("PLAIN");
  });
});

test.each<[string, Demands, string | undefined]>([
  ["PLAIN", tcp(56), "SASL(-15): mechanism too weak for this user: mech PLAIN is too weak"],
  ["SCRAM-SHA-256", tcp(56), "SASL(-15): mechanism too weak for this user: mech SCRAM-SHA-256 is too weak"],
  [
    "PLAIN",
    { ...tcp(0) },
    "SASL(-16): encryption needed to use mechanism: security flags do not match required",
  ],
  ["ANONYMOUS", { ...tcp(0) }, "SASL(-4): no mechanism available: security flags do not match required"],
  ["EXTERNAL", unix, "SASL(-4): no mechanism available: "],
  ["PLAIN", unix, undefined],
  ["SCRAM-SHA-1", { ...tcp(56), externalSsf: 256 }, undefined],
])("%s: %j: %s", (name, demands, message) => {
  expect(objection(all.find((mechanism) => mechanism.name === name)!, demands)?.message).toBe(message);
});

test("a client can only start what was offered", () => {
  const offer = offered(all, unix, ["SCRAM-SHA-256"]);
  expect(startable(offer, "scram-sha-256").name).toBe("SCRAM-SHA-256");
  expect(() => startable(offer, "PLAIN")).toThrow(
    "SASL(-4): no mechanism available: Couldn't find mech PLAIN",
  );
  expect(() => startable(offer, "\x1b[2J".repeat(99))).toThrow("Couldn't find mech with an invalid name");
});

test("a list that is too long is refused", () => {
  expect(readOffer("A,B-2 C_3")).toEqual(["A", "B-2", "C_3"]);
  expect(readOffer(`PLAIN,${"X".repeat(21)}`)).toEqual(["PLAIN"]);
  expect(() => readOffer("A,".repeat(3000))).toThrow("a list of mechanisms of 6000 characters");
});
