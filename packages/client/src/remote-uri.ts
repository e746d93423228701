// URI -> where a remote connection goes, how it gets there, and the name it asks for at the other end.

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";
import { formatQuery, formatUri, type Uri } from "./uri.js";

export const transportNames = ["tls", "unix", "ssh", "libssh2", "ext", "tcp", "libssh"] as const;
export type TransportName = (typeof transportNames)[number];

/** Which socket a daemon listens on: its own (`direct`) or the one of all drivers (`legacy`). */
export type RemoteMode = "auto" | "legacy" | "direct";
/** What runs on the far side of an SSH connection. */
export type RemoteProxy = "auto" | "netcat" | "native";

/** Where to connect, with everything the URI says about it. Absent parameters are undefined. */
export interface RemoteTarget {
  readonly transport: TransportName;
  /** "localhost" when the URI names none. */
  readonly host: string;
  /** The port as libvirt prints it. Empty for SSH, whose own default applies. */
  readonly port: string;
  readonly user: string | null;
  /** The driver of the URI, without transport: "qemu". */
  readonly driver: string;
  readonly path: string;
  /** What is sent to the server; empty lets the server choose. */
  readonly name: string;
  readonly mode: RemoteMode;
  /** Undefined where neither the URI nor libvirt.conf chooses. */
  readonly proxy: RemoteProxy | undefined;
  readonly command: string | undefined;
  readonly socket: string | undefined;
  readonly netcat: string | undefined;
  readonly keyfile: string | undefined;
  readonly sshauth: string | undefined;
  readonly knownHosts: string | undefined;
  readonly knownHostsVerify: string | undefined;
  readonly tlsPriority: string | undefined;
  readonly pkipath: string | undefined;
  readonly auth: string | undefined;
  readonly authfile: string | undefined;
  readonly noVerify: boolean;
  readonly noTty: boolean;
  readonly noSanity: boolean;
}

/** What libvirt.conf says where the URI says nothing. */
export interface RemoteDefaults {
  readonly remoteMode?: string | undefined;
  readonly remoteProxy?: string | undefined;
  readonly tlsPriority?: string | undefined;
}

const defaultPorts: Record<TransportName, string> = {
  tls: "16514",
  tcp: "16509",
  unix: "",
  ssh: "",
  ext: "",
  libssh: "22",
  libssh2: "22",
};

const textParameters = [
  "name",
  "mode",
  "proxy",
  "command",
  "socket",
  "netcat",
  "keyfile",
  "sshauth",
  "known_hosts",
  "known_hosts_verify",
  "tls_priority",
  "pkipath",
  "auth",
  "authfile",
] as const;
const flagParameters = ["no_sanity", "no_verify", "no_tty"] as const;

type TextParameter = (typeof textParameters)[number];
type FlagParameter = (typeof flagParameters)[number];

const invalid = (detail: string, domain: number = ErrorDomain.remote): LibvirtError =>
  libvirtError(domain, ErrorCode.invalidArg, detail);

/** Driver and transport of a scheme: "qemu+tls" is "qemu" over "tls"; "qemu" leaves the transport open. */
export function splitScheme(scheme: string): { driver: string; transport: string | null } {
  const plus = scheme.indexOf("+");
  if (plus < 0) return { driver: scheme, transport: null };
  return { driver: scheme.slice(0, plus), transport: scheme.slice(plus + 1).toLowerCase() };
}

/** `uri` null is "no URI at all": the local daemon, which chooses the hypervisor. Throws LibvirtError. */
export function remoteTarget(uri: Uri | null, defaults: RemoteDefaults = {}): RemoteTarget {
  // The order of the checks is libvirt's, so that a URI with two faults gets the same answer.
  const { driver, transport } = chooseTransport(uri);
  const parameters = readParameters(uri);
  const { text, flags } = parameters;
  const mode = text.mode ?? defaults.remoteMode ?? "auto";
  if (!isMode(mode)) throw invalid(`Unknown remote mode '${mode}'`);
  const proxy = text.proxy ?? defaults.remoteProxy;
  if (proxy !== undefined && !isProxy(proxy)) throw invalid(`Unnkown proxy type '${proxy}'`); // libvirt's spelling
  const target: RemoteTarget = {
    transport,
    host: uri?.host ?? "localhost",
    port: uri !== null && uri.port > 0 ? String(uri.port) : defaultPorts[transport],
    user: uri?.user ?? (transport === "libssh" || transport === "libssh2" ? "root" : null),
    driver,
    path: uri?.path ?? "",
    name: text.name ?? nameForServer(uri, driver, parameters.rest),
    mode,
    proxy,
    command: text.command,
    socket: text.socket,
    netcat: text.netcat,
    keyfile: text.keyfile,
    sshauth: text.sshauth,
    knownHosts: text.known_hosts,
    knownHostsVerify: text.known_hosts_verify,
    tlsPriority: text.tls_priority ?? (transport === "tls" ? defaults.tlsPriority : undefined),
    pkipath: text.pkipath,
    auth: text.auth,
    authfile: text.authfile,
    noVerify: flags.no_verify,
    noTty: flags.no_tty,
    noSanity: flags.no_sanity,
  };
  checkTransportRules(target);
  return target;
}

