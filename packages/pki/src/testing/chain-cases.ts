// Chains that are good or broken in one way each.

import { Tag } from "../der.js";
import * as w from "./der-writer.js";
import { type KeyKind, keyPair } from "./keys.js";
import {
  altName,
  attribute,
  type CertificateSpec,
  commonName,
  extension,
  makeCertificate,
  makeCrl,
  name,
  type Pair,
  year,
} from "./maker.js";

export interface ChainCase {
  readonly what: string;
  readonly chain: readonly Uint8Array[];
  readonly cas: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly now?: Date;
  /** GnuTLS' profile; see profileBits. Default: low. */
  readonly profile?: keyof typeof profileBits;
}

/** gnutls_certificate_verification_profiles_t and the bits of security it asks for. */
export const profileBits = { 0: 0, 1: 64, 2: 80, 4: 96, 5: 112, 6: 128, 7: 192, 8: 256 } as const;

const caExtensions = [extension.basicConstraints(true), extension.keyUsage(["keyCertSign", "cRLSign"])];
const leafExtensions = [extension.basicConstraints(false)];

const ca = (cn: string, key: Pair, more: Partial<CertificateSpec> = {}) =>
  makeCertificate({ subject: commonName(cn), key, extensions: caExtensions, ...more });

const issued = (cn: string, by: string, signer: Pair, key: Pair, more: Partial<CertificateSpec> = {}) =>
  makeCertificate({
    subject: commonName(cn),
    key,
    issuer: commonName(by),
    signer,
    extensions: leafExtensions,
    ...more,
  });

