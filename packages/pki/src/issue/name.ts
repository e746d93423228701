// The names of subjects, written as libvirt's tools write them: "C=GB,ST=London,O=Example,CN=alice" in the order in
// which they stand in the certificate, which is what tls_allowed_dn_list is compared with.
import { CertificateError } from "../problem.js";
import { nameMaxChars, namePartsMax, nameTextMaxChars } from "./limits.js";

export type NameAttributeType = keyof typeof nameMaxChars;

export interface NamePart {
  readonly type: NameAttributeType;
  readonly value: string;
}

/** RFC 4519; EMAIL is PKCS #9's emailAddress under GnuTLS' name. */
export const nameOids: Readonly<Record<NameAttributeType, string>> = {
  C: "2.5.4.6",
  ST: "2.5.4.8",
  L: "2.5.4.7",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  CN: "2.5.4.3",
  UID: "0.9.2342.19200300.100.1.1",
  DC: "0.9.2342.19200300.100.1.25",
  EMAIL: "1.2.840.113549.1.9.1",
};

/** Other spellings that people have from OpenSSL and from other tools. */
const spellings: Readonly<Record<string, NameAttributeType>> = { S: "ST", E: "EMAIL", EMAILADDRESS: "EMAIL" };

/**
 * Reads a name. Commas part its parts; `\,` and its like are the character itself (RFC 4514, section 2.4), `\C3\A9`
 * are bytes of UTF-8. Throws CertificateError that says which part is wrong.
 */
export function parseDn(text: string): NamePart[] {
  if (text.length > nameTextMaxChars) {
    throw new CertificateError(`the name has more than ${nameTextMaxChars} characters`);
  }
  const parts = splitParts(text).map(parsePart);
  checkName(parts);
  return parts;
}

/** What a certificate may say: lengths, letters, no control characters. Throws CertificateError. */
export function checkName(parts: readonly NamePart[]): void {
  if (parts.length === 0) throw new CertificateError("a name needs at least one part, such as CN=alice");
  if (parts.length > namePartsMax) throw new CertificateError(`a name has at most ${namePartsMax} parts`);
  for (const { type, value } of parts) {
    const shown = `${type}=${printable(value)}`;
    if (value === "") throw new CertificateError(`${type} is empty in the name`);
    if (/\p{Cc}|\p{Cs}/u.test(value))
      throw new CertificateError(`${shown} has a character that is none to print`);
    const max = nameMaxChars[type];
    if ([...value].length > max) throw new CertificateError(`${shown} is longer than ${max} characters`);
    if (type === "C" && !/^[A-Za-z]{2}$/.test(value)) {
      throw new CertificateError(`${shown} is not a country of two letters, such as GB`);
    }
    if ((type === "DC" || type === "EMAIL") && !/^[ -~]*$/.test(value)) {
      throw new CertificateError(`${shown} must be plain ASCII`);
    }
  }
}

const printable = (value: string) => value.replace(/\p{Cc}|\p{Cs}/gu, "?").slice(0, 80);

/** At the commas that are not escaped. */
function splitParts(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === ",") {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function parsePart(part: string): NamePart {
  const match = /^\s*([A-Za-z]+)\s*=\s*(.*)$/su.exec(part);
  if (match === null) {
    throw new CertificateError(
      `'${printable(part)}' in the name is not of the form TYPE=value, such as CN=alice`,
    );
  }
  const [, name = "", value = ""] = match;
  const upper = name.toUpperCase();
  const type =
    spellings[upper] ?? (Object.hasOwn(nameOids, upper) ? (upper as NameAttributeType) : undefined);
  if (type === undefined) {
    throw new CertificateError(`'${name}' in the name is not one of ${Object.keys(nameOids).join(", ")}`);
  }
  return { type, value: unescaped(value, type) };
}

function unescaped(text: string, type: string): string {
  // Blanks around a value are layout, unless they are escaped.
  const trimmed = text.replace(/(\\.)?\s*$/su, (_, escaped: string | undefined) => escaped ?? "");
  const bytes: number[] = [];
  for (let at = 0; at < trimmed.length; ) {
    if (trimmed[at] !== "\\") {
      const char = String.fromCodePoint(trimmed.codePointAt(at)!);
      if ('"+;<>'.includes(char))
        throw new CertificateError(`write \\${char} for ${char} in ${type} of the name`);
      bytes.push(...Buffer.from(char));
      at += char.length;
      continue;
    }
    const hex = /^[0-9A-Fa-f]{2}/.exec(trimmed.slice(at + 1));
    if (hex !== null) {
      bytes.push(Number.parseInt(hex[0], 16));
      at += 3;
      continue;
    }
    const next = trimmed[at + 1] ?? "";
    if (!/^[ "#+,;<=>\\]$/.test(next))
      throw new CertificateError(`\\${next} in ${type} of the name means nothing`);
    bytes.push(next.charCodeAt(0));
    at += 2;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    throw new CertificateError(`${type} of the name is not UTF-8`);
  }
}
