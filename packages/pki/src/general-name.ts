// GeneralName (RFC 5280, section 4.2.1.6): subject alternative names and name constraints.
import { DerReader, Tag } from "./der.js";
import { readName } from "./distinguished-name.js";
import { maxListItems } from "./limits.js";

export type GeneralNameKind =
  | "other"
  | "email"
  | "dns"
  | "x400"
  | "directory"
  | "ediParty"
  | "uri"
  | "ip"
  | "registeredId";

/** `bytes`: the content as it stands, which may hold anything. */
export interface GeneralName {
  readonly kind: GeneralNameKind;
  readonly bytes: Uint8Array;
}

const kinds: readonly GeneralNameKind[] = [
  "other",
  "email",
  "dns",
  "x400",
  "directory",
  "ediParty",
  "uri",
  "ip",
  "registeredId",
];
const constructed: ReadonlySet<GeneralNameKind> = new Set(["other", "x400", "directory", "ediParty"]);

export function readGeneralName(reader: DerReader, field: string): GeneralName {
  const { tag, content } = reader.element(field);
  const kind = kinds[tag & 0x1f];
  if (kind === undefined || (tag & 0xc0) !== 0x80) throw reader.problem(field, "not a general name");
  if (((tag & 0x20) !== 0) !== constructed.has(kind)) throw reader.problem(field, `not a ${kind} name`);
  if (kind === "directory") readName(content, `${reader.path}.${field}`);
  if (kind === "other") {
    const other = new DerReader(content, `${reader.path}.${field}`);
    other.oid("type-id");
    other.inside(Tag.contextConstructed(0), "value").element("value");
    other.end();
  }
  return { kind, bytes: content };
}

/** A SEQUENCE OF GeneralName, none of them empty. */
export function readGeneralNames(reader: DerReader): GeneralName[] {
  const names: GeneralName[] = [];
  while (!reader.atEnd) {
    if (names.length >= maxListItems) throw reader.problem("", `more than ${maxListItems} names`);
    const name = readGeneralName(reader, `name${names.length}`);
    if (name.bytes.length === 0) throw reader.problem(`name${names.length}`, "an empty name");
    names.push(name);
  }
  return names;
}