export function chainCases(): ChainCase[] {
  const [rootKey, subKey, subsubKey, leafKey, otherKey] = ["root", "sub", "subsub", "leaf", "other"].map(
    (label) => keyPair("ec", label),
  ) as [Pair, Pair, Pair, Pair, Pair];
  const root = ca("root", rootKey);
  const other = ca("other", otherKey);
  const sub = issued("sub", "root", rootKey, subKey, { extensions: caExtensions });
  const subsub = issued("subsub", "sub", subKey, subsubKey, { extensions: caExtensions });
  const leaf = issued("leaf", "root", rootKey, leafKey);
  const subLeaf = issued("leaf", "sub", subKey, leafKey);
  const deepLeaf = issued("leaf", "subsub", subsubKey, leafKey);
  const cases: ChainCase[] = [];
  const add = (what: string, chain: Uint8Array[], cas: Uint8Array[], more: Partial<ChainCase> = {}) =>
    cases.push({ what, chain, cas, ...more });

  add("signed by the CA", [leaf], [root]);
  add("no CA", [leaf], []);
  add("another CA", [leaf], [other]);
  add("several CAs, the right one last", [leaf], [other, root]);
  add("the root sent along", [leaf, root], [root]);
  add("the root sent along, but not trusted", [leaf, root], [other]);
  add("intermediate sent", [subLeaf, sub], [root]);
  add("intermediate and root sent", [subLeaf, sub, root], [root]);
  add("intermediate missing", [subLeaf], [root]);
  add("intermediate trusted", [subLeaf], [root, sub]);
  add("only the intermediate trusted", [subLeaf, sub], [sub]);
  add("only the intermediate trusted, root sent", [subLeaf, sub, root], [sub]);
  add("two intermediates", [deepLeaf, subsub, sub], [root]);
  add("two intermediates, wrong order", [deepLeaf, sub, subsub], [root]);
  add("root first, then the intermediates", [deepLeaf, root, sub, subsub], [root]);
  add("one of two intermediates missing", [deepLeaf, subsub], [root]);
  add("the other one missing", [deepLeaf, sub], [root]);
  add("an unrelated certificate in between", [subLeaf, other, sub], [root]);
  add("an unrelated certificate at the end", [leaf, other], [root]);
  add("the intermediate twice", [subLeaf, sub, sub], [root]);
  add("the leaf twice", [leaf, leaf], [root]);
  add("the leaf again behind the intermediate", [subLeaf, sub, subLeaf], [root]);
  add(
    "sixteen certificates",
    [subLeaf, sub, ...Array.from({ length: 14 }, (_, n) => ca(`x${n}`, otherKey))],
    [root],
  );

  const selfSigned = makeCertificate({
    subject: commonName("self"),
    key: leafKey,
    extensions: leafExtensions,
  });
  add("self-signed", [selfSigned], [root]);
  add("self-signed and trusted", [selfSigned], [selfSigned]);
  add("self-signed, trusted, expired", [selfSigned], [selfSigned], { now: year(2041) });
  add("self-signed, trusted, of a level too low", [selfSigned], [selfSigned], { profile: 7 });
  add("the leaf itself trusted", [leaf], [leaf]);
  add("the leaf itself trusted, expired", [leaf], [leaf], { now: year(2041) });
  add("the leaf trusted behind its intermediate", [subLeaf, sub], [subLeaf]);
  add("the CA as its own leaf", [root], [root]);
  add("the CA as leaf of another", [root], [other]);
  add("the intermediate CA as leaf", [sub], [root]);

  for (const [what, now] of [
    ["not yet valid", year(2019)],
    ["expired", year(2041)],
    ["in its first second", year(2020)],
    ["in its last second", year(2040)],
    ["a second too early", new Date(year(2020).getTime() - 1000)],
    ["a second too late", new Date(year(2040).getTime() + 1000)],
  ] as const) {
    add(`chain ${what}`, [subLeaf, sub], [root], { now });
    add(`leaf ${what}`, [leaf], [root], { now });
  }
  const oldRoot = ca("root", rootKey, { notAfter: year(2021) });
  const oldSub = issued("sub", "root", rootKey, subKey, { extensions: caExtensions, notAfter: year(2021) });
  const newRoot = ca("root", rootKey, { notBefore: year(2039) });
  add(
    "leaf expired under a valid CA",
    [issued("leaf", "root", rootKey, leafKey, { notAfter: year(2021) })],
    [root],
  );
  add("leaf of the future", [issued("leaf", "root", rootKey, leafKey, { notBefore: year(2035) })], [root]);
  add("CA expired", [leaf], [oldRoot]);
  add("CA of the future", [leaf], [newRoot]);
  add("CA expired, its successor with the same key beside it", [leaf], [oldRoot, root]);
  add("the same the other way round", [leaf], [root, oldRoot]);
  add("intermediate expired", [subLeaf, oldSub], [root]);
  add("intermediate expired, its successor trusted", [subLeaf, oldSub], [root, sub]);
  add("intermediate expired and its successor, both sent", [subLeaf, oldSub, sub], [root]);
  add("expired intermediate trusted", [subLeaf, sub], [oldSub]);

  const sameName = ca("root", otherKey);
  add("two CAs of one name, the right one first", [leaf], [root, sameName]);
  add("two CAs of one name, the right one last", [leaf], [sameName, root]);
  const id = (byte: number) => extension.subjectKeyId(Uint8Array.of(byte, byte));
  const withId = issued("leaf", "root", rootKey, leafKey, {
    extensions: [...leafExtensions, extension.authorityKeyId(Uint8Array.of(1, 1))],
  });
  const rootWithId = ca("root", rootKey, { extensions: [...caExtensions, id(1)] });
  const sameNameWithId = ca("root", otherKey, { extensions: [...caExtensions, id(2)] });
  add("two CAs of one name, told apart by key identifiers", [withId], [sameNameWithId, rootWithId]);
  add("key identifier of the CA alone", [leaf], [rootWithId]);
  add("key identifier of the leaf alone", [withId], [root]);
  add("another key identifier", [withId], [ca("root", rootKey, { extensions: [...caExtensions, id(2)] })]);
  const printable = name([attribute("CN", "root", Tag.printableString)]);
  add(
    "issuer's name as another string type",
    [issued("leaf", "root", rootKey, leafKey, { issuer: printable })],
    [root],
  );
  add(
    "the same within a chain",
    [
      issued("leaf", "sub", subKey, leafKey, { issuer: name([attribute("CN", "sub", Tag.printableString)]) }),
      sub,
    ],
    [root],
  );
  const emptyRoot = ca("x", rootKey, { subject: name() });
  add("empty issuer", [issued("leaf", "x", rootKey, leafKey, { issuer: name() })], [emptyRoot]);

  const noCa = ca("root", rootKey, { extensions: leafExtensions });
  const noConstraints = ca("root", rootKey, { extensions: [extension.keyUsage(["keyCertSign"])] });
  const bare = ca("root", rootKey, { extensions: [] });
  const v1 = ca("root", rootKey, { extensions: [], version: 1 });
  const v2 = ca("root", rootKey, { extensions: [], version: 2 });
  add("CA without the CA flag", [leaf], [noCa]);
  add("CA without basic constraints", [leaf], [noConstraints]);
  add("CA without extensions", [leaf], [bare]);
  add("CA of version 1", [leaf], [v1]);
  add("CA of version 2", [leaf], [v2]);
  add(
    "CA that may sign lists only",
    [leaf],
    [
      ca("root", rootKey, {
        extensions: [extension.basicConstraints(true), extension.keyUsage(["cRLSign"])],
      }),
    ],
  );
  add(
    "CA without key usage",
    [leaf],
    [ca("root", rootKey, { extensions: [extension.basicConstraints(true)] })],
  );
  const subNoCa = issued("sub", "root", rootKey, subKey);
  const subBare = issued("sub", "root", rootKey, subKey, { extensions: [] });
  const subV1 = issued("sub", "root", rootKey, subKey, { extensions: [], version: 1 });
  add("intermediate without the CA flag", [subLeaf, subNoCa], [root]);
  add("intermediate without extensions", [subLeaf, subBare], [root]);
  add("intermediate of version 1", [subLeaf, subV1], [root]);
  add("intermediate of version 1, trusted", [subLeaf], [subV1]);
  add("intermediate without extensions, trusted", [subLeaf], [subBare]);
  add(
    "leaf of version 1",
    [issued("leaf", "root", rootKey, leafKey, { extensions: [], version: 1 })],
    [root],
  );

  const limited = (length: number) => [
    extension.basicConstraints(true, length),
    extension.keyUsage(["keyCertSign"]),
  ];
  for (const length of [0, 1, 2]) {
    const limitedRoot = ca("root", rootKey, { extensions: limited(length) });
    add(`path length ${length}, no intermediate`, [leaf], [limitedRoot]);
    add(`path length ${length}, one intermediate`, [subLeaf, sub], [limitedRoot]);
    add(`path length ${length}, two intermediates`, [deepLeaf, subsub, sub], [limitedRoot]);
  }
  const limitedSub = issued("sub", "root", rootKey, subKey, { extensions: limited(0) });
  add("path length 0 of an intermediate, leaf", [subLeaf, limitedSub], [root]);
  add("path length 0 of an intermediate, CA", [deepLeaf, subsub, limitedSub], [root]);

  const forged = issued("leaf", "root", otherKey, leafKey);
  const bent = Uint8Array.from(leaf);
  bent[leaf.length - 1]! ^= 1;
  add("signed with another key", [forged], [root]);
  add("signature changed", [bent], [root]);
  add(
    "signature changed in an intermediate",
    [subLeaf, issued("sub", "root", otherKey, subKey, { extensions: caExtensions })],
    [root],
  );
  add(
    "an algorithm nobody knows",
    [issued("leaf", "root", rootKey, leafKey, { algorithm: "unknown" })],
    [root],
  );
  add("CA signed with an algorithm nobody knows", [leaf], [ca("root", rootKey, { algorithm: "unknown" })]);
  add(
    "that CA sent along and trusted",
    [leaf, ca("root", rootKey, { algorithm: "unknown" })],
    [ca("root", rootKey, { algorithm: "unknown" })],
  );

  const critical = (oid: string) => ({ oid, critical: true, value: w.seq() });
  add(
    "unknown critical extension in the leaf",
    [issued("leaf", "root", rootKey, leafKey, { extensions: [...leafExtensions, critical("1.2.3.4")] })],
    [root],
  );
  add(
    "unknown critical extension in the CA",
    [leaf],
    [ca("root", rootKey, { extensions: [...caExtensions, critical("1.2.3.4")] })],
  );
  add(
    "unknown critical extension in an intermediate",
    [subLeaf, issued("sub", "root", rootKey, subKey, { extensions: [...caExtensions, critical("1.2.3.4")] })],
    [root],
  );
  add(
    "critical policy constraints",
    [issued("leaf", "root", rootKey, leafKey, { extensions: [...leafExtensions, critical("2.5.29.36")] })],
    [root],
  );
  add(
    "unknown extension, not critical",
    [
      issued("leaf", "root", rootKey, leafKey, {
        extensions: [...leafExtensions, { oid: "1.2.3.4", value: w.nul }],
      }),
    ],
    [root],
  );

  addRevocations(add, { root, sub, rootKey, subKey, otherKey, leafKey });
  addNameConstraints(add, rootKey, subKey, leafKey);
  addStrengths(add);
  return cases;
}

