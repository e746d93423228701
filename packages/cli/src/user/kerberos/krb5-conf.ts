// krb5.conf as far as the principal and the keytab of a service depend on it.
//
// Sections in brackets, "key = value", and subsections in braces; of equal keys the first counts. "include FILE" and
// "includedir FOLDER" stand at the start of a line.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../failure.js";
import { readBounded } from "../../tools/read-file.js";

export interface Krb5Conf {
  /** The files that were read, in order. */
  readonly files: readonly string[];
  readonly defaultRealm: string | undefined;
  /** `[domain_realm]`: hosts, and domains with a leading dot. Only what is written in lower case is ever found. */
  readonly domainRealms: ReadonlyMap<string, string>;
  readonly defaultKeytab: string | undefined;
  readonly ignoreAcceptorHostname: boolean;
  /** What a host's name is made into: "true" asks the resolver, "fallback" only when the name itself does not do. */
  readonly canonicalize: "true" | "false" | "fallback";
  /** Whether that is asked a second time, for the name of the first answer's address. */
  readonly reverse: boolean;
  /** What a short name gets behind it: "" for nothing, undefined for the resolver's first domain. */
  readonly qualify: string | undefined;
}

const maxBytes = 1_048_576;
const maxFiles = 100;
const maxDepth = 10;

/** A value under its section and key, "libdefaults/default_realm"; what is deeper is left out. */
type Relations = Map<string, string>;

interface Reading {
  readonly files: string[];
  readonly relations: Relations;
}

/** The files of KRB5_CONFIG, or /etc/krb5.conf. One that is missing is passed over. Throws Failure for a broken one. */
export function readKrb5Conf(env: NodeJS.ProcessEnv): Krb5Conf {
  const reading: Reading = { files: [], relations: new Map() };
  for (const path of (env["KRB5_CONFIG"] || "/etc/krb5.conf").split(":")) {
    if (path !== "") readFile(path.replace(/^FILE:/, ""), reading, 0);
  }
  const { files, relations } = reading;
  const setting = (key: string) => relations.get(`libdefaults/${key}`);
  const canonicalize = setting("dns_canonicalize_hostname")?.toLowerCase();
  const domainRealms = [...relations].flatMap(([key, value]) =>
    key.startsWith("domain_realm/") ? [[key.slice(13), value] as const] : [],
  );
  return {
    files,
    defaultRealm: setting("default_realm"),
    domainRealms: new Map(domainRealms),
    defaultKeytab: setting("default_keytab_name"),
    ignoreAcceptorHostname: isTrue(setting("ignore_acceptor_hostname"), false),
    canonicalize: canonicalize === "fallback" ? "fallback" : isTrue(canonicalize, true) ? "true" : "false",
    reverse: isTrue(setting("rdns"), true),
    qualify: setting("qualify_shortname"),
  };
}

/** The realm that `[domain_realm]` gives a host: its own, or that of the longest domain around it. */
export function mappedRealm(host: string, { domainRealms }: Krb5Conf): string | undefined {
  const own = domainRealms.get(host);
  if (own !== undefined) return own;
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
    // A domain stands there with its dot, or, for the hosts below it too, without.
    const realm = domainRealms.get(host.slice(dot)) ?? domainRealms.get(host.slice(dot + 1));
    if (realm !== undefined) return realm;
  }
  return undefined;
}

const isTrue = (value: string | undefined, otherwise: boolean): boolean =>
  value === undefined
    ? otherwise
    : /^(y|yes|true|t|1|on)$/i.test(value) || (!/^(n|no|false|nil|0|off)$/i.test(value) && otherwise);

function readFile(path: string, reading: Reading, depth: number): void {
  if (depth > maxDepth || reading.files.length >= maxFiles)
    throw new Failure(`${path}: too many files that include each other`);
  let text: string;
  try {
    text = readBounded(path, maxBytes).toString("utf8");
  } catch (thrown) {
    if (depth === 0 && thrown instanceof Failure && /No such file/.test(thrown.message)) return;
    throw thrown;
  }
  reading.files.push(path);
  readLines(text, path, reading, depth);
}

function readLines(text: string, path: string, reading: Reading, depth: number): void {
  let section = "";
  let braces = 0;
  for (const [index, whole] of text.split("\n").entries()) {
    const line = whole.trim();
    const include = /^(include|includedir)\s+(\S.*)$/.exec(line);
    if (line === "" || /^[#;]/.test(line)) continue;
    else if (include !== null && braces === 0) {
      for (const file of include[1] === "include" ? [include[2]!] : filesIn(include[2]!))
        readFile(file, reading, depth + 1);
    } else if (line.startsWith("[") && braces === 0) {
      section = /^\[([^\]]+)\]\*?$/.exec(line)?.[1] ?? refuse(path, index);
    } else if (section === "") continue;
    else if (/^\}\*?$/.test(line)) {
      if (--braces < 0) refuse(path, index);
    } else {
      const [, key, value] = /^([^=\s]+)\*?\s*=\s*(.*)$/.exec(line) ?? refuse(path, index);
      if (value === "{") braces++;
      else if (braces === 0) {
        const name = `${section}/${key}`;
        if (value !== "" && !reading.relations.has(name)) reading.relations.set(name, unquoted(value!));
      }
    }
  }
}

function refuse(path: string, index: number): never {
  throw new Failure(`${path}: line ${index + 1} is none of krb5.conf`);
}

const unquoted = (value: string): string => /^"([^"\\]*)"/.exec(value)?.[1] ?? value;

/** Of a folder only these names count, so that an editor's copies do not. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[A-Za-z0-9_-]+$|^[^.].*\.conf$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    throw new Failure(`krb5.conf includes the folder ${folder}, which cannot be read`);
  }
}
