// TLS servers of a few lines on a free port, with a hand on both the encrypted connection and the one below.

import { readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { type SecureContextOptions, TLSSocket } from "node:tls";
import type { Transport } from "../transports/transport.js";

/** A file of testing/tls. */
export const tlsFile = (name: string): string => new URL(`tls/${name}.pem`, import.meta.url).pathname;
const text = (name: string) => readFileSync(tlsFile(name), "utf8");

/** The byte by which a server accepts a client. */
export const accepted = Uint8Array.of(1);

export interface TlsPeer {
  readonly tls: TLSSocket;
  /** What TLS runs over: ending it ends the connection without a parting word. */
  readonly raw: Socket;
}

export interface TlsServer {
  readonly port: number;
  /** The names that clients have sent (SNI); false for none. */
  readonly names: (string | false)[];
  close(): void;
}

export interface TlsServerOptions extends SecureContextOptions {
  /** Refuses clients whose authority is not `ca`, inside TLS. */
  readonly rejectUnauthorized?: boolean;
}

/** The server's end of a connection for FakeServer. */
export function serverEnd({ tls, raw }: TlsPeer): Transport {
  return {
    send: (bytes) => tls.write(bytes),
    onData: (listener) => void tls.on("data", listener),
    onDrain: (listener) => void tls.on("drain", listener),
    onClose: (listener) => void tls.on("close", () => listener()),
    pause: () => void tls.pause(),
    resume: () => void tls.resume(),
    close: () => void raw.destroy(),
  };
}

/** `serve` is called for every connection, once its handshake is done. */
export function tlsServer(
  serve: (peer: TlsPeer) => void,
  { rejectUnauthorized = false, ...options }: TlsServerOptions = {},
): Promise<TlsServer> {
  const names: TlsServer["names"] = [];
  const credentials = { key: text("server-key"), cert: text("server"), ca: text("ca") };
  return plainServer((raw) => {
    const settings = { isServer: true, requestCert: true, rejectUnauthorized, ...credentials, ...options };
    const tls = new TLSSocket(raw, settings);
    tls.on("error", () => {});
    tls.on("secure", () => {
      names.push((tls as TLSSocket & { servername: string | false }).servername);
      serve({ tls, raw });
    });
  }, names);
}

/** A server that does not speak TLS, or only as much of it as `serve` does by hand. */
export function plainServer(
  serve: (raw: Socket) => void,
  names: TlsServer["names"] = [],
): Promise<TlsServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((raw) => {
    sockets.add(raw.on("error", () => {}));
    serve(raw);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const close = () => {
        server.close();
        for (const socket of sockets) socket.destroy();
      };
      resolve({ port, names, close });
    });
  });
}
