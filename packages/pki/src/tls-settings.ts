// Priority strings as settings of Node's TLS, as far as OpenSSL goes.
import { constants } from "node:crypto";
import type { WeakHash } from "./chain.js";
import { type Priority, parsePriority, priorityError } from "./priority.js";
import { type Kind, profileBits } from "./priority-tables.js";

export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** All but the last three are options of tls.createSecureContext, tls.connect and tls.createServer as they stand. */
export interface TlsSettings {
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  readonly ciphers?: string;
  readonly sigalgs?: string;
  readonly ecdhCurve?: string;
  /** For servers that offer DHE: OpenSSL's own groups. */
  readonly dhparam?: "auto";
  /** A server takes its own order (%SERVER_PRECEDENCE), or the client's. */
  readonly honorCipherOrder: boolean;
  /** SSL_OP_*; 0: none. */
  readonly secureOptions: number;
  /** What the certificates must have (GnuTLS' profile), for Trust. */
  readonly minSecurityBits: number;
  /** Weak hashes in signatures of certificates that are allowed all the same, for Trust. */
  readonly allowedHashes: readonly WeakHash[];
  /** %VERIFY_DISABLE_CRL_CHECKS, for Trust. */
  readonly ignoreCrls: boolean;
}

/** What libvirt sets when it is not told. */
const defaultPriority = "NORMAL";

/**
 * null: what libvirt does without a setting, "NORMAL". Throws CertificateError with libvirt's text for an invalid
 * string, and with the item that OpenSSL cannot do for others. What only a keyword brings along and OpenSSL lacks is
 * left out. TLS 1.0 and 1.1 are off, which GnuTLS' keywords leave on, unless a string asks for them by name or leaves
 * nothing else.
 */
export function tlsSettings(priority: string | null): TlsSettings {
  const text = priority ?? defaultPriority;
  const parsed = parsePriority(text);
  refuseUnsupported(text, parsed);
  const insufficient = () => priorityError(text, "No or insufficient priorities were set.");
  const { lists, options } = parsed;
  const groups = lists.group.flatMap((name) => groupNames.get(name) ?? []);
  const signatures = [...new Set(lists.signature.flatMap((name) => signatureNames.get(name) ?? []))];
  const versions = versionsOf(text, parsed, groups.length > 0, signatures.length > 0);
  const [minVersion, maxVersion] = [versions[0], versions.at(-1)];
  if (minVersion === undefined || maxVersion === undefined) throw insufficient();
  const ciphers = suites(parsed, groups.length > 0, minVersion, maxVersion);
  if (ciphers.length === 0) throw insufficient();
  const minSecurityBits = profileBits.get(parsed.profile)!;
  const old = minVersion === "TLSv1" || minVersion === "TLSv1.1";
  return {
    minVersion,
    maxVersion,
    ciphers: [...ciphers, ...securityLevel(ciphers, old || minSecurityBits < 80 ? 0 : 1)].join(":"),
    ...(signatures.length === 0 ? {} : { sigalgs: signatures.join(":") }),
    ...(groups.length === 0 ? {} : { ecdhCurve: groups.join(":") }),
    ...(ciphers.some((name) => name.startsWith("DHE-")) ? { dhparam: "auto" } : {}),
    honorCipherOrder: options.has("SERVER_PRECEDENCE"),
    secureOptions: [...options].reduce((bits, name) => bits | (optionBits.get(name) ?? 0), 0),
    minSecurityBits,
    allowedHashes: allowedHashes(options),
    ignoreCrls: options.has("VERIFY_DISABLE_CRL_CHECKS"),
  };
}

/**
 * OpenSSL's security level, which differs between Node's versions. 1 is GnuTLS' profile "low"; 0 is for less, and for
 * the versions of TLS that are made of SHA-1. Higher ones would judge our own certificates, which GnuTLS does not. The
 * level stands in the list for TLS up to 1.2, which must not be empty then.
 */
