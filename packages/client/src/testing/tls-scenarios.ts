// Servers that do one thing wrong before a TLS connection stands, and what virsh 9.0.0 says of them. The interop tests
// ask it again.

import type { Socket } from "node:net";
import { plainServer, type TlsPeer, type TlsServer, type TlsServerOptions, tlsServer } from "./tls-server.js";

export interface TlsScenario {
  readonly title: string;
  readonly serve: (options: TlsServerOptions) => Promise<TlsServer>;
  readonly code: number;
  readonly message: string;
  /** virsh reports it differently from run to run, or not at all. */
  readonly virshVaries?: string;
}

const authFailed = 45;
const systemError = 38;
const rpc = 39;

const noHandshake = (title: string, reason: string, serve: TlsScenario["serve"]): TlsScenario => ({
  title,
  serve,
  code: authFailed,
  message: `authentication failed: TLS handshake failed ${reason}`,
});

/** Answers the client's first packet. */
const raw = (title: string, reason: string, answer: (raw: Socket) => void): TlsScenario =>
  noHandshake(title, reason, () => plainServer((socket) => socket.once("data", () => answer(socket))));

const alert = (name: string, description: number): TlsScenario =>
  raw(`alert: ${name}`, "A TLS fatal alert has been received.", (socket) =>
    socket.end(Buffer.from([21, 3, 3, 0, 2, 2, description])),
  );

const broken = "The TLS connection was non-properly terminated.";
const unexpected = "An unexpected TLS packet was received.";

const handshakes: readonly TlsScenario[] = [
  noHandshake("ended at once", broken, () => plainServer((socket) => socket.resume().end())),
  raw("ended after the first packet", broken, (socket) => socket.end()),
  raw("reset", "Error in the pull function.", (socket) => socket.resetAndDestroy()),
  raw("half a record", broken, (socket) => socket.end(Buffer.from([22, 3, 3]))),
  raw("HTTP", unexpected, (socket) => socket.write("HTTP/1.0 400 Bad Request\r\n\r\n")),
  raw("libvirt without TLS", unexpected, (socket) => socket.write(Buffer.alloc(28))),
  noHandshake("a greeting", unexpected, () =>
    plainServer((socket) => socket.write("SSH-2.0-OpenSSH_9.2p1\r\n")),
  ),
  raw("a record that is too long", "A TLS record packet with invalid length was received.", (socket) =>
    socket.write(Buffer.from([22, 3, 3, 0xff, 0xff, 1, 2])),
  ),
  alert("unexpected message", 10),
  alert("handshake failure", 40),
  alert("bad certificate", 42),
  alert("unknown authority", 48),
  alert("access denied", 49),
  alert("protocol version", 70),
  alert("internal error", 80),
  alert("unrecognized name", 112),
  alert("certificate required", 116),
];

const confirmation = (
  version: "TLSv1.2" | "TLSv1.3",
  title: string,
  code: number,
  message: string,
  serve: (peer: TlsPeer) => void,
  virshVaries?: string,
): TlsScenario => ({
  title: `${version}: ${title}`,
  serve: (options) => tlsServer(serve, { ...options, maxVersion: version }),
  code,
  message,
  ...(virshVaries === undefined ? {} : { virshVaries }),
});

const unread = "Unable to read TLS confirmation: Input/output error";
const refused = "server verification (of our certificate or IP address) failed";
/** It takes a session ticket that comes first for the confirmation: "Resource temporarily unavailable". */
const ticket = "virsh 9.0.0 stumbles over session tickets";

const confirmations = (["TLSv1.2", "TLSv1.3"] as const).flatMap((version): TlsScenario[] => {
  const varies = version === "TLSv1.3" ? ticket : undefined;
  return [
    confirmation(
      version,
      "breaks off",
      systemError,
      unread,
      (peer) => setTimeout(() => peer.raw.destroy(), 20),
      varies,
    ),
    confirmation(
      version,
      "reset",
      systemError,
      unread,
      ({ raw }) => setTimeout(() => raw.resetAndDestroy(), 20),
      varies,
    ),
    confirmation(version, "a zero", rpc, refused, ({ tls }) => tls.end(Uint8Array.of(0))),
    confirmation(version, "another byte", rpc, refused, ({ tls }) => tls.end(Uint8Array.of(2))),
  ];
});

export const tlsScenarios: readonly TlsScenario[] = [...handshakes, ...confirmations];
