// Template files of certtool, as libvirt's documentation has them: `cn = host`, `tls_www_server`, and so on.
import type { KeyUsage } from "../key-usage.js";
import { CertificateError } from "../problem.js";
import { noExpiry, templateMaxChars } from "./limits.js";
import type { NameAttributeType, NamePart } from "./name.js";
import { checkTemplate, type Purpose, type Template } from "./template.js";

/** The words of the name in the order in which certtool writes them, whatever their order in the file. */
const nameWords: readonly (readonly [string, NameAttributeType])[] = [
  ["country", "C"],
  ["state", "ST"],
  ["locality", "L"],
  ["organization", "O"],
  ["unit", "OU"],
  ["cn", "CN"],
  ["uid", "UID"],
  ["dc", "DC"],
  ["pkcs9_email", "EMAIL"],
];

const usageWords: readonly (readonly [string, KeyUsage])[] = [
  ["signing_key", "digitalSignature"],
  ["encryption_key", "keyEncipherment"],
  ["cert_signing_key", "keyCertSign"],
  ["crl_signing_key", "cRLSign"],
  ["key_agreement", "keyAgreement"],
  ["data_encipherment", "dataEncipherment"],
  ["non_repudiation", "nonRepudiation"],
];

const spellings: Readonly<Record<string, string>> = { ou: "unit", o: "organization" };
const repeatable = new Set(["organization", "unit", "dc", "dns_name", "ip_address", "uri", "email"]);
const flags = new Set(["ca", "tls_www_server", "tls_www_client", ...usageWords.map(([word]) => word)]);
const values = new Set([
  ...nameWords.map(([word]) => word),
  ...["dns_name", "ip_address", "uri", "email", "serial", "path_len"],
  ...["expiration_days", "expiration_date", "activation_date"],
]);

/** certtool's own default. */
const defaultDays = 365;

/**
 * Reads a template. What certtool knows and we do not is refused by name, as are words that nobody knows; certtool
 * passes those over. `now` is when the certificate begins unless the file says so. Throws CertificateError.
 */
export function readTemplate(text: string, now: Date): Template {
  if (text.length > templateMaxChars) {
    throw new CertificateError(`the template has more than ${templateMaxChars} characters`);
  }
  const words = readWords(text);
  const all = (word: string) => words.get(word) ?? [];
  const one = (word: string) => words.get(word)?.[0];
  const subject = nameWords.flatMap(([word, type]): NamePart[] =>
    all(word).map((value) => ({ type, value })),
  );
  const isCa = words.has("ca");
  const isServer = words.has("tls_www_server");
  const purposes: Purpose[] = [
    ...(isServer ? (["server"] as const) : []),
    ...(words.has("tls_www_client") ? (["client"] as const) : []),
  ];
  const pathLength = number(one("path_len"), "path_len");
  const serialNumber = serial(one("serial"));
  // certtool: a CA that is no server enciphers nothing, and only a CA signs certificates.
  const enciphers = !isCa || isServer;
  const keyUsages = usageWords.flatMap(([word, usage]): KeyUsage[] => {
    const applies = word.startsWith("c") ? isCa : word !== "encryption_key" || enciphers;
    return words.has(word) && applies ? [usage] : [];
  });
  const template: Template = {
    subject,
    ...validity(one, now),
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(isCa ? { ca: pathLength === undefined || pathLength < 0 ? {} : { pathLength } } : {}),
    keyUsages,
    purposes,
    dns: all("dns_name"),
    uri: all("uri"),
    ip: all("ip_address"),
    email: isServer ? [] : all("email"),
  };
  checkTemplate(template);
  return template;
}

function readWords(text: string): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, string[]>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const where = `line ${index + 1} of the template`;
    const match = /^([A-Za-z0-9_]+)\s*(?:[=:]?\s*(.*))?$/su.exec(line);
    if (match === null) throw new CertificateError(`${where} is not understood`);
    const name = match[1]!.toLowerCase();
    const word = spellings[name] ?? name;
    const value = unquote(match[2] ?? "");
    if (flags.has(word)) {
      words.set(word, []);
      continue;
    }
    if (!values.has(word)) throw new CertificateError(`${where}: '${match[1]}' is not supported`);
    if (value === "") throw new CertificateError(`${where}: '${word}' needs a value`);
    const seen = words.get(word);
    if (seen === undefined) words.set(word, [value]);
    else if (repeatable.has(word)) seen.push(value);
    else throw new CertificateError(`${where}: '${word}' stands there twice`);
  }
  return words;
}

const unquote = (value: string) => /^"(.*)"$/su.exec(value)?.[1] ?? /^'(.*)'$/su.exec(value)?.[1] ?? value;

function number(value: string | undefined, word: string): number | undefined {
  if (value === undefined) return undefined;
  if (!/^-?\d{1,7}$/.test(value))
    throw new CertificateError(`${word} of the template is not a number: '${value}'`);
  return Number(value);
}

/** Decimal, or hexadecimal with 0x. */
function serial(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!/^(0x[0-9a-fA-F]{1,40}|\d{1,48})$/.test(value) || BigInt(value) < 1n || BigInt(value) >> 159n > 0n) {
    throw new CertificateError("serial of the template is not a positive number of at most 20 bytes");
  }
  const hex = BigInt(value).toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

function validity(one: (word: string) => string | undefined, now: Date) {
  const notBefore = date(one("activation_date"), "activation_date") ?? now;
  const end = date(one("expiration_date"), "expiration_date");
  const days = number(one("expiration_days"), "expiration_days") ?? defaultDays;
  // certtool counts from now, also when the certificate begins later.
  const counted = days < 0 ? noExpiry : new Date(now.getTime() + days * 86_400_000);
  return { notBefore, notAfter: end ?? counted };
}

/** `2026-01-31 12:00:00 UTC`, the time and the zone optional; always taken as UTC. */
function date(value: string | undefined, word: string): Date | undefined {
  if (value === undefined) return undefined;
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?\s*(?:UTC|GMT|Z)?$/.exec(value);
  const parsed = match === null ? undefined : new Date(`${match[1]}T${match[2] ?? "00:00:00"}Z`);
  if (parsed === undefined || Number.isNaN(parsed.getTime())) {
    throw new CertificateError(
      `${word} of the template is not a date like "2026-01-31 12:00:00 UTC": '${value}'`,
    );
  }
  return parsed;
}
