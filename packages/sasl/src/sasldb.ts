// Cyrus SASL's passwd.db (sasldb2): a Berkeley DB hash, read without Berkeley DB. Keys are "user NUL realm NUL
// userPassword", values are passwords in the open. Every page that holds entries is looked at in turn, so buckets
// need not be found; pages that were freed have another type.
import { maxNameBytes, maxSasldbBytes, maxSasldbEntries } from "./limits.js";
import { SaslError } from "./problem.js";
import { utf8Text } from "./text.js";

/** A user of Cyrus' file. The password is a secret in the open. */
export interface SasldbEntry {
  readonly user: string;
  readonly realm: string;
  readonly password: string;
}

export interface Sasldb {
  readonly entries: readonly SasldbEntry[];
  /** Users that cannot be taken over, each with the reason. */
  readonly skipped: readonly { readonly user: string; readonly realm: string; readonly why: string }[];
}

/** Berkeley DB's numbers (dbinc/db_page.h). */
const hashMagic = 0x061561;
const pageType = { hashUnsorted: 2, overflow: 7, hashMeta: 8, hash: 13 };
const itemType = { data: 1, duplicates: 2, offPage: 3 };
const headerBytes = 26;
/** The longest key or value that is read. Real ones are a name and a realm, or a password. */
const maxItemBytes = 2 * maxNameBytes + 64;

/** Whether these bytes begin like a Berkeley DB hash, whatever its byte order. */
export function isSasldb(bytes: Uint8Array): boolean {
  if (bytes.length < 512) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(12, true) === hashMagic || view.getUint32(12, false) === hashMagic;
}

/**
 * Reads Cyrus' file. Throws "broken file", for a file of another kind with its name. The time is bounded by the
 * size of the file, whatever it holds. Other properties than passwords are left out.
 */
export function readSasldb(bytes: Uint8Array): Sasldb {
  if (bytes.length > maxSasldbBytes) throw broken(`longer than ${maxSasldbBytes} bytes`);
  if (!isSasldb(bytes)) throw broken(otherKind(bytes));
  const pages = new Pages(bytes);
  const entries: SasldbEntry[] = [];
  const skipped: { user: string; realm: string; why: string }[] = [];
  let count = 0;
  for (const [key, value] of pages.pairs()) {
    if (++count > maxSasldbEntries) throw broken(`more than ${maxSasldbEntries} entries`);
    const parts = utf8Text(key)?.split("\0");
    if (parts?.length !== 3 || parts[2] !== "userPassword") continue;
    const [user, realm] = parts as [string, string, string];
    const password = utf8Text(value);
    if (password === undefined) skipped.push({ user, realm, why: "the password is not UTF-8" });
    else if (password.includes("\0")) skipped.push({ user, realm, why: "the password has a NUL" });
    else entries.push({ user, realm, password });
  }
  return { entries, skipped };
}

