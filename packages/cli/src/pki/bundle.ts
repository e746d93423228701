// What one host or user needs, and where: for install, and for export.

import { existsSync } from "node:fs";
import { maxCrlBytes, readBounded } from "../tools/read-file.js";
import type { Authority } from "./authority.js";
import type { Issued } from "./index-file.js";
import type { Files } from "./places.js";

export interface Item {
  readonly kind: keyof Files;
  readonly path: string;
  readonly data: Buffer;
  readonly mode: number;
}

/** Keys are their owner's alone; virt-pki-validate would have those of clients readable for everybody. */
export const modes: Readonly<Record<keyof Files, number>> = {
  ca: 0o644,
  crl: 0o644,
  cert: 0o644,
  key: 0o600,
};

const item = (kind: keyof Files, places: Files, source: string): Item => ({
  kind,
  path: places[kind],
  data: readBounded(source, kind === "crl" ? maxCrlBytes : undefined),
  mode: modes[kind],
});

/** What everybody needs: the CA's certificate, and its revocation list if there is one. */
export const caItems = (authority: Authority, places: Files): Item[] => [
  item("ca", places, authority.certFile),
  ...(existsSync(authority.crlFile) ? [item("crl", places, authority.crlFile)] : []),
];

/** The key before the certificate, so that whoever finds the new certificate finds its key as well. */
export function itemsFor(authority: Authority, { role, name }: Issued, places: Files): Item[] {
  const own = authority.filesOf(role, name);
  return [...caItems(authority, places), item("key", places, own.key), item("cert", places, own.cert)];
}

/** A server and a client share the CA's files. */
export const withoutRepeats = (items: readonly Item[]): Item[] =>
  items.filter((item, at) => items.findIndex(({ path }) => path === item.path) === at);
