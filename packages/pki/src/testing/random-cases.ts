// Random names, hosts, patterns and chains, near enough to real ones to get past the first checks.
import { attributeTypes } from "../attribute-types.js";
import { Tag } from "../der.js";
import { type KeyUsage, keyUsages } from "../key-usage.js";
import { keyPair } from "./keys.js";
import {
  altName,
  attribute,
  commonName,
  type ExtensionSpec,
  extension,
  makeCertificate,
  makeCrl,
  name,
  year,
} from "./maker.js";
import { pick, type Random, times } from "./random.js";

const letters = [
  "a",
  "B",
  " ",
  "#",
  ",",
  "+",
  '"',
  "\\",
  "<",
  ">",
  ";",
  "=",
  "é",
  "東",
  "😀",
  "\0",
  "\n",
  "\u007f",
  ".",
];
const tags = [
  Tag.utf8String,
  Tag.printableString,
  Tag.ia5String,
  Tag.teletexString,
  Tag.bmpString,
  Tag.universalString,
  Tag.numericString,
  Tag.octetString,
];
const oids = [...attributeTypes.keys(), "1.2.3.4", "2.5.4.99"];

export function randomName(random: Random): Uint8Array {
  const value = () => {
    if (random(4) === 0) return Uint8Array.from(times(random, 9, () => random(256)));
    return new TextEncoder().encode(times(random, 6, () => pick(random, letters)).join(""));
  };
  const one = () =>
    attribute(pick(random, oids), value(), pick(random, random(3) === 0 ? tags : [Tag.utf8String]));
  return name(...times(random, 4, () => [one(), ...times(random, 1, one)]));
}

const labels = ["*", "*a", "a*", "a", "b", "A", "ab", "", "xn--a", "é", "-", "1"];

export const randomHost = (random: Random) => times(random, 4, () => pick(random, labels)).join(".");

export function randomHostCertificate(random: Random): Uint8Array {
  const names = times(random, 3, () => {
    const kind = random(8);
    if (kind === 0) return altName.ip(random(256), 0, 2, 1);
    if (kind === 1) return altName.email("a@b");
    if (kind === 2) return altName.uri(random(4) === 0 ? "u".repeat(300) : "u:");
    return altName.dns(randomHost(random) || "x");
  });
  const purposes = times(random, 1, () =>
    pick(random, ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0"]),
  );
  return makeCertificate({
    subject: name(...times(random, 2, () => [attribute("CN", randomHost(random))])),
    key: keyPair("ed25519"),
    extensions: [
      ...(names.length === 0 ? [] : [extension.altNames(names)]),
      ...(purposes.length === 0 ? [] : [extension.purposes(purposes)]),
    ],
  });
}

export interface RandomChain {
  readonly chain: Uint8Array[];
  readonly cas: Uint8Array[];
  readonly crls: Uint8Array[];
}

const cns = ["a", "b", "c"];

/** Certificates of three names and keys, issued by each other as it comes, in any order. */
export function randomPool(random: Random, size: number): Uint8Array[] {
  return Array.from({ length: size }, () => {
    const [subject, issuer] = [pick(random, cns), pick(random, cns)];
    const extensions: ExtensionSpec[] = [];
    if (random(4) > 0)
      extensions.push(extension.basicConstraints(random(5) > 0, random(4) === 0 ? random(3) : undefined));
    if (random(3) === 0) {
      const usages: KeyUsage[] = keyUsages.filter((usage) => usage === "keyCertSign" || random(4) === 0);
      extensions.push(extension.keyUsage(random(5) === 0 ? usages.slice(0, 1) : usages, random(2) === 0));
    }
    const id = () => Uint8Array.of(random(2));
    if (random(4) === 0) extensions.push(extension.subjectKeyId(id()));
    if (random(4) === 0) extensions.push(extension.authorityKeyId(id()));
    if (random(8) === 0) extensions.push(extension.nameConstraints([altName.dns("example.org")], []));
    if (random(8) === 0)
      extensions.push(extension.altNames([altName.dns(pick(random, ["a.example.org", "b.org"]))]));
    if (random(12) === 0)
      extensions.push({ oid: "1.2.3.4", critical: random(2) === 0, value: Uint8Array.of(5, 0) });
    const version = random(12) === 0 ? 1 : 3;
    return makeCertificate({
      subject: commonName(subject, random(8) === 0 ? Tag.printableString : Tag.utf8String),
      key: keyPair("ed25519", subject + (random(5) === 0 ? "'" : "")),
      issuer: commonName(issuer),
      signer: keyPair("ed25519", issuer + (random(8) === 0 ? "'" : "")),
      serial: Uint8Array.of(1 + random(4)),
      notBefore: year(random(8) === 0 ? 2030 : 2020),
      notAfter: year(random(8) === 0 ? 2024 : 2040),
      version,
      extensions: version === 1 ? [] : extensions,
    });
  });
}

export function randomChain(random: Random, pool: readonly Uint8Array[]): RandomChain {
  const some = (most: number) => times(random, most, () => pick(random, pool));
  const crls = random(3) > 0 ? [] : times(random, 1, () => randomCrl(random));
  return { chain: [pick(random, pool), ...some(5)], cas: some(4), crls };
}

function randomCrl(random: Random): Uint8Array {
  const issuer = pick(random, cns);
  const serials = times(random, 3, () => Uint8Array.of(1 + random(4)));
  return makeCrl({ issuer: commonName(issuer), signer: keyPair("ed25519", issuer), serials });
}