class Pages {
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #size: number;
  readonly #count: number;
  /** Pages that overflowing items may still take: each page of the file is worth reading twice at most. */
  #budget: number;

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = view;
    this.#little = view.getUint32(12, true) === hashMagic;
    const version = view.getUint32(16, this.#little);
    if (version < 7 || version > 10) throw broken(`Berkeley DB hash of version ${version}, expected 7 to 10`);
    this.#size = view.getUint32(20, this.#little);
    if (this.#size < 512 || this.#size > 65_536 || (this.#size & (this.#size - 1)) !== 0)
      throw broken(`a page size of ${this.#size} bytes`);
    if (view.getUint8(24) !== 0) throw broken("the database is encrypted");
    if (view.getUint8(25) !== pageType.hashMeta) throw broken("the first page does not describe a hash");
    if ((view.getUint8(26) & 1) !== 0) throw broken("a database with checksums, which is not supported");
    this.#count = Math.floor(bytes.length / this.#size);
    const last = view.getUint32(32, this.#little);
    if (last >= this.#count) throw broken(`page ${last} is missing: the file is cut off`);
    this.#budget = 2 * this.#count;
  }

  #uint16 = (page: number, offset: number) => this.#view.getUint16(page * this.#size + offset, this.#little);
  #uint32 = (page: number, offset: number) => this.#view.getUint32(page * this.#size + offset, this.#little);
  #byte = (page: number, offset: number) => this.#view.getUint8(page * this.#size + offset);
  #bytes = (page: number, offset: number, length: number) =>
    new Uint8Array(this.#view.buffer, this.#view.byteOffset + page * this.#size + offset, length);

  *pairs(): Generator<[Uint8Array, Uint8Array]> {
    for (let page = 1; page < this.#count; page++) {
      const type = this.#byte(page, 25);
      if (type !== pageType.hash && type !== pageType.hashUnsorted) continue;
      const items = this.#items(page);
      for (let index = 0; index + 1 < items.length; index += 2) {
        const key = this.#item(page, items[index]!);
        const value = this.#item(page, items[index + 1]!);
        if (key !== undefined && value !== undefined) yield [key, value];
      }
    }
  }

  /** Where a page's items are: they are laid from its end downwards, and their places from its start upwards. */
  #items(page: number): { at: number; length: number }[] {
    const count = this.#uint16(page, 20);
    const free = headerBytes + 2 * count;
    if (free > this.#size || count % 2 !== 0) throw broken(`page ${page} has ${count} items`);
    let end = this.#size;
    return Array.from({ length: count }, (_, index) => {
      const at = this.#uint16(page, headerBytes + 2 * index);
      if (at < free || at >= end) throw broken(`page ${page}: item ${index} is outside the page`);
      const length = end - at;
      end = at;
      return { at, length };
    });
  }

  /** The bytes of an item; undefined for one that is no password's business: duplicates, or longer than any. */
  #item(page: number, { at, length }: { at: number; length: number }): Uint8Array | undefined {
    const type = this.#byte(page, at);
    if (type === itemType.data)
      return length - 1 > maxItemBytes ? undefined : this.#bytes(page, at + 1, length - 1);
    if (type !== itemType.offPage) return undefined;
    if (length < 12) throw broken(`page ${page}: an item on other pages is cut off`);
    const total = this.#uint32(page, at + 8);
    return total > maxItemBytes ? undefined : this.#overflow(this.#uint32(page, at + 4), total);
  }

  #overflow(first: number, total: number): Uint8Array {
    const whole = new Uint8Array(total);
    let filled = 0;
    for (let page = first; filled < total; page = this.#uint32(page, 16)) {
      if (page === 0 || page >= this.#count || this.#byte(page, 25) !== pageType.overflow)
        throw broken(`page ${page} does not continue an item`);
      if (this.#budget-- <= 0) throw broken("items share their pages");
      const length = this.#uint16(page, 22);
      if (length === 0 || headerBytes + length > this.#size || filled + length > total)
        throw broken(`page ${page} holds ${length} bytes of an item`);
      whole.set(this.#bytes(page, headerBytes, length), filled);
      filled += length;
    }
    return whole;
  }
}

/** What else Cyrus can have been built with, by how its files begin. */
function otherKind(bytes: Uint8Array): string {
  if (bytes.length === 0) return "the file is empty";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = bytes.length >= 24 ? [view.getUint32(0, true), view.getUint32(0, false)] : [];
  if (starts.some((word) => word >>> 4 === 0x13579ac)) return "a GDBM file; only Berkeley DB is read";
  if (bytes.length >= 24 && view.getUint32(16, true) === 0xbeefc0de)
    return "an LMDB file; only Berkeley DB is read";
  if (bytes.length >= 24 && [view.getUint32(12, true), view.getUint32(12, false)].includes(0x053162))
    return "a Berkeley DB B-tree; expected a hash";
  return "not a Berkeley DB hash";
}

const broken = (detail: string) => new SaslError("broken file", `sasldb: ${detail}`);
