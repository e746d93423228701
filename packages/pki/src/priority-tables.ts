// The algorithms GnuTLS 3.7.9 knows by name, and what its keywords stand for, each list in its order of preference.
// Facts: `gnutls-cli --list` and the answers recorded in vectors/priorities.json.

export type Kind = "version" | "cipher" | "kx" | "mac" | "signature" | "group" | "certificate";

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

const tlsVersions = list("TLS1.3 TLS1.2 TLS1.1 TLS1.0");
const datagramVersions = list("DTLS1.2 DTLS1.0");
export const defaultVersions = [...tlsVersions, ...datagramVersions];

const ecGroups = list("SECP256R1 SECP384R1 SECP521R1 X25519 X448");
const dhGroups = list("FFDHE2048 FFDHE3072 FFDHE4096 FFDHE6144 FFDHE8192");
export const defaultGroups = [...ecGroups, ...dhGroups];

const strongSignatures = list(`
  RSA-SHA256 RSA-PSS-SHA256 RSA-PSS-RSAE-SHA256 ECDSA-SHA256 ECDSA-SECP256R1-SHA256 EDDSA-ED25519
  RSA-SHA384 RSA-PSS-SHA384 RSA-PSS-RSAE-SHA384 ECDSA-SHA384 ECDSA-SECP384R1-SHA384 EDDSA-ED448
  RSA-SHA512 RSA-PSS-SHA512 RSA-PSS-RSAE-SHA512 ECDSA-SHA512 ECDSA-SECP521R1-SHA512`);
export const defaultSignatures = [...strongSignatures, "RSA-SHA1", "ECDSA-SHA1"];

const normalCiphers = list(`
  AES-256-GCM CHACHA20-POLY1305 AES-256-CCM AES-256-CBC AES-128-GCM AES-128-CCM AES-128-CBC`);
const secureKx = list("ECDHE-ECDSA ECDHE-RSA RSA DHE-RSA");
const macs = list("SHA1 AEAD");

export interface Level {
  readonly version?: readonly string[];
  readonly cipher: readonly string[];
  readonly kx: readonly string[];
  readonly mac: readonly string[];
  readonly signature: readonly string[];
  readonly group: readonly string[];
  /** GnuTLS' number of the profile certificates must meet. 0: none. */
  readonly profile: number;
}

const normal: Level = {
  cipher: normalCiphers,
  kx: secureKx,
  mac: macs,
  signature: defaultSignatures,
  group: defaultGroups,
  profile: 2,
};
const secure128: Level = {
  ...normal,
  cipher: list("AES-256-GCM CHACHA20-POLY1305 AES-256-CBC AES-256-CCM AES-128-GCM AES-128-CBC AES-128-CCM"),
  signature: strongSignatures,
};
const secure192: Level = {
  cipher: list("AES-256-GCM CHACHA20-POLY1305 AES-256-CBC AES-256-CCM"),
  kx: secureKx,
  mac: ["AEAD"],
  signature: strongSignatures.filter((name) => !/SHA256$|ED25519$/.test(name)),
  group: list("SECP384R1 SECP521R1 FFDHE8192"),
  profile: 6,
};
const suiteB = (strict: boolean): Level => ({
  version: ["TLS1.2"],
  cipher: list(strict ? "AES-256-GCM" : "AES-256-GCM AES-128-GCM"),
  kx: ["ECDHE-ECDSA"],
  mac: ["AEAD"],
  signature: list(
    `${strict ? "" : "ECDSA-SHA256 ECDSA-SECP256R1-SHA256"} ECDSA-SHA384 ECDSA-SECP384R1-SHA384`,
  ),
  group: list(strict ? "SECP384R1" : "SECP256R1 SECP384R1"),
  profile: strict ? 33 : 32,
});

