// Text <-> the parts of a URI (RFC 3986), as strict as libvirt: what libvirt cannot parse is refused with its words.

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";

/** One `name=value` of the query. `rawValue` is the value as it was written, before %XX was resolved. */
export interface UriParameter {
  readonly name: string;
  readonly value: string;
  readonly rawValue: string;
}

export interface Uri {
  /** As typed: libvirt's drivers and transports hang on it. Null for a bare word such as an alias. */
  readonly scheme: string | null;
  readonly user: string | null;
  /** Null when absent or empty. An IPv6 address has no brackets here. */
  readonly host: string | null;
  /** 0 when absent, and always without a host. */
  readonly port: number;
  /** Decoded. */
  readonly path: string;
  readonly rawPath: string;
  readonly rawQuery: string | null;
  readonly rawFragment: string | null;
  readonly parameters: readonly UriParameter[];
}

const maxPort = 2_147_483_647;

// RFC 3986, appendix A. `pchar` is a character of a path segment.
const escaped = "%[0-9A-Fa-f]{2}";
const plain = "A-Za-z0-9\\-._~!$&'()*+,;=";
const pchar = `(?:[${plain}:@]|${escaped})`;
const scheme = "([A-Za-z][A-Za-z0-9+.-]*):";
const user = `((?:[${plain}:]|${escaped})*)@`;
const host = `(\\[[^\\]]*\\]|(?:[${plain}]|${escaped})*)`;
const authority = `//(?:${user})?${host}(?::([0-9]+))?`;
const tail = `(?:\\?((?:${pchar}|[/?])*))?(?:#((?:${pchar}|[/?[\\]])*))?$`;
const withAuthority = new RegExp(`^(?:${scheme})?${authority}((?:/${pchar}*)*)${tail}`);
const withoutAuthority = new RegExp(`^(?:${scheme})()()()((?:/?${pchar}+(?:/${pchar}*)*|/)?)${tail}`);
const relative = new RegExp(
  `^()()()()((?:/(?:${pchar}+(?:/${pchar}*)*)?|(?:[${plain}@]|${escaped})+(?:/${pchar}*)*)?)${tail}`,
);

/** Throws `internal error: Unable to parse URI …`. */
export function parseUri(text: string): Uri {
  const match = withAuthority.exec(text) ?? withoutAuthority.exec(text) ?? relative.exec(text);
  if (match === null) throw unparsable(text);
  const [, scheme, user, host, port, rawPath = "", rawQuery, rawFragment] = match;
  const portNumber = Number(port ?? 0);
  if (portNumber > maxPort) throw unparsable(text);
  return {
    scheme: scheme || null,
    user: user ? resolveEscapes(user) : null,
    host: host ? withoutBrackets(resolveEscapes(host)) : null,
    port: host ? portNumber : 0,
    path: resolveEscapes(rawPath),
    rawPath,
    rawQuery: rawQuery ?? null,
    rawFragment: rawFragment ?? null,
    parameters: rawQuery === undefined ? [] : parseQuery(rawQuery),
  };
}

function unparsable(text: string): LibvirtError {
  return libvirtError(ErrorDomain.uri, ErrorCode.internalError, `Unable to parse URI ${text}`);
}

function withoutBrackets(host: string): string {
  return host.startsWith("[") && host.includes(":") ? host.slice(1, -1) : host;
}

/** At every "&", and behind the last of them at every ";". */
function splitQuery(query: string): string[] {
  const parts = query.split("&");
  return [...parts.slice(0, -1), ...parts.at(-1)!.split(";")];
}

function parseQuery(query: string): UriParameter[] {
  const parameters: UriParameter[] = [];
  for (const part of splitQuery(query)) {
    const equals = part.indexOf("=");
    const name = resolveEscapes(equals < 0 ? part : part.slice(0, equals));
    // Like libvirt, a value without a name is skipped, and a name without a value has an empty one.
    if (name === "") continue;
    const rawValue = equals < 0 ? "" : part.slice(equals + 1);
    parameters.push({ name, value: resolveEscapes(rawValue), rawValue });
  }
  return parameters;
}

/** Resolves %XX. A zero byte ends the text, as it does in libvirt. */
function resolveEscapes(raw: string): string {
  if (!raw.includes("%")) return raw;
  const bytes = raw.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(untilZero(bytes), "latin1").toString("utf8");
}

function untilZero(text: string): string {
  const zero = text.indexOf("\0");
  return zero < 0 ? text : text.slice(0, zero);
}

const unreserved = "A-Za-z0-9\\-_.!~*'()";
const keptInPath = new RegExp(`[${unreserved}/;@&=+$,]`);
const keptInUser = new RegExp(`[${unreserved};:&=+$,]`);
const keptInValue = /[A-Za-z0-9\-._~]/;

/** Writes %XX only where the part needs it, byte for byte: what is not UTF-8 survives. */
function escapeAgain(raw: string, kept: RegExp): string {
  const bytes = raw.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Array.from(untilZero(bytes), (byte) =>
    kept.test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");
}

/** The query of these parameters as libvirt writes it: names as they are, values escaped. */
export function formatQuery(parameters: readonly UriParameter[]): string | null {
  if (parameters.length === 0) return null;
  return parameters.map(({ name, rawValue }) => `${name}=${escapeAgain(rawValue, keptInValue)}`).join("&");
}

type Written = Pick<Uri, "scheme" | "user" | "host" | "port" | "rawPath" | "rawQuery" | "rawFragment">;

/** The URI in libvirt's spelling: always with "//", as `virsh uri` prints it. */
export function formatUri(uri: Written): string {
  const { scheme, host } = uri;
  let text = scheme === null ? "//" : `${scheme}://`;
  if (uri.user !== null) text += `${escapeAgain(encodeURIComponent(uri.user), keptInUser)}@`;
  if (host !== null) {
    text += host.includes(":") ? `[${host}]` : host;
    if (uri.port > 0) text += `:${uri.port}`;
  }
  text += escapeAgain(uri.rawPath, keptInPath);
  if (uri.rawQuery !== null) text += `?${uri.rawQuery}`;
  if (uri.rawFragment !== null) text += `#${uri.rawFragment}`;
  return text;
}