type Add = (what: string, chain: Uint8Array[], cas: Uint8Array[], more?: Partial<ChainCase>) => void;

function addRevocations(
  add: Add,
  at: { root: Uint8Array; sub: Uint8Array; rootKey: Pair; subKey: Pair; otherKey: Pair; leafKey: Pair },
): void {
  const { root, rootKey, subKey, otherKey, leafKey } = at;
  const serial = Uint8Array.of(0x11);
  const leaf = issued("leaf", "root", rootKey, leafKey, { serial });
  const sub = issued("sub", "root", rootKey, subKey, { serial, extensions: caExtensions });
  const subLeaf = issued("leaf", "sub", subKey, leafKey, { serial });
  const list = (serials: Uint8Array[], more = {}) =>
    makeCrl({ issuer: commonName("root"), signer: rootKey, serials, ...more });
  const cas = [root];
  add("revoked", [leaf], cas, { crls: [list([serial])] });
  add("another one revoked", [leaf], cas, { crls: [list([Uint8Array.of(0x12)])] });
  add("nobody revoked", [leaf], cas, { crls: [list([])] });
  add("revoked by a list of another CA", [leaf], cas, {
    crls: [makeCrl({ issuer: commonName("other"), signer: otherKey, serials: [serial] })],
  });
  add("revoked by an expired list", [leaf], cas, {
    crls: [list([serial], { thisUpdate: year(2021), nextUpdate: year(2022) })],
  });
  add("revoked by a list of the future", [leaf], cas, { crls: [list([serial], { thisUpdate: year(2039) })] });
  add("revoked by a list without an end", [leaf], cas, { crls: [list([serial], { nextUpdate: null })] });
  add("an expired list that does not name it", [leaf], cas, {
    crls: [list([], { thisUpdate: year(2021), nextUpdate: year(2022) })],
  });
  add("revoked, then on a newer list no more", [leaf], cas, {
    crls: [list([serial]), list([], { thisUpdate: year(2023) })],
  });
  add("the same, the newer list first", [leaf], cas, {
    crls: [list([], { thisUpdate: year(2023) }), list([serial])],
  });
  add("revoked on the newer list", [leaf], cas, {
    crls: [list([]), list([serial], { thisUpdate: year(2023) })],
  });
  add("intermediate revoked", [subLeaf, sub], cas, { crls: [list([serial])] });
  add("leaf beneath an intermediate revoked by the intermediate", [subLeaf, sub], cas, {
    crls: [makeCrl({ issuer: commonName("sub"), signer: subKey, serials: [serial] })],
  });
  add(
    "serial number of two bytes",
    [issued("leaf", "root", rootKey, leafKey, { serial: Uint8Array.of(0, 0x80) })],
    cas,
    {
      crls: [list([Uint8Array.of(0, 0x80)])],
    },
  );
  add(
    "negative serial number",
    [issued("leaf", "root", rootKey, leafKey, { serial: Uint8Array.of(0x80) })],
    cas,
    {
      crls: [list([Uint8Array.of(0, 0x80)])],
    },
  );
  add("revoked and expired", [leaf], cas, { crls: [list([serial])], now: year(2041) });
  add("revoked under another CA", [leaf], [], { crls: [list([serial])] });
  add("a list signed by somebody else", [leaf], cas, {
    crls: [makeCrl({ issuer: commonName("root"), signer: otherKey, serials: [serial] })],
  });
}

