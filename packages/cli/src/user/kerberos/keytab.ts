// MIT's file of keys (keytab, version 0x0502), read strictly. Keys are stepped over, never kept.
//
//     file   0502, then entries
//     entry  int32 length; negative: so many bytes are a hole that an entry has left; 0: nothing follows
//            uint16 count, realm, count components, uint32 name type, uint32 time, uint8 version,
//            uint16 encryption type, key; perhaps uint32 version, which counts if it is not 0; perhaps more
//     realm, component, key   uint16 length, bytes
//
// klist takes a broken entry for the end of the file and says nothing; here it is an error.

export class KeytabError extends Error {
  override readonly name = "KeytabError";
}

export interface KeytabEntry {
  readonly components: readonly string[];
  readonly realm: string;
  /** As klist writes it: libvirt/hv1.example.org@EXAMPLE.ORG */
  readonly principal: string;
  /** The key's version at the KDC. */
  readonly kvno: number;
  /** Number of the encryption type (RFC 3961). */
  readonly enctype: number;
  readonly added: Date;
}

/** Far more than a host has. */
export const maxKeytabBytes = 1_048_576;
const maxComponents = 32;

/** Throws KeytabError. */
export function readKeytab(bytes: Uint8Array): KeytabEntry[] {
  if (bytes.length > maxKeytabBytes) throw new KeytabError(`it has more than ${maxKeytabBytes} bytes`);
  const version = bytes.length < 2 ? undefined : (bytes[0]! << 8) | bytes[1]!;
  if (version === 0x0501)
    throw new KeytabError("it is of the old version 0501: make it again with ktadd or ktutil");
  if (version !== 0x0502) throw new KeytabError("it is not a keytab");
  const entries: KeytabEntry[] = [];
  const file = new Reader(bytes, 2, "the file");
  while (!file.atEnd) {
    const length = file.int32();
    if (length === 0) {
      if (file.rest().some((byte) => byte !== 0))
        throw new KeytabError("it has an end in the middle: what follows is not seen by Kerberos");
      break;
    }
    if (length < 0) file.take(-length);
    else entries.push(readEntry(file.take(length), entries.length + 1));
  }
  return entries;
}

function readEntry(bytes: Uint8Array, number: number): KeytabEntry {
  const entry = new Reader(bytes, 0, `entry ${number}`);
  const count = entry.uint16();
  if (count < 1 || count > maxComponents)
    throw new KeytabError(`entry ${number} has a name of ${count} components`);
  const realm = entry.text();
  const components = Array.from({ length: count }, () => entry.text());
  entry.uint32(); // type of the name, which nobody looks at
  const added = new Date(entry.uint32() * 1000);
  const short = entry.uint8();
  const enctype = entry.uint16();
  entry.counted();
  const long = entry.left >= 4 ? entry.uint32() : 0;
  const principal = `${components.map(escaped).join("/")}@${escaped(realm)}`;
  return { components, realm, principal, kvno: long === 0 ? short : long, enctype, added };
}

const escapes: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\b": "\\b", "\0": "\\0" };

/** Part of a name as krb5_unparse_name writes it. */
const escaped = (part: string): string =>
  part.replace(/[/@\\\n\t\b\0]/g, (char) => escapes[char] ?? `\\${char}`);

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;
  #at: number;

  constructor(bytes: Uint8Array, at: number, what: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.#what = what;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  get atEnd(): boolean {
    return this.left === 0;
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  take(length: number): Uint8Array {
    const at = this.#step(length);
    return this.#bytes.subarray(at, at + length);
  }

  int32 = (): number => this.#view.getInt32(this.#step(4));
  uint32 = (): number => this.#view.getUint32(this.#step(4));
  uint16 = (): number => this.#view.getUint16(this.#step(2));
  uint8 = (): number => this.#view.getUint8(this.#step(1));
  counted = (): Uint8Array => this.take(this.uint16());
  text = (): string => Buffer.from(this.counted()).toString("utf8");

  #step(length: number): number {
    if (length > this.left)
      throw new KeytabError(`${this.#what} is cut off at offset ${this.#at}: ${length} bytes expected`);
    const at = this.#at;
    this.#at += length;
    return at;
  }
}
