// Which daemon an administrator means: a URI such as libvirtd:///system, an alias or the default of libvirt-admin.conf
// -> the daemon's admin socket. Rules and words are libvirt's, watched with 9.0.0.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { type Environment, runtimeDirectory } from "./environment.js";
import { ClientConfiguration } from "./libvirt-conf.js";
import { formatUri, parseUri, type Uri } from "./uri.js";

export interface AdminTarget {
  /** In libvirt's spelling, as `virt-admin uri` prints it. */
  readonly uri: string;
  readonly socket: string;
}

/** `name` is a URI or an alias; null stands for the default. Throws LibvirtError. */
export function adminTarget(name: string | null, environment: Environment): AdminTarget {
  const configuration = ClientConfiguration.read(environment, "libvirt-admin.conf");
  const chosen = name ?? defaultName(configuration, environment);
  const uri = parseUri(configuration.alias(chosen) ?? chosen);
  return { uri: formatUri(uri), socket: socketOf(uri, environment) };
}

function defaultName(configuration: ClientConfiguration, { variables, uid }: Environment): string {
  const system = uid === 0 ? "libvirtd:///system" : "libvirtd:///session";
  return variables.LIBVIRT_ADMIN_DEFAULT_URI || (configuration.defaultUri ?? system);
}

/** A host, a port or a user in the URI means nothing: there is no way to an admin socket of another machine. */
function socketOf({ scheme, path, parameters }: Uri, environment: Environment): string {
  if (scheme === null) throw unsupported("No URI scheme specified");
  const file = socketFile(scheme);
  const stranger = parameters.find((parameter) => parameter.name !== "socket");
  if (stranger !== undefined) throw unsupported(`Unknown URI parameter '${stranger.name}'`);
  const given = parameters.at(-1);
  if (given !== undefined) return given.value;
  if (path === "/system") return `/run/libvirt/${file}`;
  if (path === "/session") return `${runtimeDirectory(environment)}/${file}`;
  throw unsupported(`Invalid URI path '${path}', try '/system'`);
}

function socketFile(scheme: string): string {
  if (scheme === "libvirtd" || scheme === "libvirtd+unix") return "libvirt-admin-sock";
  // Of virtqemud, virtlogd and their like; libvirt does not look at more than the beginning.
  if (scheme.startsWith("virt")) return `${scheme}-admin-sock`;
  throw unsupported(`Unsupported URI scheme '${scheme}'`);
}

const unsupported = (detail: string) => libvirtError(ErrorDomain.admin, ErrorCode.configUnsupported, detail);
