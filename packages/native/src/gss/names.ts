// Names of Kerberos: texts <-> the library's own.
import { emptyDescriptor, given, takeText } from "./buffers.js";
import type { GssLibrary, Handle, Out } from "./library.js";
import { type Oid, userName } from "./oids.js";
import { isError, refusal } from "./status.js";

/** A name to be released. */
export function importName(library: GssLibrary, text: string, type: Oid): Handle {
  const minor: Out<number> = [0];
  const name: Out<Handle> = [null];
  const major = library.gss.importName(minor, given(Buffer.from(text, "utf8")), type, name);
  if (isError(major)) throw refusal(library, { major, minor: minor[0] });
  return name[0];
}

export function releaseName(library: GssLibrary, name: Handle): void {
  if (name !== null) library.gss.releaseName([0], [name]);
}

/** "alice@EXAMPLE.TEST" */
export function displayName(library: GssLibrary, name: Handle): string {
  const minor: Out<number> = [0];
  const text = emptyDescriptor();
  const major = library.gss.displayName(minor, name, text, null);
  if (isError(major)) throw refusal(library, { major, minor: minor[0] });
  return takeText(library, text);
}

/**
 * The name without its realm where the library takes that for the same name, because the realm is this host's
 * default one; else the name as it is. So does Cyrus SASL, and allow-lists are written for it.
 */
export function shortName(library: GssLibrary, name: Handle, principal: string): string {
  const at = principal.lastIndexOf("@");
  if (at <= 0) return principal;
  const short = principal.slice(0, at);
  const other = importName(library, short, userName);
  try {
    const equal: Out<number> = [0];
    const major = library.gss.compareName([0], name, other, equal);
    return !isError(major) && equal[0] !== 0 ? short : principal;
  } finally {
    releaseName(library, other);
  }
}