function addNameConstraints(add: Add, rootKey: Pair, subKey: Pair, leafKey: Pair): void {
  const { dns, ip, email, uri, directory } = altName;
  const leafWith = (cn: string, ...names: Uint8Array[]) =>
    issued(cn, "root", rootKey, leafKey, {
      extensions: names.length === 0 ? leafExtensions : [...leafExtensions, extension.altNames(names)],
    });
  const constrained = (permitted: Uint8Array[], excluded: Uint8Array[]) => [
    ca("root", rootKey, { extensions: [...caExtensions, extension.nameConstraints(permitted, excluded)] }),
  ];
  const leaves: [string, Uint8Array][] = [
    ["host.example.org", leafWith("x", dns("host.example.org"))],
    ["example.org", leafWith("x", dns("example.org"))],
    ["host.badexample.org", leafWith("x", dns("host.badexample.org"))],
    ["two names", leafWith("x", dns("host.example.org"), dns("host.example.com"))],
    ["192.0.2.1", leafWith("x", ip(192, 0, 2, 1))],
    ["198.51.100.1", leafWith("x", ip(198, 51, 100, 1))],
    ["an IPv6 address", leafWith("x", ip(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))],
    ["an e-mail address", leafWith("x", email("a@example.org"))],
    ["an e-mail address below", leafWith("x", email("a@host.example.org"))],
    ["a URI", leafWith("x", uri("https://host.example.org/"))],
    ["a directory name", leafWith("x", directory(commonName("x")))],
    ["a common name", leafWith("host.example.org")],
    ["another common name", leafWith("host.example.com")],
    ["HOST.EXAMPLE.ORG.", leafWith("x", dns("HOST.EXAMPLE.ORG."))],
    ["an e-mail address in capitals", leafWith("x", email("A@EXAMPLE.ORG"))],
    ["an e-mail address in the name", leafWith("x", email("a@example.com"))],
    ["a long name", leafWith("x", dns("host.example.org"), uri("u".repeat(300)))],
  ];
  const rules: [string, Uint8Array[], Uint8Array[]][] = [
    ["DNS permitted", [dns("example.org")], []],
    ["DNS permitted with a dot", [dns(".example.org")], []],
    ["DNS excluded", [], [dns("example.org")]],
    ["all DNS excluded", [], [dns("")]],
    ["no DNS permitted", [dns("")], []],
    ["IP permitted", [ip(192, 0, 2, 0, 255, 255, 255, 0)], []],
    ["IP excluded", [], [ip(192, 0, 2, 0, 255, 255, 255, 0)]],
    ["e-mail permitted", [email("example.org")], []],
    ["e-mail permitted below", [email(".example.org")], []],
    ["e-mail excluded", [], [email("a@example.org")]],
    ["DNS permitted, twice", [dns("example.com"), dns("Example.Org")], []],
    ["e-mail mailbox permitted", [email("a@example.org")], []],
    ["URI permitted", [uri("example.org")], []],
    ["URI excluded", [], [uri("example.org")]],
    ["directory permitted", [directory(commonName("y"))], []],
    ["directory excluded", [], [directory(commonName("x"))]],
  ];
  for (const [rule, permitted, excluded] of rules) {
    for (const [what, leaf] of leaves) add(`${rule}: ${what}`, [leaf], constrained(permitted, excluded));
  }
  const subWith = (permitted: Uint8Array[]) =>
    issued("sub", "root", rootKey, subKey, {
      extensions: [...caExtensions, extension.nameConstraints(permitted, [])],
    });
  const below = (cn: string) =>
    issued("leaf", "sub", subKey, leafKey, {
      extensions: [...leafExtensions, extension.altNames([dns(cn)])],
    });
  for (const host of ["a.host.example.org", "b.example.org", "a.example.com"]) {
    const wide = constrained([dns("example.org")], []);
    add(
      `constraints narrowed by an intermediate: ${host}`,
      [below(host), subWith([dns("host.example.org")])],
      wide,
    );
    add(`constraints that contradict: ${host}`, [below(host), subWith([dns("example.com")])], wide);
  }
  const stapling = [...caExtensions, extension.tlsFeatures([5])];
  add("a CA that asks for stapling", [leafWith("x")], [ca("root", rootKey, { extensions: stapling })]);
  add(
    "and a leaf that promises it",
    [
      issued("leaf", "root", rootKey, leafKey, {
        extensions: [...leafExtensions, extension.tlsFeatures([5])],
      }),
    ],
    [ca("root", rootKey, { extensions: stapling })],
  );
}

