// Every key of libvirtd.conf that libvirtd reads: type, compiled-in default and check, as data. Keys it does not
// know (keepalive_required among them) are ignored, as libvirtd ignores them.

import { ErrorCode, ErrorDomain, libvirtError, type VirConf } from "@virtgate/protocol";

export type Auth = "none" | "sasl" | "polkit";

interface Key<T> {
  readonly name: string;
  readonly read: (conf: VirConf, name: string) => T | undefined;
  readonly fallback: T;
}

type Check<T> = (value: T, name: string, file: string) => void;

function key<T>(name: string, read: Key<T>["read"], fallback: T, check?: Check<T>): Key<T> {
  if (!check) return { name, read, fallback };
  const checked = (conf: VirConf) => {
    const value = read(conf, name);
    if (value !== undefined) check(value, name, conf.file);
    return value;
  };
  return { name, read: checked, fallback };
}

const bool = (name: string, fallback: boolean) => key(name, (conf) => conf.bool(name), fallback);
const uint = (name: string, fallback: number, check?: Check<number>) =>
  key(name, (conf) => conf.uint(name), fallback, check);
const int = (name: string, fallback: number) => key(name, (conf) => conf.int(name), fallback);
const string = (name: string, fallback: string) => key(name, (conf) => conf.string(name), fallback);
/** Null when the file does not say: the default depends on more than the key. */
const maybe = (name: string) => key<string | null>(name, (conf) => conf.string(name), null);
const strings = (name: string, fallback: readonly string[] | null) =>
  key<readonly string[] | null>(name, (conf) => conf.stringList(name), fallback);

function auth<T extends Auth | null>(name: string, fallback: T): Key<Auth | T> {
  return key<Auth | T>(
    name,
    (conf) => {
      const value = conf.string(name);
      if (value === undefined || value === "none" || value === "sasl" || value === "polkit") return value;
      throw unsupported(`${conf.file}: ${name}: unsupported auth ${value}`);
    },
    fallback,
  );
}

function unsupported(detail: string): Error {
  return libvirtError(ErrorDomain.conf, ErrorCode.configUnsupported, detail);
}

const positive: Check<number> = (value, name) => {
  if (value < 1) {
    throw libvirtError(ErrorDomain.conf, ErrorCode.internalError, `'${name}' must be greater than 0`);
  }
};

/** The default of 56 dates from single DES and may stay; nobody may ask for it any more. */
const strongEnough: Check<number> = (value) => {
  if (value < 112) throw unsupported("minimum SSF levels lower than 112 are not supported");
};

/** In the order in which libvirtd reads them: of several mistakes in a file, the same one is reported. */
export const keys = {
  listenTcp: bool("listen_tcp", false),
  listenTls: bool("listen_tls", true),
  tlsPort: string("tls_port", "16514"),
  tcpPort: string("tcp_port", "16509"),
  listenAddr: maybe("listen_addr"),
  authUnixRw: auth("auth_unix_rw", null),
  authUnixRo: auth("auth_unix_ro", null),
  authTcp: auth("auth_tcp", "sasl"),
  authTls: auth("auth_tls", "none"),
  accessDrivers: strings("access_drivers", null),
  unixSockGroup: maybe("unix_sock_group"),
  unixSockAdminPerms: maybe("unix_sock_admin_perms"),
  unixSockRoPerms: maybe("unix_sock_ro_perms"),
  unixSockRwPerms: maybe("unix_sock_rw_perms"),
  unixSockDir: maybe("unix_sock_dir"),
  tlsNoSanityCertificate: bool("tls_no_sanity_certificate", false),
  tlsNoVerifyCertificate: bool("tls_no_verify_certificate", false),
  keyFile: maybe("key_file"),
  certFile: maybe("cert_file"),
  caFile: maybe("ca_file"),
  crlFile: maybe("crl_file"),
  tlsAllowedDnList: strings("tls_allowed_dn_list", null),
  tlsPriority: maybe("tls_priority"),
  tcpMinSsf: uint("tcp_min_ssf", 56, strongEnough),
  saslAllowedUsernameList: strings("sasl_allowed_username_list", null),
  minWorkers: uint("min_workers", 5),
  maxWorkers: uint("max_workers", 20, positive),
  maxClients: uint("max_clients", 5000),
  maxQueuedClients: uint("max_queued_clients", 1000),
  maxAnonymousClients: uint("max_anonymous_clients", 20),
  prioWorkers: uint("prio_workers", 5),
  maxClientRequests: uint("max_client_requests", 5),
  adminMinWorkers: uint("admin_min_workers", 5),
  adminMaxWorkers: uint("admin_max_workers", 20),
  adminMaxClients: uint("admin_max_clients", 5000),
  adminMaxQueuedClients: uint("admin_max_queued_clients", 20),
  adminMaxClientRequests: uint("admin_max_client_requests", 5),
  auditLevel: uint("audit_level", 1),
  auditLogging: bool("audit_logging", false),
  hostUuid: maybe("host_uuid"),
  hostUuidSource: string("host_uuid_source", "smbios"),
  /** 0 stands for "not set". */
  logLevel: uint("log_level", 0),
  logFilters: maybe("log_filters"),
  logOutputs: maybe("log_outputs"),
  keepaliveInterval: int("keepalive_interval", 5),
  keepaliveCount: uint("keepalive_count", 5),
  adminKeepaliveInterval: int("admin_keepalive_interval", 5),
  adminKeepaliveCount: uint("admin_keepalive_count", 5),
  ovsTimeout: uint("ovs_timeout", 5),
} as const;

type ValueOf<K> = K extends Key<infer T> ? T : never;

/** What the file says, defaults filled in. Names are the keys' own, in camel case. */
export type Settings = { readonly [Name in keyof typeof keys]: ValueOf<(typeof keys)[Name]> };

/** Throws LibvirtError for the first key of a wrong type or value. */
export function readSettings(conf: VirConf): Settings {
  const entries = Object.entries(keys) as [keyof Settings, Key<unknown>][];
  return Object.fromEntries(
    entries.map(([name, { name: fileName, read, fallback }]) => [name, read(conf, fileName) ?? fallback]),
  ) as unknown as Settings;
}
