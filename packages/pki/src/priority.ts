// GnuTLS priority strings (tls_priority in libvirtd.conf and in URIs): what one allows, in GnuTLS' words.
import { maxPriorityLength } from "./limits.js";
import {
  bareNames,
  defaultGroups,
  defaultSignatures,
  defaultVersions,
  type Kind,
  levels,
  optionNames,
  type Prefix,
  prefixes,
  profiles,
} from "./priority-tables.js";
import { CertificateError } from "./problem.js";

export interface Priority {
  /** Names in order of preference. */
  readonly lists: Readonly<Record<Kind, readonly string[]>>;
  /** What was asked for by name, "kind name", and how it was written: "+3DES-CBC". */
  readonly asked: ReadonlyMap<string, string>;
  /** %OPTIONS without the %. */
  readonly options: ReadonlySet<string>;
  /** The profile for certificates by its number; 0: none. */
  readonly profile: number;
}

/** libvirt's text for a string that GnuTLS does not take. */
export function priorityError(priority: string, why: string): CertificateError {
  return new CertificateError(`Failed to set TLS session priority to ${priority}: ${why}`);
}

/** Throws CertificateError with libvirt's text. "@SYSTEM" is invalid, as in GnuTLS without a configuration file. */
export function parsePriority(text: string): Priority {
  const reader = new PriorityReader();
  const items = text.replace(/^[ \t\n\v\f\r]+/, "").split(/: */);
  const good =
    text.length <= maxPriorityLength && items.every((item, index) => reader.read(item, index === 0));
  if (!good) throw priorityError(text, "The request is invalid.");
  return reader;
}

class PriorityReader implements Priority {
  readonly lists: Record<Kind, string[]> = {
    version: [...defaultVersions],
    cipher: [],
    kx: [],
    mac: [],
    signature: [...defaultSignatures],
    group: [...defaultGroups],
    certificate: ["X.509"],
  };
  readonly asked = new Map<string, string>();
  readonly options = new Set<string>();
  profile = 0;
  #started = false;

  /** false: not understood. */
  read(item: string, first: boolean): boolean {
    if (first && item.toUpperCase() === "NONE") {
      for (const kind of Object.keys(this.lists) as Kind[]) this.lists[kind] = [];
      this.#started = true;
      return true;
    }
    if (this.#level(item, this.#started)) {
      this.#started = true;
      return true;
    }
    const rest = item.slice(1);
    if (item.startsWith("%")) return this.#option(rest);
    if (item.startsWith("+"))
      return this.#level(rest, true) || this.#algorithm(item, rest.toUpperCase(), true);
    return /^[-!]/.test(item) && this.#algorithm(item, rest.toUpperCase(), false);
  }

  /** A keyword replaces what there was before the first one, and adds to it afterwards. */
  #level(name: string, add: boolean): boolean {
    const level = levels.get(name.toUpperCase());
    if (level === undefined) return false;
    for (const kind of ["version", "cipher", "kx", "mac", "signature", "group"] as const) {
      const names = level[kind];
      if (names === undefined) continue;
      if (!add) this.lists[kind] = [];
      this.#add(kind, names);
    }
    if (name.toUpperCase() === "PFS") this.options.add("NO_TICKETS_TLS12");
    if (level.profile !== 0 && (this.profile === 0 || this.profile > level.profile))
      this.profile = level.profile;
    return true;
  }

  #option(name: string): boolean {
    const profile = name.startsWith("PROFILE_") ? profiles.get(name.slice("PROFILE_".length)) : undefined;
    if (profile !== undefined) this.profile = profile;
    else if (optionNames.has(name)) this.options.add(name);
    else return false;
    return true;
  }

  #algorithm(item: string, name: string, add: boolean): boolean {
    const bare = bareNames.find(([, names]) => names.has(name));
    if (bare !== undefined) {
      this.#change(bare[0], [name], add, item);
      return true;
    }
    const found = prefixes.find(({ prefix }) => name.startsWith(prefix));
    if (found !== undefined) return this.#prefixed(found, item, name.slice(found.prefix.length), add);
    if (!name.startsWith("GOST")) return false;
    for (const { kind, sets } of prefixes) {
      const gost = sets.find(([set]) => set === "GOST-ALL");
      if (gost !== undefined) this.#changeSet(kind, gost[1], add, gost[2]);
    }
    return true;
  }

  #prefixed(
    { prefix, kind, names, sets, ignoresUnknown }: Prefix,
    item: string,
    rest: string,
    add: boolean,
  ): boolean {
    // Also with something behind it: GnuTLS compares no further.
    const set = sets.find(([start]) => rest.startsWith(start));
    if (set !== undefined) {
      this.#changeSet(kind, set[1], add, set[2]);
      return true;
    }
    const name = prefix === "CTYPE-" ? rest.replace(/^(CLI|SRV)-/, "").replace("X509", "X.509") : rest;
    if (name === "ALL" && prefix === "CTYPE-") this.#changeSet(kind, ["X.509", "RAWPK"], add, true);
    else if (names.has(name)) this.#change(kind, [name], add, item);
    else return ignoresUnknown === true;
    return true;
  }

  #changeSet(kind: Kind, members: readonly string[], add: boolean, clears: boolean): void {
    if (!add && clears) this.lists[kind] = [];
    else this.#change(kind, members, add);
  }

  #change(kind: Kind, names: readonly string[], add: boolean, item?: string): void {
    if (add) this.#add(kind, names);
    else this.lists[kind] = this.lists[kind].filter((name) => !names.includes(name));
    if (add && item !== undefined) for (const name of names) this.asked.set(`${kind} ${name}`, item);
  }

  #add(kind: Kind, names: readonly string[]): void {
    this.lists[kind].push(...names.filter((name) => !this.lists[kind].includes(name)));
  }
}
