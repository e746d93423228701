// Which sockets and ports to open, for whom.

import { join, resolve } from "node:path";
import type { TcpListener, TlsFiles, TlsListener, UnixListener } from "./config.js";
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
}

const OWNER_ONLY = 0o700;

/** sockaddr_un holds 108 bytes, one of them the closing NUL. */
const MAX_SOCKET_PATH_BYTES = 107;

export function unixListeners({ settings, given, paths, system, warnings }: From): UnixListener[] {
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
  const { authUnixRw, authUnixRo } = settings;
  if (privileged && settings.authUnixRw === "none" && !given("unix_sock_rw_perms")) {
    warnings.push(
      'auth_unix_rw is "none" and unix_sock_rw_perms is not set: every local user may control this host (mode 0777)',
    );
  }
  if ((adminMode & ~OWNER_ONLY) !== 0) {
    warnings.push(
      "unix_sock_admin_perms: the admin socket serves only the user the daemon runs as; it is opened with mode 0700",
    );
  }

  const socket = (
    role: UnixListener["role"],
    name: string,
    bits: number,
    asked: Auth | null,
  ): UnixListener => {
    const path = join(directory, name);
    if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
      throw cannotListen(`Path ${path} too long for unix socket: File name too long`);
    }
    return { role, path, mode: bits, gid, auth: asked ?? usual, isAuthGiven: asked !== null };
  };
  return [
    socket("rw", "libvirt-sock", rwMode, authUnixRw),
    ...(privileged ? [socket("ro", "libvirt-sock-ro", roMode, authUnixRo)] : []),
    // A user's daemon has it in its own directory alone: libvirtd gives it none in one that the file names.
    ...(privileged || settings.unixSockDir === null
      ? [socket("admin", "libvirt-admin-sock", adminMode & OWNER_ONLY, "none")]
      : []),
  ];
}

/** Called only with `--listen`: without it libvirtd opens no port, whatever the file says. */
export function tcpListener({ settings, system }: From): TcpListener | null {
  if (!settings.listenTcp) return null;
  const { listenAddr, tcpPort, authTcp } = settings;
  return { address: listenAddr, port: portOf(tcpPort, listenAddr, system), auth: authTcp };
}

/** Called only with `--listen`, and after `tcpListener`: libvirtd looks at TCP first. */
export function tlsListener({ settings, paths, system }: From): TlsListener | null {
  if (!settings.listenTls) return null;
  return {
    address: settings.listenAddr,
    service: settings.tlsPort,
    auth: settings.authTls,
    files: filesOf(settings, paths, system),
    checksOwn: !settings.tlsNoSanityCertificate,
    rules: { verifies: !settings.tlsNoVerifyCertificate, allowedDns: settings.tlsAllowedDnList },
    priority: settings.tlsPriority,
  };
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
