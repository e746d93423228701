// URI, configuration and environment -> what to connect to and what to ask for there.

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";
import type { Environment } from "./environment.js";
import { notAvailable } from "./errors.js";
import { type Opening, openFlag } from "./handshake.js";
import { ClientConfiguration, resolveUri } from "./libvirt-conf.js";
import { type RemoteTarget, remoteTarget, splitScheme } from "./remote-uri.js";
import type { CredentialsOption } from "./sign-in/credentials.js";
import type { BeforePolkit, SignInTerms } from "./sign-in/sign-in.js";
import type { LocalDriver, Transport } from "./transports/transport.js";
import { isUserSession, localDaemon } from "./unix-socket.js";
import { formatUri, parseUri, type Uri } from "./uri.js";

export interface Destination extends Opening {
  /** In libvirt's spelling, as `virsh uri` prints it. Null when the server chooses and must be asked. */
  readonly uri: string | null;
  /** True for a driver in this process, where there is no network to watch. */
  readonly local: boolean;
  /** Connects. Rejects with libvirt's words. */
  connect(signal: AbortSignal | undefined): Promise<Transport>;
}

export interface DestinationOptions {
  readonly readonly: boolean;
  readonly local: readonly LocalDriver[];
  /** How to sign in, where the server asks. */
  readonly credentials?: CredentialsOption | undefined;
  readonly beforePolkit?: BeforePolkit | undefined;
  /** Told of what libvirt would only warn of. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** Whether the libssh transports may share a login. */
  readonly shareSsh?: boolean | undefined;
}

/** Drivers that libvirt runs in the client, to talk to products with protocols of their own. */
const clientSideDrivers = [
  "esx",
  "gsx",
  "hyperv",
  "openvz",
  "vmwarefusion",
  "vmwareplayer",
  "vmwarews",
  "vpx",
];

/** `name` is a URI or an alias; null or empty stands for the default. Throws LibvirtError. */
export function destination(
  name: string | null,
  options: DestinationOptions,
  environment: Environment,
): Destination {
  const configuration = ClientConfiguration.read(environment);
  const resolved = resolveUri(name, configuration, environment);
  const uri = resolved === null ? null : parseUri(resolved);
  const readonlyFlag = options.readonly ? openFlag.readonly : 0;
  if (uri !== null) {
    if (uri.scheme === null) throw noConnection(`URI '${name || "(null)"}' does not include a driver name`);
    checkScheme(uri, uri.scheme);
    const local = localDriver(uri, options.local);
    if (local !== undefined) {
      const formatted = formatUri(uri);
      const signIn = { ...signInTerms(uri, options, environment), auth: undefined, isProtected: true };
      const connect = () => connectLocal(local);
      return { uri: formatted, name: formatted, flags: readonlyFlag, signIn, local: true, connect };
    }
  }
  const target = remoteTarget(uri, configuration.remoteDefaults);
  const session = isUserSession(uri === null ? null : target, environment);
  const autostart = session && target.transport === "unix" && environment.variables.LIBVIRT_AUTOSTART !== "0";
  const signIn: SignInTerms = {
    ...signInTerms(uri, options, environment),
    auth: target.auth,
    isProtected: target.transport !== "tcp",
  };
  return {
    uri: uri === null ? null : formatUri(uri),
    name: target.name,
    flags: readonlyFlag | (session ? openFlag.user : 0) | (autostart ? openFlag.autostart : 0),
    signIn,
    local: false,
    connect: (signal) =>
      openTransport(target, { ...options, session, autostart, signIn }, environment, signal),
  };
}

function signInTerms(
  uri: Uri | null,
  { credentials, beforePolkit }: DestinationOptions,
  environment: Environment,
): Omit<SignInTerms, "auth" | "isProtected"> {
  // Unlike the other parameters, the first one counts and its case does.
  const authFile = uri?.parameters.find(({ name }) => name === "authfile")?.value;
  return { host: uri?.host ?? "localhost", credentials, beforePolkit, authFile, environment };
}

/** `test:///default` without a transport and a host: the driver that the caller handed in. */
function localDriver(uri: Uri, drivers: readonly LocalDriver[]): LocalDriver | undefined {
  if (uri.host !== null) return undefined;
  const driver = drivers.find(({ scheme }) => scheme === uri.scheme);
  // Like libvirt, the test driver without a transport never means a daemon.
  if (driver === undefined && uri.scheme === "test") throw noConnection(formatUri(uri));
  return driver;
}

async function connectLocal(driver: LocalDriver): Promise<Transport> {
  const { memoryPair } = await import("./transports/memory.js");
  const [ours, theirs] = memoryPair();
  driver.serve(theirs);
  return ours;
}

function checkScheme(uri: Uri, scheme: string): void {
  const { transport } = splitScheme(scheme);
  if (uri.path === "/embed") {
    if (transport !== null) throw noConnection(`URI scheme '${scheme}' for embedded driver is not valid`);
    throw notAvailable("an embedded driver");
  }
  if (transport !== null || !clientSideDrivers.includes(scheme)) return;
  const detail = `libvirt was built without the '${scheme}' driver`;
  throw libvirtError(ErrorDomain.none, ErrorCode.configUnsupported, detail);
}

const noConnection = (detail: string): LibvirtError =>
  libvirtError(ErrorDomain.none, ErrorCode.noConnect, detail);

interface Local extends DestinationOptions {
  readonly session: boolean;
  readonly autostart: boolean;
  readonly signIn: SignInTerms;
}

// The transports are loaded when used: a command on a unix socket needs no resolver.
async function openTransport(
  target: RemoteTarget,
  { readonly, session, autostart, signIn, shareSsh = true, onWarning = () => {} }: Local,
  environment: Environment,
  signal: AbortSignal | undefined,
): Promise<Transport> {
  switch (target.transport) {
    case "unix": {
      const { connectUnix } = await import("./transports/unix.js");
      const daemon = localDaemon(target, session, readonly, environment);
      if (!autostart || target.socket !== undefined) return connectUnix(daemon.path, signal);
      const { connectOrStart } = await import("./transports/autostart.js");
      return connectOrStart(daemon, environment, signal);
    }
    case "tcp": {
      const { connectTcp } = await import("./transports/tcp.js");
      return connectTcp(target.host, target.port, signal);
    }
    case "tls": {
      const { connectTls } = await import("./transports/tls.js");
      return connectTls(target, environment, onWarning, signal);
    }
    case "ext": {
      const { connectExt } = await import("./transports/ext.js");
      return connectExt(target.command ?? "", environment, signal);
    }
    case "ssh": {
      const { connectSsh } = await import("./transports/ssh.js");
      return connectSsh(target, { readonly, session }, environment, signal);
    }
    case "libssh":
    case "libssh2": {
      const { connectLibssh } = await import("./transports/libssh/libssh.js");
      const settings = { readonly, session, share: shareSsh, onWarning };
      return connectLibssh(target.transport, target, settings, signIn, signal);
    }
  }
}