export const levels: ReadonlyMap<string, Level> = new Map([
  ["NORMAL", normal],
  ["PFS", { ...normal, kx: list("ECDHE-ECDSA ECDHE-RSA DHE-RSA") }],
  ["SECURE", secure128],
  ["SECURE128", secure128],
  ["SECURE192", secure192],
  ["SECURE256", secure192],
  ["SUITEB128", suiteB(false)],
  ["SUITEB192", suiteB(true)],
  ["LEGACY", { ...normal, profile: 0 }],
  [
    "PERFORMANCE",
    {
      ...normal,
      cipher: list(
        "AES-128-GCM AES-256-GCM CHACHA20-POLY1305 AES-128-CCM AES-256-CCM AES-128-CBC AES-256-CBC",
      ),
      kx: list("RSA ECDHE-ECDSA ECDHE-RSA DHE-RSA"),
    },
  ],
]);

/** Bits of security a profile asks of keys and signatures, by %PROFILE_ name. */
export const profiles: ReadonlyMap<string, number> = new Map([
  ["VERY_WEAK", 1],
  ["LOW", 2],
  ["LEGACY", 4],
  ["MEDIUM", 5],
  ["HIGH", 6],
  ["ULTRA", 7],
  ["FUTURE", 8],
  ["SUITEB128", 32],
  ["SUITEB192", 32],
]);

export const profileBits: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [1, 64],
  [2, 80],
  [4, 96],
  [5, 112],
  [6, 128],
  [7, 192],
  [8, 256],
]);

/** Names after +, - and !, without a prefix. Their order is GnuTLS' own: RSA is a key exchange, SHA1 a MAC. */
export const bareNames: readonly (readonly [Kind, ReadonlySet<string>])[] = [
  [
    "mac",
    new Set(
      list(`SHA1 SHA256 SHA384 SHA512 SHA224 UMAC-96 UMAC-128 AEAD MD5 GOSTR341194 STREEBOG-256 STREEBOG-512
      AES-CMAC-128 AES-CMAC-256 AES-GMAC-128 AES-GMAC-192 AES-GMAC-256 GOST28147-TC26Z-IMIT OMAC-MAGMA OMAC-KUZNYECHIK`),
    ),
  ],
  [
    "cipher",
    new Set(
      list(`AES-256-CBC AES-192-CBC AES-128-CBC AES-128-GCM AES-192-GCM AES-256-GCM AES-128-CCM AES-256-CCM
      AES-128-CCM-8 AES-256-CCM-8 ARCFOUR-128 ESTREAM-SALSA20-256 SALSA20-256 CHACHA20-32 CHACHA20-64 CAMELLIA-256-CBC
      CAMELLIA-192-CBC CAMELLIA-128-CBC CHACHA20-POLY1305 CAMELLIA-128-GCM CAMELLIA-256-GCM GOST28147-TC26Z-CFB
      GOST28147-CPA-CFB GOST28147-CPB-CFB GOST28147-CPC-CFB GOST28147-CPD-CFB AES-128-CFB8 AES-192-CFB8 AES-256-CFB8
      AES-128-XTS AES-256-XTS AES-128-SIV AES-256-SIV GOST28147-TC26Z-CNT MAGMA-CTR-ACPKM KUZNYECHIK-CTR-ACPKM 3DES-CBC
      DES-CBC RC2-40 NULL`),
    ),
  ],
  [
    "kx",
    new Set(
      list(`ECDHE-RSA ECDHE-ECDSA RSA DHE-RSA DHE-DSS PSK RSA-PSK DHE-PSK ECDHE-PSK SRP-DSS SRP-RSA SRP ANON-DH
      ANON-ECDH VKO-GOST-12 RSA-EXPORT`),
    ),
  ],
];

const gostGroups = list("GC256A GC256B GC256C GC256D GC512A GC512B GC512C");
const gostSignatures = list("GOSTR341012-256 GOSTR341012-512");

export interface Prefix {
  readonly prefix: string;
  readonly kind: Kind;
  readonly names: ReadonlySet<string>;
  /** Names that stand for several. `clears`: taking them away takes away everything of the kind. */
  readonly sets: readonly (readonly [name: string, members: readonly string[], clears: boolean])[];
  /** Other names mean nothing, where they ought to be errors. */
  readonly ignoresUnknown?: boolean;
}

const groupNames = list(`SECP192R1 SECP224R1 ${defaultGroups.join(" ")} ${gostGroups.join(" ")}`);