function securityLevel(ciphers: readonly string[], level: 0 | 1): string[] {
  const modern = ciphers.every((name) => name.startsWith("TLS_"));
  return [...(modern ? ["ALL"] : []), `@SECLEVEL=${level}`];
}

const versionNames: ReadonlyMap<string, TlsVersion> = new Map([
  ["TLS1.0", "TLSv1"],
  ["TLS1.1", "TLSv1.1"],
  ["TLS1.2", "TLSv1.2"],
  ["TLS1.3", "TLSv1.3"],
]);

/** From the oldest to the newest. OpenSSL has a range of them and no gaps. */
function versionsOf(
  text: string,
  { lists, asked }: Priority,
  hasGroups: boolean,
  hasSignatures: boolean,
): TlsVersion[] {
  const has = (name: string) => lists.version.includes(name);
  const old = ["TLS1.0", "TLS1.1"];
  const tooNew = (name: string) => {
    if (!hasSignatures) return name === "TLS1.2" || name === "TLS1.3";
    return name === "TLS1.3" && (!hasGroups || (!has("TLS1.2") && old.some(has)));
  };
  const all = [...versionNames.keys()].filter((name) => has(name) && !tooNew(name));
  const modern = all.filter((name) => !old.includes(name));
  const kept =
    modern.length === 0 ? all : all.filter((name) => modern.includes(name) || asked.has(`version ${name}`));
  if (kept.includes("TLS1.0") && kept.includes("TLS1.2") && !kept.includes("TLS1.1")) {
    throw priorityError(text, "OpenSSL cannot leave out VERS-TLS1.1 between its neighbours");
  }
  return kept.map((name) => versionNames.get(name)!);
}

const modernSuites: ReadonlyMap<string, string> = new Map([
  ["AES-256-GCM", "TLS_AES_256_GCM_SHA384"],
  ["CHACHA20-POLY1305", "TLS_CHACHA20_POLY1305_SHA256"],
  ["AES-128-GCM", "TLS_AES_128_GCM_SHA256"],
  ["AES-128-CCM", "TLS_AES_128_CCM_SHA256"],
  ["AES-128-CCM-8", "TLS_AES_128_CCM_8_SHA256"],
]);

/** Cipher and MAC as OpenSSL writes them, and the key exchanges with which there is such a suite. */
const suiteNames: ReadonlyMap<string, readonly [name: string, kx: RegExp]> = new Map([
  ["AES-256-GCM AEAD", ["AES256-GCM-SHA384", /./]],
  ["AES-128-GCM AEAD", ["AES128-GCM-SHA256", /./]],
  ["CHACHA20-POLY1305 AEAD", ["CHACHA20-POLY1305", /DHE/]],
  ["AES-256-CCM AEAD", ["AES256-CCM", /^(ECDHE-ECDSA|DHE-RSA|RSA)$/]],
  ["AES-128-CCM AEAD", ["AES128-CCM", /^(ECDHE-ECDSA|DHE-RSA|RSA)$/]],
  ["AES-256-CCM-8 AEAD", ["AES256-CCM8", /^(ECDHE-ECDSA|DHE-RSA|RSA)$/]],
  ["AES-128-CCM-8 AEAD", ["AES128-CCM8", /^(ECDHE-ECDSA|DHE-RSA|RSA)$/]],
  ["AES-256-CBC SHA1", ["AES256-SHA", /./]],
  ["AES-128-CBC SHA1", ["AES128-SHA", /./]],
  ["AES-256-CBC SHA256", ["AES256-SHA256", /^(DHE-RSA|RSA)$/]],
  ["AES-128-CBC SHA256", ["AES128-SHA256", /./]],
  ["AES-256-CBC SHA384", ["AES256-SHA384", /^ECDHE/]],
  ["CAMELLIA-256-CBC SHA1", ["CAMELLIA256-SHA", /^(DHE-RSA|RSA)$/]],
  ["CAMELLIA-128-CBC SHA1", ["CAMELLIA128-SHA", /^(DHE-RSA|RSA)$/]],
  ["CAMELLIA-256-CBC SHA256", ["CAMELLIA256-SHA256", /^(DHE-RSA|RSA)$/]],
  ["CAMELLIA-128-CBC SHA256", ["CAMELLIA128-SHA256", /./]],
  ["CAMELLIA-256-CBC SHA384", ["CAMELLIA256-SHA384", /^ECDHE/]],
]);

