// From what the user types to what stands in a certificate.

import { isIP } from "node:net";
import { hostname } from "node:os";
import type { Certificate } from "@virtgate/pki";
import {
  clientTemplate,
  type NamePart,
  parseDn,
  readTemplate,
  serverTemplate,
  type Template,
} from "@virtgate/pki/issue";
import { Failure } from "../failure.js";
import { readBounded } from "../tools/read-file.js";
import { validFor } from "./issuing.js";

export interface RequestOptions {
  readonly days: number;
  readonly dn?: string;
  readonly template?: string;
}

export interface ServerOptions extends RequestOptions {
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
}

/** Ten years and two: those of a CA are hard to replace, those of the others come from one command. */
export const caDays = 3650;
export const endDays = 730;
/** An expired list shuts everybody out. */
export const crlDays = 365;

/** The organization is the CA's name: virt-pki-validate wants the two to be the same. */
function subject(dn: string | undefined, commonName: string, ca: Certificate): NamePart[] {
  if (dn !== undefined) return parseDn(dn);
  const organization = commonNameOf(ca);
  return [
    ...(organization === undefined ? [] : [{ type: "O" as const, value: organization }]),
    { type: "CN", value: commonName },
  ];
}

/** Undefined: it has none, or one that no organization can have. */
function commonNameOf({ subject }: Certificate): string | undefined {
  const name = subject.rdns.flat().find(({ oid }) => oid === "2.5.4.3")?.value;
  return name !== undefined && name.length <= 64 ? name : undefined;
}

/** Names that are addresses become addresses; each stands there once. */
export function serverRequest(
  names: readonly string[],
  options: ServerOptions,
  ca: Certificate,
  now: Date,
): Template {
  const fromFile = templateOf(options, now);
  const all = [...names, ...(options.dns ?? []), ...(options.ip ?? [])].map((name) =>
    name.replace(/^\[(.*)\]$/, "$1"),
  );
  for (const ip of options.ip ?? []) {
    if (isIP(ip) === 0) throw new Failure(`'${ip}' is not an IP address`);
  }
  for (const name of options.dns ?? []) {
    if (isIP(name) !== 0) throw new Failure(`'${name}' is an IP address: give it with --ip`);
  }
  const unique = [...new Set(all)];
  const dns = unique.filter((name) => isIP(name) === 0);
  const ip = unique.filter((name) => isIP(name) !== 0);
  if (fromFile !== undefined) return named(fromFile, options);
  return serverTemplate(subject(options.dn, names[0]!, ca), { dns, ip }, validFor(options.days, now));
}

export function clientRequest(name: string, options: RequestOptions, ca: Certificate, now: Date): Template {
  const fromFile = templateOf(options, now);
  if (fromFile !== undefined) return named(fromFile, options);
  return clientTemplate(subject(options.dn, name, ca), validFor(options.days, now));
}

function templateOf({ template }: RequestOptions, now: Date): Template | undefined {
  if (template === undefined) return undefined;
  const read = readTemplate(readBounded(template).toString("utf8"), now);
  if (read.ca !== undefined)
    throw new Failure(`${template} is for a certificate authority ('ca'): see init --template`);
  return read;
}

/** A template file says everything; only what is asked for by an option is added. */
const named = (template: Template, { dn, dns = [], ip = [] }: ServerOptions): Template => ({
  ...template,
  ...(dn === undefined ? {} : { subject: parseDn(dn) }),
  dns: [...template.dns, ...dns],
  ip: [...template.ip, ...ip],
});

/** What a CA is called unless the user says. */
export const defaultCaName = (): string => `${hostname().split(".")[0]!.slice(0, 50) || "Virtgate"} CA`;
