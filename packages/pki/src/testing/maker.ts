// Makes certificates and revocation lists of every shape for tests, good and bad ones.
import { constants, type KeyObject, sign } from "node:crypto";
import { Tag } from "../der.js";
import { type KeyUsage, keyUsages } from "../key-usage.js";
import * as w from "./der-writer.js";

export interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface Attribute {
  readonly oid: string;
  readonly tag: number;
  readonly bytes: Uint8Array;
}

export const attributeOids: Readonly<Record<string, string>> = {
  CN: "2.5.4.3",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  EMAIL: "1.2.840.113549.1.9.1",
  DC: "0.9.2342.19200300.100.1.25",
  UID: "0.9.2342.19200300.100.1.1",
};

export function attribute(type: string, value: string | Uint8Array, tag: number = Tag.utf8String): Attribute {
  return {
    oid: attributeOids[type] ?? type,
    tag,
    bytes: typeof value === "string" ? w.text(value) : value,
  };
}

/** Each row is one RDN. */
export function name(...rdns: readonly (readonly Attribute[])[]): Uint8Array {
  return w.seq(
    ...rdns.map((rdn) => w.set(...rdn.map((one) => w.seq(w.oid(one.oid), w.der(one.tag, one.bytes))))),
  );
}

export const commonName = (value: string, tag?: number) => name([attribute("CN", value, tag)]);

export interface ExtensionSpec {
  readonly oid: string;
  readonly critical?: boolean;
  readonly value: Uint8Array;
}

export const extension = {
  basicConstraints: (ca: boolean, pathLength?: number, critical = true): ExtensionSpec => ({
    oid: "2.5.29.19",
    critical,
    value: w.seq(...(ca ? [w.bool(true)] : []), ...(pathLength === undefined ? [] : [w.int(pathLength)])),
  }),
  keyUsage: (usages: readonly KeyUsage[], critical = true): ExtensionSpec => {
    const mask = [0, 0];
    for (const usage of usages) {
      const bit = keyUsages.indexOf(usage);
      mask[bit >> 3]! |= 0x80 >> (bit & 7);
    }
    const used = mask[1] === 0 ? mask.slice(0, 1) : mask;
    const last = used.at(-1)!;
    const unused = last === 0 ? 0 : 31 - Math.clz32(last & -last);
    return { oid: "2.5.29.15", critical, value: w.bits(Uint8Array.from(last === 0 ? [] : used), unused) };
  },
  purposes: (oids: readonly string[], critical = false): ExtensionSpec => ({
    oid: "2.5.29.37",
    critical,
    value: w.seq(...oids.map(w.oid)),
  }),
  altNames: (names: readonly Uint8Array[], critical = false): ExtensionSpec => ({
    oid: "2.5.29.17",
    critical,
    value: w.seq(...names),
  }),
  subjectKeyId: (id: Uint8Array): ExtensionSpec => ({ oid: "2.5.29.14", value: w.octets(id) }),
  authorityKeyId: (id: Uint8Array): ExtensionSpec => ({
    oid: "2.5.29.35",
    value: w.seq(w.ctxRaw(0, id)),
  }),
  nameConstraints: (permitted: readonly Uint8Array[], excluded: readonly Uint8Array[]): ExtensionSpec => {
    const trees = (number: number, names: readonly Uint8Array[]) =>
      names.length === 0 ? [] : [w.ctx(number, ...names.map((one) => w.seq(one)))];
    return { oid: "2.5.29.30", critical: true, value: w.seq(...trees(0, permitted), ...trees(1, excluded)) };
  },
  tlsFeatures: (features: readonly number[]): ExtensionSpec => ({
    oid: "1.3.6.1.5.5.7.1.24",
    value: w.seq(...features.map(w.int)),
  }),
};

export const altName = {
  dns: (value: string | Uint8Array) => w.ctxRaw(2, typeof value === "string" ? w.text(value) : value),
  email: (value: string) => w.ctxRaw(1, w.text(value)),
  uri: (value: string) => w.ctxRaw(6, w.text(value)),
  ip: (...bytes: readonly number[]) => w.ctxRaw(7, Uint8Array.from(bytes)),
  directory: (der: Uint8Array) => w.ctx(4, der),
  service: (value: string) =>
    w.ctx(0, w.oid("1.3.6.1.5.5.7.8.7"), w.ctx(0, w.der(Tag.ia5String, w.text(value)))),
  other: (oid: string, value: string) => w.ctx(0, w.oid(oid), w.ctx(0, w.der(Tag.utf8String, w.text(value)))),
};

interface Algorithm {
  readonly oid: string;
  readonly hash: string | null;
  readonly pss?: { readonly saltLength: number; readonly parameters: Uint8Array };
  readonly nullParameters?: boolean;
}

const hashOids = { sha256: "2.16.840.1.101.3.4.2.1", sha384: "2.16.840.1.101.3.4.2.2" } as const;

function pss(hash: keyof typeof hashOids, saltLength: number): Algorithm {
  const hashId = w.seq(w.oid(hashOids[hash]), w.nul);
  const mask = w.seq(w.oid("1.2.840.113549.1.1.8"), hashId);
  const parameters = w.seq(w.ctx(0, hashId), w.ctx(1, mask), w.ctx(2, w.int(saltLength)));
  return { oid: "1.2.840.113549.1.1.10", hash, pss: { saltLength, parameters } };
}

const rsa = (oid: string, hash: string): Algorithm => ({ oid, hash, nullParameters: true });