/** Names behind a prefix, as VERS-TLS1.2, in the order in which GnuTLS tries them. */
export const prefixes: readonly Prefix[] = [
  {
    prefix: "VERS-",
    kind: "version",
    names: new Set(list(`${defaultVersions.join(" ")} SSL3.0 DTLS0.9`)),
    sets: [
      ["TLS-ALL", tlsVersions, false],
      ["DTLS-ALL", [...datagramVersions, "DTLS0.9"], false],
      ["ALL", defaultVersions, true],
    ],
  },
  { prefix: "COMP-", kind: "certificate", names: new Set(), sets: [], ignoresUnknown: true },
  {
    prefix: "CURVE-",
    kind: "group",
    names: new Set(list(`SECP192R1 SECP224R1 ${ecGroups.join(" ")} ED25519 ED448 ${gostGroups.join(" ")}`)),
    sets: [["ALL", defaultGroups, true]],
  },
  {
    prefix: "GROUP-",
    kind: "group",
    names: new Set(groupNames),
    sets: [
      ["ALL", defaultGroups, true],
      ["DH-ALL", dhGroups, false],
      ["EC-ALL", ecGroups, false],
      ["GOST-ALL", gostGroups, false],
    ],
  },
  {
    prefix: "CTYPE-",
    kind: "certificate",
    names: new Set(list("X.509 X509 RAWPK OPENPGP")),
    sets: [["ALL", ["X.509", "RAWPK"], true]],
  },
  {
    prefix: "SIGN-",
    kind: "signature",
    names: new Set(
      list(`${defaultSignatures.join(" ")} ${gostSignatures.join(" ")} GOSTR341001 RSA-RAW RSA-SHA224
      RSA-RMD160 RSA-MD5 RSA-MD2 DSA-SHA1 DSA-SHA224 DSA-SHA256 DSA-SHA384 DSA-SHA512 ECDSA-SHA224 ECDSA-SHA3-224
      ECDSA-SHA3-256 ECDSA-SHA3-384 ECDSA-SHA3-512 RSA-SHA3-224 RSA-SHA3-256 RSA-SHA3-384 RSA-SHA3-512 DSA-SHA3-224
      DSA-SHA3-256 DSA-SHA3-384 DSA-SHA3-512`),
    ),
    sets: [
      ["ALL", defaultSignatures, true],
      ["GOST-ALL", gostSignatures, true],
    ],
  },
  {
    prefix: "MAC-",
    kind: "mac",
    names: new Set(),
    sets: [
      ["ALL", macs, true],
      ["GOST-ALL", ["GOST28147-TC26Z-IMIT"], true],
    ],
    ignoresUnknown: true,
  },
  {
    prefix: "CIPHER-",
    kind: "cipher",
    names: new Set(),
    sets: [
      ["ALL", normalCiphers, true],
      ["GOST-ALL", ["GOST28147-TC26Z-CNT"], true],
    ],
    ignoresUnknown: true,
  },
  {
    prefix: "KX-",
    kind: "kx",
    names: new Set(),
    sets: [
      ["ALL", secureKx, true],
      ["GOST-ALL", ["VKO-GOST-12"], true],
    ],
    ignoresUnknown: true,
  },
];

/** What follows a %. Upper case only, as in GnuTLS. */
export const optionNames: ReadonlySet<string> = new Set(
  list(`COMPAT DUMBFW NO_EXTENSIONS NO_TICKETS NO_TICKETS_TLS12 NO_ETM FORCE_ETM NO_SESSION_HASH STATELESS_COMPRESSION
    VERIFY_ALLOW_BROKEN VERIFY_ALLOW_SIGN_RSA_MD5 VERIFY_ALLOW_SIGN_WITH_SHA1 VERIFY_DISABLE_CRL_CHECKS
    SSL3_RECORD_VERSION LATEST_RECORD_VERSION VERIFY_ALLOW_X509_V1_CA_CRT UNSAFE_RENEGOTIATION SAFE_RENEGOTIATION
    PARTIAL_RENEGOTIATION DISABLE_SAFE_RENEGOTIATION FALLBACK_SCSV DISABLE_WILDCARDS SERVER_PRECEDENCE NEW_PADDING
    DEBUG_ALLOW_KEY_USAGE_VIOLATIONS ALLOW_SMALL_RECORDS DISABLE_TLS13_COMPAT_MODE`),
);
