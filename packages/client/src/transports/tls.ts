// TLS: TCP, a handshake, our own verdict on the server's certificates, and then one byte by which the server says that
// it has accepted ours.

import { constants } from "node:crypto";
import type { TcpSocketConnectOpts } from "node:net";
import { createSecureContext, type TLSSocket } from "node:tls";
import {
  Certificate,
  CertificateError,
  checkPeer,
  handshakeProblem,
  type TlsSettings,
  tlsSettings,
} from "@virtgate/pki";
import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import type { Environment } from "../environment.js";
import { maxPeerCertificates } from "../limits.js";
import type { RemoteTarget } from "../remote-uri.js";
import { whenConnected } from "./socket.js";
import { connectFirst, connectTcp } from "./tcp.js";
import { readTlsCredentials, type TlsCredentials } from "./tls-credentials.js";
import { opensslReason } from "./tls-errors.js";
import { tlsFiles } from "./tls-files.js";
import { TlsTransport } from "./tls-transport.js";
import type { Transport } from "./transport.js";

/** What of a URI concerns TLS. */
export type TlsTarget = Pick<
  RemoteTarget,
  "host" | "port" | "pkipath" | "tlsPriority" | "noSanity" | "noVerify"
>;

type Warn = (text: string) => void;

/**
 * Rejects with LibvirtError in libvirt's words; `warn` is told of what libvirt only warns of. The signal ends it at any
 * time. Without one it waits for the server as long as that takes, as virsh does.
 */
export async function connectTls(
  target: TlsTarget,
  environment: Environment,
  warn: Warn,
  signal?: AbortSignal,
): Promise<Transport> {
  // The order is libvirt's: of several faults the same one is reported.
  const files = tlsFiles(target.pkipath, environment);
  const credentials = readTlsCredentials(files, !target.noSanity, warn);
  const { settings, secureContext } = await orOnceConnected(target, signal, () => {
    const settings = settingsOf(target.tlsPriority);
    return { settings, secureContext: contextOf(settings, credentials) };
  });
  const open = async (address: TcpSocketConnectOpts) => {
    // The verdict is ours, by the rules of GnuTLS, and comes after the handshake.
    const transport = new TlsTransport({ ...address, secureContext, rejectUnauthorized: false });
    await whenConnected(transport.socket, signal);
    return transport;
  };
  const transport = await connectFirst(target.host, target.port, open, signal);
  try {
    transport.socket.setNoDelay(true);
    const socket = await transport.secured(signal);
    judge(socket, credentials, settings, target, warn);
    await transport.confirmed(signal);
    return transport;
  } catch (thrown) {
    transport.close();
    throw thrown;
  }
}

/** What is wrong with the settings libvirt notices only when it is connected, so a server that is away comes first. */
async function orOnceConnected<T>(
  { host, port }: TlsTarget,
  signal: AbortSignal | undefined,
  make: () => T,
): Promise<T> {
  try {
    return make();
  } catch (thrown) {
    (await connectTcp(host, port, signal)).close();
    throw thrown;
  }
}

function settingsOf(priority: string | undefined): TlsSettings {
  try {
    return tlsSettings(priority ?? null);
  } catch (thrown) {
    if (!(thrown instanceof CertificateError)) throw thrown;
    throw libvirtError(ErrorDomain.rpc, ErrorCode.systemError, thrown.message);
  }
}

/** The server that has been judged must not become another one later. libvirt's ends do not renegotiate, either. */
const once = constants.SSL_OP_NO_RENEGOTIATION;

function contextOf(settings: TlsSettings, { own }: TlsCredentials) {
  const { minVersion, maxVersion, sigalgs, ecdhCurve, secureOptions } = settings;
  const ciphers = withoutLevel(settings.ciphers);
  const protocol = { minVersion, maxVersion, ciphers, sigalgs, ecdhCurve };
  try {
    // An empty list of authorities, or Node.js would load all those it knows.
    return createSecureContext({ ...protocol, ...own, ca: [], secureOptions: secureOptions | once });
  } catch (thrown) {
    const detail = `Failed to initialize TLS session: ${opensslReason(thrown as Error)}`;
    throw libvirtError(ErrorDomain.rpc, ErrorCode.systemError, detail);
  }
}

/**
 * Keys and signatures are judged with the rest, by the profile of the priority string. OpenSSL's own level would only
 * keep a weak certificate of the client from being sent, which is for the server to refuse.
 */
const withoutLevel = (ciphers: string | undefined) => ciphers?.replace(/@SECLEVEL=\d/, "@SECLEVEL=0");

/** Is it the host that was asked for? */
function judge(
  socket: TLSSocket,
  { cas, crls }: TlsCredentials,
  { minSecurityBits, allowedHashes, ignoreCrls }: TlsSettings,
  { host, noVerify }: TlsTarget,
  warn: Warn,
): void {
  try {
    const trust = { cas, crls, minSecurityBits, allowedHashes, ignoreCrls };
    const chain = sentChain(socket);
    checkKeyUse(socket, chain);
    checkPeer(chain, trust, { role: "server", host }, warn);
  } catch (thrown) {
    if (!(thrown instanceof CertificateError)) throw thrown;
    warn(`Certificate check failed ${thrown.message}`);
    if (noVerify) return;
    const detail = "Failed to verify peer's certificate";
    throw libvirtError(ErrorDomain.rpc, ErrorCode.authFailed, detail);
  }
}

/** The server's certificates as it has sent them, its own first. */
function sentChain(socket: TLSSocket): Certificate[] {
  const chain: Certificate[] = [];
  // Not getPeerCertificate(true), which loses some of a chain that is not in order. Once: another time, Node.js would
  // leave out the first.
  let next = socket.getPeerX509Certificate();
  // One more than allowed is enough to be refused.
  while (next !== undefined && chain.length <= maxPeerCertificates) {
    chain.push(Certificate.fromDer(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}

/** GnuTLS ends a handshake whose keys are not meant for it, whatever it is told about verifying. */
function checkKeyUse(socket: TLSSocket, [certificate]: readonly Certificate[]): void {
  if (certificate === undefined) return;
  const exchange = socket.getCipher().standardName.startsWith("TLS_RSA_WITH_") ? "rsa" : "signed";
  const problem = handshakeProblem(certificate, exchange);
  if (problem === undefined) return;
  throw libvirtError(ErrorDomain.rpc, ErrorCode.authFailed, `TLS handshake failed ${problem}`);
}