function addStrengths(add: Add): void {
  const profiles = [0, 1, 2, 4, 5, 6, 7, 8] as const;
  const kinds: KeyKind[] = [
    "rsa1024",
    "rsa1536",
    "rsa2048",
    "rsa3072",
    "ec224",
    "ec",
    "ec384",
    "ec521",
    "ed25519",
    "ed448",
  ];
  for (const kind of kinds) {
    const key = keyPair(kind);
    const root = ca("root", key);
    const leaf = issued("leaf", "root", key, keyPair("ec521"));
    const weakLeaf = issued("leaf", "root512", keyPair("ec521"), key, { algorithm: "ecdsa-sha512" });
    const strong = ca("root512", keyPair("ec521"), { algorithm: "ecdsa-sha512" });
    for (const profile of profiles) {
      add(`CA with ${kind}, profile ${profile}`, [leaf], [root], { profile });
      add(`leaf with ${kind}, profile ${profile}`, [weakLeaf], [strong], { profile });
    }
  }
  const rsa = keyPair("rsa2048");
  const ec = keyPair("ec");
  const pss = keyPair("pss2048");
  const signers: [string, Pair, CertificateSpec["algorithm"]][] = [
    ["rsa-md5", rsa, "rsa-md5"],
    ["rsa-sha1", rsa, "rsa-sha1"],
    ["rsa-sha224", rsa, "rsa-sha224"],
    ["rsa-sha256", rsa, "rsa-sha256"],
    ["rsa-sha384", rsa, "rsa-sha384"],
    ["rsa-sha512", rsa, "rsa-sha512"],
    ["rsa-pss-sha256", rsa, "rsa-pss-sha256"],
    ["rsa-pss-sha384", rsa, "rsa-pss-sha384"],
    ["rsa-pss-sha256 with a PSS key", pss, "rsa-pss-sha256"],
    ["rsa-sha256 as ECDSA's key", ec, "ecdsa-sha256"],
    ["ecdsa-sha1", ec, "ecdsa-sha1"],
    ["ecdsa-sha224", ec, "ecdsa-sha224"],
    ["ecdsa-sha384", ec, "ecdsa-sha384"],
    ["ecdsa-sha512", ec, "ecdsa-sha512"],
  ];
  for (const [what, key, algorithm] of signers) {
    const cas = [ca("root", key, { ...(algorithm === undefined ? {} : { algorithm }) })];
    const leaf = issued("leaf", "root", key, rsa, { ...(algorithm === undefined ? {} : { algorithm }) });
    for (const profile of [0, 2, 5, 6] as const)
      add(`signed with ${what}, profile ${profile}`, [leaf], cas, { profile });
    add(`CA signed with ${what} and sent along`, [leaf, cas[0]!], cas);
  }
}