/** In GnuTLS' order: those of TLS 1.3, then by key exchange, cipher and MAC. */
function suites(
  { lists }: Priority,
  hasGroups: boolean,
  minVersion: TlsVersion,
  maxVersion: TlsVersion,
): string[] {
  const modern = maxVersion === "TLSv1.3" && lists.mac.includes("AEAD");
  const names = modern ? lists.cipher.flatMap((cipher) => modernSuites.get(cipher) ?? []) : [];
  for (const kx of minVersion === "TLSv1.3" ? [] : lists.kx) {
    if (!supported.kx.has(kx) || (kx.startsWith("ECDHE") && !hasGroups)) continue;
    for (const cipher of lists.cipher) {
      for (const mac of lists.mac) {
        const [name, having] = suiteNames.get(`${cipher} ${mac}`) ?? [];
        // The versions before 1.2 have those with SHA-1 only.
        const known = name?.endsWith("-SHA") || maxVersion >= "TLSv1.2";
        if (name !== undefined && known && having?.test(kx))
          names.push(kx === "RSA" ? name : `${kx}-${name}`);
      }
    }
  }
  return names;
}

/** Both of GnuTLS' names of an ECDSA signature are one to OpenSSL. */
const signatureNames: ReadonlyMap<string, string> = new Map([
  ["RSA-SHA256", "rsa_pkcs1_sha256"],
  ["RSA-SHA384", "rsa_pkcs1_sha384"],
  ["RSA-SHA512", "rsa_pkcs1_sha512"],
  ["RSA-PSS-SHA256", "rsa_pss_pss_sha256"],
  ["RSA-PSS-SHA384", "rsa_pss_pss_sha384"],
  ["RSA-PSS-SHA512", "rsa_pss_pss_sha512"],
  ["RSA-PSS-RSAE-SHA256", "rsa_pss_rsae_sha256"],
  ["RSA-PSS-RSAE-SHA384", "rsa_pss_rsae_sha384"],
  ["RSA-PSS-RSAE-SHA512", "rsa_pss_rsae_sha512"],
  ["ECDSA-SHA256", "ecdsa_secp256r1_sha256"],
  ["ECDSA-SHA384", "ecdsa_secp384r1_sha384"],
  ["ECDSA-SHA512", "ecdsa_secp521r1_sha512"],
  ["ECDSA-SECP256R1-SHA256", "ecdsa_secp256r1_sha256"],
  ["ECDSA-SECP384R1-SHA384", "ecdsa_secp384r1_sha384"],
  ["ECDSA-SECP521R1-SHA512", "ecdsa_secp521r1_sha512"],
  ["EDDSA-ED25519", "ed25519"],
  ["EDDSA-ED448", "ed448"],
  ["RSA-SHA1", "rsa_pkcs1_sha1"],
  ["ECDSA-SHA1", "ECDSA+SHA1"],
]);

const groupNames: ReadonlyMap<string, string> = new Map([
  ["SECP192R1", "prime192v1"],
  ["SECP224R1", "secp224r1"],
  ["SECP256R1", "P-256"],
  ["SECP384R1", "P-384"],
  ["SECP521R1", "P-521"],
  ["X25519", "X25519"],
  ["X448", "X448"],
  ["FFDHE2048", "ffdhe2048"],
  ["FFDHE3072", "ffdhe3072"],
  ["FFDHE4096", "ffdhe4096"],
  ["FFDHE6144", "ffdhe6144"],
  ["FFDHE8192", "ffdhe8192"],
]);

