// The encrypted connection as a Transport. Its first byte is not the protocol's: with it the server says that it
// has accepted the client's certificate.

import type { OnReadOpts } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { ErrorCode, ErrorDomain, libvirtError, PacketCutter, systemError } from "@virtgate/protocol";
import { SocketTransport } from "./socket.js";
import { handshakeText } from "./tls-errors.js";
import type { CloseReason, Protection } from "./transport.js";

/** What the server sends when it is content; anything else means that it is not. */
const accepted = 1;

const confirmationLost = "Unable to read TLS confirmation: Input/output error";
const confirmationWrong = "server verification (of our certificate or IP address) failed";

export class TlsTransport extends SocketTransport {
  readonly #cutter = new PacketCutter();
  #confirmation: number | undefined;
  #failure: Error | undefined;
  #confirmed: (() => void) | undefined;

  /** Starts to connect. With `options.socket`, Node.js would not read into one buffer. */
  constructor(options: ConnectionOptions) {
    super((onread) => {
      const withBuffer: ConnectionOptions & { onread: OnReadOpts } = { ...options, onread };
      return connect(withBuffer);
    });
    // From the first moment on: an error without a listener ends the program. Node.js leaves a connection open whose
    // records it cannot decrypt.
    this.socket.on("error", (error) => {
      this.#failure ??= error;
      this.socket.destroy();
    });
    // Without it, Node.js does not join what waits to be written.
    Object.assign(this.socket, { _writev: null });
  }

  get #tls(): TLSSocket {
    return this.socket as TLSSocket;
  }

  override get protection(): Protection {
    const own = this.#tls.getCertificate();
    const known = own !== null && Object.keys(own).length > 0;
    return { ssf: cipherBits(this.#tls.getCipher().standardName), known };
  }

  /** Resolves with the socket when keys are agreed on, whoever the server is. */
  async secured(signal: AbortSignal | undefined): Promise<TLSSocket> {
    const ended = await this.#until("secureConnect", signal);
    if (ended === undefined) return this.#tls;
    throw libvirtError(ErrorDomain.rpc, ErrorCode.authFailed, `TLS handshake failed ${handshakeText(ended)}`);
  }

  /** Resolves when the server has accepted the client. Only then may calls be sent. */
  async confirmed(signal: AbortSignal | undefined): Promise<void> {
    if (this.#confirmation === undefined) {
      const byte = new Promise<void>((resolve) => {
        this.#confirmed = resolve;
      });
      this.socket.resume();
      if ((await this.#until(byte, signal)) !== undefined) {
        throw systemError(ErrorDomain.rpc, 5, confirmationLost);
      }
    }
    if (this.#confirmation !== accepted)
      throw libvirtError(ErrorDomain.rpc, ErrorCode.rpc, confirmationWrong);
    this.connected();
  }

  /**
   * Waits for an event of the socket, or for a promise. Resolves with what ended the connection before that; rejects
   * with the signal's reason.
   */
  #until(what: "secureConnect" | Promise<void>, signal: AbortSignal | undefined): Promise<Error | undefined> {
    const { socket } = this;
    return new Promise((resolve, reject) => {
      const settle = () => {
        signal?.removeEventListener("abort", abort);
        socket.off("close", closed);
      };
      const abort = () => {
        settle();
        socket.destroy();
        reject(signal?.reason);
      };
      const closed = () => {
        settle();
        resolve(this.#failure ?? new Error("closed"));
      };
      const happened = () => {
        settle();
        resolve(undefined);
      };
      socket.once("close", closed);
      if (typeof what === "string") socket.once(what, happened);
      else void what.then(happened);
      signal?.addEventListener("abort", abort, { once: true });
      if (signal?.aborted) abort();
      else if (socket.closed) closed();
    });
  }

  /**
   * A record for each packet. libvirtd waits for the socket alone: of two packets in one record it answers the first
   * and then sleeps, with the second already decrypted beside it.
   */
  override send(bytes: Uint8Array): boolean {
    let more = true;
    this.#cutter.cut(bytes, (piece) => {
      more = super.send(piece);
    });
    return more;
  }

  protected override received(chunk: Uint8Array): boolean {
    if (this.#confirmation !== undefined) return super.received(chunk);
    this.#confirmation = chunk[0];
    this.#confirmed?.();
    // What came with it waits for the listener.
    return chunk.length > 1 ? super.received(chunk.subarray(1)) : true;
  }

  /** Inside TLS libvirt knows no other reason, and a connection that breaks off is all it gets to see of an end. */
  protected override ending(code: string | undefined): { error: Error; reason: CloseReason } {
    const action = code === "EPIPE" ? "write" : "recv";
    const error = systemError(ErrorDomain.rpc, 5, `Cannot ${action} data: Input/output error`);
    return { error, reason: "error" };
  }
}

/** The length of the key, as GnuTLS gives it for a suite: "TLS_AES_256_GCM_SHA384" has 256 bits. */
export function cipherBits(suite: string): number {
  const size = /_(?:AES|CAMELLIA|ARIA)_(128|256)_/.exec(suite)?.[1];
  if (size !== undefined) return Number(size);
  if (suite.includes("_CHACHA20_")) return 256;
  return suite.includes("_3DES_") ? 192 : 128;
}
