// Which sockets and ports to open, for whom.

import { join, resolve } from "node:path";
import type { Handover } from "../systemd/activation.js";
import type { Inherited, TcpListener, TlsFiles, TlsListener, UnixListener } from "./config.js";
import type { Identity } from "./identity.js";
import type { Auth, Settings } from "./keys.js";
import type { Paths } from "./paths.js";
import { parseGroup, parseMode } from "./socket-owner.js";
import { ExitStatus, StartError } from "./start-error.js";
import type { System } from "./system.js";
import { tlsFiles } from "./tls-places.js";

interface From {
  readonly settings: Settings;
  /** Whether the file has the key, by its name there. */
  readonly given: (key: string) => boolean;
  readonly paths: Paths;
  readonly system: System;
  readonly warnings: string[];
  readonly identity: Identity;
  /** Null: nothing was handed over, and we open our sockets ourselves. */
  readonly handover: Handover | null;
}

const OWNER_ONLY = 0o700;

/** What a socket's file, and the unit that may hand it over, are called after the daemon. */
const names: { readonly [Role in UnixListener["role"]]: { readonly file: string; readonly unit: string } } = {
  rw: { file: "sock", unit: "" },
  ro: { file: "sock-ro", unit: "-ro" },
  admin: { file: "admin-sock", unit: "-admin" },
};

/** libvirtd's units may hand over to us, and those of our own. */
function claim({ handover, identity }: From, unit: string): Inherited {
  if (handover === null) return null;
  const daemons = identity.name === "libvirtd" ? ["libvirtd", "virtgated"] : [identity.name];
  return handover.claim(daemons.map((name) => `${name}${unit}.socket`));
}

/** sockaddr_un holds 108 bytes, one of them the closing NUL. */
const MAX_SOCKET_PATH_BYTES = 107;

export function unixListeners(from: From): UnixListener[] {
  const { settings, given, paths, system, warnings, identity, handover } = from;
  const { privileged } = paths;
  const directory = resolve(settings.unixSockDir ?? paths.runDirectory);
  const gid = group(settings.unixSockGroup, system);
  const open = privileged ? 0o777 : OWNER_ONLY;
  // In this order, so that the same one of several bad modes is reported.
  const roMode = mode(settings.unixSockRoPerms, open);
  const adminMode = mode(settings.unixSockAdminPerms, OWNER_ONLY);
  const rwMode = mode(settings.unixSockRwPerms, open);

  // As libvirtd: a user's daemon asks nobody, unless it is told to.
  const usual = privileged ? "polkit" : "none";
  if (handover === null && privileged && settings.authUnixRw === "none" && !given("unix_sock_rw_perms")) {
    warnings.push(
      'auth_unix_rw is "none" and unix_sock_rw_perms is not set: every local user may control this host (mode 0777)',
    );
  }
  if ((adminMode & ~OWNER_ONLY) !== 0) {
    warnings.push(
      "unix_sock_admin_perms: the admin socket serves only the user the daemon runs as; it is opened with mode 0700",
    );
  }

  const socket = (role: UnixListener["role"], bits: number, asked: Auth | null): UnixListener | undefined => {
    const { file, unit } = names[role];
    const inherited = claim(from, unit);
    if (inherited !== null && inherited.length === 0) return undefined;
    const path = join(directory, `${identity.socketPrefix}-${file}`);
    if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
      throw cannotListen(`Path ${path} too long for unix socket: File name too long`);
    }
    return { role, path, mode: bits, gid, auth: asked ?? usual, isAuthGiven: asked !== null, inherited };
  };
  return [
    socket("rw", rwMode, settings.authUnixRw),
    privileged ? socket("ro", roMode, settings.authUnixRo) : undefined,
    // A user's daemon has it in its own directory alone: libvirtd gives it none in one that the file names.
    privileged || settings.unixSockDir === null ? socket("admin", adminMode & OWNER_ONLY, "none") : undefined,
  ].filter((listener) => listener !== undefined);
}

/** Null when nothing is to listen there. What opens ports, and what the file has a say in, is the daemon's nature. */
export function tcpListener(from: From, listens: boolean): TcpListener | null {
  const { settings, system } = from;
  const inherited = claimPort(from, "-tcp");
  if (inherited === null ? !(listens && settings.listenTcp) : inherited.length === 0) return null;
  const { listenAddr: address, tcpPort, authTcp: auth } = settings;
  const port = inherited === null ? portOf(tcpPort, address, system) : 0;
  return { address, port, auth, inherited };
}

/** As for TCP, and called after `tcpListener`: libvirtd looks at TCP first. */
export function tlsListener(from: From, listens: boolean): TlsListener | null {
  const { settings, given, paths, system, identity } = from;
  const inherited = claimPort(from, "-tls");
  // virtproxyd, whose file alone decides, has it off unless the file says otherwise.
  const wanted = settings.listenTls && (identity.ports === "option" || given("listen_tls"));
  if (inherited === null ? !(listens && wanted) : inherited.length === 0) return null;
  return {
    address: settings.listenAddr,
    service: settings.tlsPort,
    auth: settings.authTls,
    inherited,
    files: filesOf(settings, paths, system),
    checksOwn: !settings.tlsNoSanityCertificate,
    rules: { verifies: !settings.tlsNoVerifyCertificate, allowedDns: settings.tlsAllowedDnList },
    priority: settings.tlsPriority,
  };
}

/** Daemons of one driver alone have no ports, and nobody can hand them one. */
function claimPort(from: From, unit: string): Inherited {
  if (from.identity.ports === "none") return from.handover === null ? null : [];
  return claim(from, unit);
}

function filesOf(settings: Settings, { pkiDirectory }: Paths, system: System): TlsFiles {
  try {
    return tlsFiles(settings, pkiDirectory, system.exists);
  } catch (thrown) {
    throw cannotListen((thrown as Error).message);
  }
}

function group(name: string | null, system: System): number | null {
  if (name === null) return null;
  const gid = parseGroup(name, system.groupId);
  if (gid === undefined) throw cannotListen(`invalid argument: Failed to parse group '${name}'`);
  return gid;
}

function mode(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  const bits = parseMode(text);
  if (bits === undefined) throw cannotListen(`Failed to parse mode '${text}'`);
  return bits;
}

/** The number of a TCP port given as number or name. Throws StartError with libvirtd's text. */
export function portOf(
  service: string,
  address: string | null,
  { servicePort }: Pick<System, "servicePort">,
): number {
  const number = /^[0-9]+$/.test(service) ? Number(service) : servicePort(service);
  if (number !== undefined && number <= 65535) return number;
  throw cannotListen(
    `Unable to resolve address '${address ?? "(null)"}' service '${service}': Servname not supported for ai_socktype`,
  );
}

function cannotListen(problem: string): StartError {
  return new StartError(ExitStatus.network, problem);
}