/** Signatures that GnuTLS knows and never uses in TLS: asking for them changes nothing there either. */
const idleSignature = /SHA224|SHA3-|RMD160|MD5|MD2|RAW|^DSA-SHA(256|384|512)$/;

const supported: Readonly<Record<Kind, ReadonlySet<string>>> = {
  version: new Set([...versionNames.keys(), "DTLS0.9", "DTLS1.0", "DTLS1.2"]),
  cipher: new Set([...suiteNames.keys()].map((key) => key.split(" ", 1)[0]!)),
  kx: new Set(["ECDHE-ECDSA", "ECDHE-RSA", "DHE-RSA", "RSA"]),
  mac: new Set([...suiteNames.keys()].map((key) => key.split(" ", 2)[1]!)),
  signature: new Set(signatureNames.keys()),
  group: new Set([...groupNames.keys(), "ED25519", "ED448"]),
  certificate: new Set(["X.509", "OPENPGP"]),
};

const unsupportedOptions = [
  "NO_EXTENSIONS",
  "FORCE_ETM",
  "DISABLE_SAFE_RENEGOTIATION",
  "FALLBACK_SCSV",
  "DEBUG_ALLOW_KEY_USAGE_VIOLATIONS",
  "DISABLE_TLS13_COMPAT_MODE",
];

function refuseUnsupported(text: string, { lists, asked, options, profile }: Priority): void {
  const cannot = (item: string) => priorityError(text, `${item} cannot be had from OpenSSL`);
  for (const [key, item] of asked) {
    const [kind, name] = key.split(" ") as [Kind, string];
    if (!lists[kind].includes(name) || supported[kind].has(name)) continue;
    if (kind !== "signature" || !idleSignature.test(name)) throw cannot(item);
  }
  const option = unsupportedOptions.find((name) => options.has(name));
  if (option !== undefined) throw cannot(`%${option}`);
  if (!profileBits.has(profile)) throw priorityError(text, "the SUITEB profiles are not supported");
  if (lists.version.length > 0 && !lists.version.some((name) => name.startsWith("TLS"))) {
    throw priorityError(text, "it leaves no version of TLS");
  }
}

const { SSL_OP_NO_TICKET, SSL_OP_NO_ENCRYPT_THEN_MAC, SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION } = constants;
/** SSL_OP_NO_EXTENDED_MASTER_SECRET and SSL_OP_TLSEXT_PADDING, which Node does not name. */
const noExtendedMasterSecret = 1 << 0;
const padding = 1 << 4;

/** Those that are not here say what OpenSSL does anyway, or what has no meaning any more. */
const optionBits: ReadonlyMap<string, number> = new Map([
  ["COMPAT", SSL_OP_NO_ENCRYPT_THEN_MAC | noExtendedMasterSecret | padding],
  ["DUMBFW", padding],
  ["NO_TICKETS", SSL_OP_NO_TICKET],
  ["NO_TICKETS_TLS12", SSL_OP_NO_TICKET], // OpenSSL keeps TLS 1.3's sessions itself then
  ["NO_ETM", SSL_OP_NO_ENCRYPT_THEN_MAC],
  ["NO_SESSION_HASH", noExtendedMasterSecret],
  ["UNSAFE_RENEGOTIATION", SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION],
]);

function allowedHashes(options: ReadonlySet<string>): WeakHash[] {
  if (options.has("VERIFY_ALLOW_BROKEN")) return ["md5", "sha1", "ripemd160"];
  const hashes: WeakHash[] = [];
  if (options.has("VERIFY_ALLOW_SIGN_RSA_MD5")) hashes.push("md5");
  if (options.has("VERIFY_ALLOW_SIGN_WITH_SHA1")) hashes.push("sha1");
  return hashes;
}