/** Throws LibvirtError. */
export function chooseTransport(uri: Uri | null): { driver: string; transport: TransportName } {
  if (uri?.scheme == null) return { driver: "", transport: "unix" };
  const { driver, transport } = splitScheme(uri.scheme);
  const chosen = transport ?? (uri.host === null ? "unix" : "tls");
  if (!(transportNames as readonly string[]).includes(chosen)) {
    throw invalid(
      "remote_open: transport in URL not recognised (should be tls|unix|ssh|ext|tcp|libssh2|libssh)",
    );
  }
  if (chosen === "unix" && uri.host !== null) {
    throw invalid(`using unix socket and remote server '${uri.host}' is not supported.`);
  }
  return { driver, transport: chosen as TransportName };
}

interface Parameters {
  readonly text: { readonly [Name in TextParameter]?: string };
  readonly flags: { readonly [Name in FlagParameter]: boolean };
  readonly rest: Uri["parameters"];
}

/** Sorts the query into what is for us and what goes on to the server. Of two of a kind the last one counts. */
function readParameters(uri: Uri | null): Parameters {
  const text: { [Name in TextParameter]?: string } = {};
  const flags = { no_sanity: false, no_verify: false, no_tty: false };
  const rest: Uri["parameters"][number][] = [];
  for (const parameter of uri?.parameters ?? []) {
    const name = parameter.name.toLowerCase();
    if (isOneOf(textParameters, name)) text[name] = parameter.value;
    else if (isOneOf(flagParameters, name)) flags[name] = readFlag(parameter.name, parameter.value);
    else rest.push(parameter);
  }
  return { text, flags, rest };
}

/** A whole decimal number; everything but zero is true. */
function readFlag(name: string, value: string): boolean {
  const number = /^\s*[+-]?[0-9]+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= -2_147_483_648 && number <= 2_147_483_647)) {
    throw invalid(`Failed to parse value of URI component ${name}`);
  }
  return number !== 0;
}

function nameForServer(uri: Uri | null, driver: string, rest: Uri["parameters"]): string {
  if (uri === null || driver === "remote") return "";
  const { rawPath, rawFragment } = uri;
  return formatUri({
    scheme: driver,
    user: null,
    host: null,
    port: 0,
    rawPath,
    rawQuery: formatQuery(rest),
    rawFragment,
  });
}

const sshMethods = ["agent", "privkey", "password", "keyboard-interactive"];
const hostKeyChecks = ["normal", "auto", "ignore"];

/** What single transports demand of the parameters. Others ignore them, as libvirt does. */
function checkTransportRules(target: RemoteTarget): void {
  const { transport } = target;
  if (transport === "ext" && target.command === undefined) {
    throw invalid("remote_open: for 'ext' transport, command is required");
  }
  if (transport !== "ssh" && transport !== "libssh" && transport !== "libssh2") return;
  if (target.mode === "direct") {
    throw libvirtError(
      ErrorDomain.remote,
      ErrorCode.operationUnsupported,
      `Cannot use direct socket mode for ${transport} transport`,
    );
  }
  if (target.proxy === "native" && target.netcat !== undefined) {
    throw invalid("netcat path not valid with native proxy mode", ErrorDomain.rpc);
  }
  if (transport === "ssh") return;
  const verify = target.knownHostsVerify;
  if (verify !== undefined && !hostKeyChecks.includes(verify.toLowerCase())) {
    throw invalid(`Invalid host key verification method: '${verify}'`, ErrorDomain.rpc);
  }
  for (const method of target.sshauth ? target.sshauth.split(",") : []) {
    if (sshMethods.includes(method.toLowerCase())) continue;
    throw invalid(`Invalid authentication method: '${method}'`, ErrorDomain.rpc);
  }
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}

const isMode = (text: string): text is RemoteMode => ["auto", "legacy", "direct"].includes(text);
const isProxy = (text: string): text is RemoteProxy => ["auto", "netcat", "native"].includes(text);