export const algorithms = {
  "rsa-md5": rsa("1.2.840.113549.1.1.4", "md5"),
  "rsa-sha1": rsa("1.2.840.113549.1.1.5", "sha1"),
  "rsa-sha224": rsa("1.2.840.113549.1.1.14", "sha224"),
  "rsa-sha256": rsa("1.2.840.113549.1.1.11", "sha256"),
  "rsa-sha384": rsa("1.2.840.113549.1.1.12", "sha384"),
  "rsa-sha512": rsa("1.2.840.113549.1.1.13", "sha512"),
  "rsa-pss-sha256": pss("sha256", 32),
  "rsa-pss-sha384": pss("sha384", 48),
  "ecdsa-sha1": { oid: "1.2.840.10045.4.1", hash: "sha1" },
  "ecdsa-sha224": { oid: "1.2.840.10045.4.3.1", hash: "sha224" },
  "ecdsa-sha256": { oid: "1.2.840.10045.4.3.2", hash: "sha256" },
  "ecdsa-sha384": { oid: "1.2.840.10045.4.3.3", hash: "sha384" },
  "ecdsa-sha512": { oid: "1.2.840.10045.4.3.4", hash: "sha512" },
  ed25519: { oid: "1.3.101.112", hash: null },
  ed448: { oid: "1.3.101.113", hash: null },
  unknown: { oid: "1.2.3.4.5", hash: "sha256" },
} as const satisfies Record<string, Algorithm>;

export type AlgorithmName = keyof typeof algorithms;

function usual(key: KeyObject): AlgorithmName {
  if (key.asymmetricKeyType === "ec") return "ecdsa-sha256";
  if (key.asymmetricKeyType === "ed25519") return "ed25519";
  if (key.asymmetricKeyType === "ed448") return "ed448";
  return key.asymmetricKeyType === "rsa-pss" ? "rsa-pss-sha256" : "rsa-sha256";
}

export function signed(
  tbs: (algorithm: Uint8Array) => Uint8Array,
  key: KeyObject,
  how?: AlgorithmName,
): Uint8Array {
  const algorithm: Algorithm = algorithms[how ?? usual(key)];
  const parameters = algorithm.pss?.parameters ?? (algorithm.nullParameters ? w.nul : undefined);
  const id = w.seq(w.oid(algorithm.oid), ...(parameters === undefined ? [] : [parameters]));
  const body = tbs(id);
  const padding = algorithm.pss && {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: algorithm.pss.saltLength,
  };
  const signature = sign(algorithm.hash, body, { key, ...padding });
  return w.seq(body, id, w.bits(new Uint8Array(signature)));
}

export interface CertificateSpec {
  readonly subject: Uint8Array;
  readonly key: Pair;
  readonly issuer?: Uint8Array;
  readonly signer?: Pair;
  readonly algorithm?: AlgorithmName;
  readonly serial?: Uint8Array;
  readonly version?: 1 | 2 | 3;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: readonly ExtensionSpec[];
}

export const year = (number: number) => new Date(Date.UTC(number, 0, 1));

let serials = 0;

export function makeCertificate(spec: CertificateSpec): Uint8Array {
  const { version = 3, extensions = [] } = spec;
  const list = w.seq(
    ...extensions.map(({ oid, critical = false, value }) =>
      w.seq(w.oid(oid), ...(critical ? [w.bool(true)] : []), w.octets(value)),
    ),
  );
  return signed(
    (algorithm) =>
      w.seq(
        ...(version === 1 ? [] : [w.ctx(0, w.int(version - 1))]),
        spec.serial === undefined ? w.int(1000 + ++serials) : w.intBytes(spec.serial),
        algorithm,
        spec.issuer ?? spec.subject,
        w.seq(w.time(spec.notBefore ?? year(2020)), w.time(spec.notAfter ?? year(2040))),
        spec.subject,
        new Uint8Array(spec.key.publicKey.export({ format: "der", type: "spki" })),
        ...(extensions.length === 0 ? [] : [w.ctx(3, list)]),
      ),
    (spec.signer ?? spec.key).privateKey,
    spec.algorithm,
  );
}

export interface CrlSpec {
  readonly issuer: Uint8Array;
  readonly signer: Pair;
  readonly serials: readonly Uint8Array[];
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | null;
  readonly extensions?: readonly ExtensionSpec[];
  readonly entryExtensions?: readonly ExtensionSpec[];
}

export function makeCrl(spec: CrlSpec): Uint8Array {
  const list = (extensions: readonly ExtensionSpec[]) =>
    w.seq(
      ...extensions.map(({ oid, critical = false, value }) =>
        w.seq(w.oid(oid), ...(critical ? [w.bool(true)] : []), w.octets(value)),
      ),
    );
  const { extensions = [], entryExtensions = [], nextUpdate = year(2040) } = spec;
  const entries = spec.serials.map((serial) =>
    w.seq(
      w.intBytes(serial),
      w.time(year(2021)),
      ...(entryExtensions.length === 0 ? [] : [list(entryExtensions)]),
    ),
  );
  return signed(
    (algorithm) =>
      w.seq(
        w.int(1),
        algorithm,
        spec.issuer,
        w.time(spec.thisUpdate ?? year(2022)),
        ...(nextUpdate === null ? [] : [w.time(nextUpdate)]),
        ...(entries.length === 0 ? [] : [w.seq(...entries)]),
        ...(extensions.length === 0 ? [] : [w.ctx(0, list(extensions))]),
      ),
    spec.signer.privateKey,
  );
}
