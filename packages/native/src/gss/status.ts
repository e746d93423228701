// What the library says about a status, as Cyrus SASL puts it: "GSSAPI Error: WHAT (WHY)".
import { NativeError } from "../problem.js";
import { takeText } from "./buffers.js";
import type { GssLibrary, Out } from "./library.js";
import { kerberos } from "./oids.js";

/** Both halves of what a function answers. */
export interface Refusal {
  readonly major: number;
  readonly minor: number;
}

/** The calling and the routine errors of RFC 2744, section 3.9.1; the low bits are information. */
export const isError = (major: number): boolean => (major & 0xffff_0000) !== 0;

/** GSS_S_CONTINUE_NEEDED */
export const isToBeContinued = (major: number): boolean => (major & 1) !== 0;

/** A token that is old, twice there, or out of its order: fatal on a connection that delivers in order. */
export const isOutOfOrder = (major: number): boolean => (major & 0x1e) !== 0;

const wholeStatus = 1; // GSS_C_GSS_CODE
const mechanismStatus = 2; // GSS_C_MECH_CODE
const maxMessages = 8;

export function refusal(library: GssLibrary, { major, minor }: Refusal): NativeError {
  const what = messages(library, major, wholeStatus).join(". ");
  const why = messages(library, minor, mechanismStatus).join(". ");
  return new NativeError(`GSSAPI Error: ${what} (${why})`);
}

function messages(library: GssLibrary, status: number, kind: number): string[] {
  const found: string[] = [];
  const more: Out<number> = [0];
  do {
    const text = { length: 0, value: null };
    const major = library.gss.displayStatus([0], status, kind, kerberos, more, text);
    if (isError(major)) break;
    found.push(takeText(library, text));
  } while (more[0] !== 0 && found.length < maxMessages);
  return found.length === 0 ? [`status ${status}`] : found;
}
