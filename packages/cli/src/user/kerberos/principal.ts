// The principal that the daemon is for Kerberos: libvirt/HOST@REALM, with HOST as MIT's library makes it of gethostname().

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { type Krb5Conf, mappedRealm } from "./krb5-conf.js";

/** What the system knows of hosts. */
export interface Resolver {
  /** The canonical name and the first address. */
  lookup(host: string): { readonly name: string; readonly address: string } | undefined;
  nameOf(address: string): string | undefined;
  /** The first domain that short names are looked up in. */
  domain(): string | undefined;
}

export interface ServicePrincipal {
  readonly host: string;
  /** Under which a key is looked for where there is none of `host`. */
  readonly otherNames: readonly string[];
  /** Undefined: nothing says which, and the KDC would have to be asked. */
  readonly realm: string | undefined;
  /** krb5.conf maps the host to the realm. Otherwise it is the default one, and the host's keys may be of another. */
  readonly isMapped: boolean;
}

/** What `krb5_sname_to_principal` makes of the host, with the realm that clients then ask for. */
export function servicePrincipal(host: string, conf: Krb5Conf, resolver: Resolver): ServicePrincipal {
  const asKerberos = (name: string) => name.toLowerCase().replace(/\.$/, "");
  const [name, ...otherNames] = namesOf(host, conf, resolver).map(asKerberos) as [string, ...string[]];
  const mapped = mappedRealm(name, conf);
  return { host: name, otherNames, realm: mapped ?? conf.defaultRealm, isMapped: mapped !== undefined };
}

function namesOf(host: string, conf: Krb5Conf, resolver: Resolver): string[] {
  const short = qualified(host, conf, resolver);
  if (conf.canonicalize === "false") return [short];
  const full = canonical(host, conf, resolver);
  // "fallback" leaves the name as it is, and tries the others where there is no key for it.
  return conf.canonicalize === "true"
    ? [full ?? short]
    : [host, short, ...(full === undefined ? [] : [full])];
}

function canonical(host: string, { reverse }: Krb5Conf, resolver: Resolver): string | undefined {
  const found = resolver.lookup(host);
  if (found === undefined) return undefined;
  return (reverse ? resolver.nameOf(found.address) : undefined) ?? found.name;
}

function qualified(host: string, { qualify }: Krb5Conf, resolver: Resolver): string {
  if (host.includes(".")) return host;
  const domain = qualify ?? resolver.domain();
  return domain ? `${host}.${domain}` : host;
}

/** getent(1) asks what the C library would ask; Node.js has no way to a canonical name. */
const withinMs = 5000;

function getent(...words: readonly string[]): string[] {
  const { status, stdout } = spawnSync("getent", words, { encoding: "utf8", timeout: withinMs });
  return status === 0 ? stdout.split("\n")[0]!.trim().split(/\s+/) : [];
}

export const systemResolver: Resolver = {
  lookup(host) {
    const [address, , name] = getent("ahosts", "--", host);
    return address === undefined || name === undefined ? undefined : { name, address };
  },
  nameOf: (address) => getent("hosts", "--", address)[1],
  domain() {
    try {
      const lines = readFileSync("/etc/resolv.conf", "latin1").split("\n");
      return lines.flatMap((line) => /^(?:search|domain)\s+(\S+)/.exec(line)?.[1] ?? []).at(-1);
    } catch {
      return undefined;
    }
  },
};
