// A connected node:net socket as a Transport; unix and TCP differ only in how they connect.

import { connect, type IpcSocketConnectOpts, type Socket, type TcpSocketConnectOpts } from "node:net";
import { ErrorDomain, systemError } from "@virtgate/protocol";
import { errorNumber, errorText } from "../errno.js";
import type { CloseReason, Transport } from "./transport.js";

const readBufferBytes = 65_536;

type Target = TcpSocketConnectOpts | IpcSocketConnectOpts;

/** Resolves when connected and rejects with Node's error. Aborting the signal ends the attempt. */
export function connectSocket(target: Target, signal: AbortSignal | undefined): Promise<SocketTransport> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const transport = new SocketTransport(target);
    const socket = transport.socket;
    const abort = () => socket.destroy(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const settle = () => {
      signal?.removeEventListener("abort", abort);
      socket.off("error", reject);
    };
    socket.once("error", reject);
    socket.once("error", settle);
    socket.once("connect", () => {
      settle();
      transport.connected();
      resolve(transport);
    });
  });
}

export class SocketTransport implements Transport {
  readonly socket: Socket;
  readonly #local: boolean;
  #data: (chunk: Uint8Array) => void = () => {};
  #close: (error?: Error, reason?: CloseReason) => void = () => {};
  #flowing = true;
  #error: NodeJS.ErrnoException | undefined;

  constructor(target: Target) {
    this.#local = "path" in target;
    // One buffer for all reads: Node would otherwise allocate 64 KiB for each small reply.
    const onread = { buffer: Buffer.allocUnsafeSlow(readBufferBytes), callback: this.#receive };
    this.socket = connect({ ...target, onread } as Target);
  }

  /** Called once the socket stands. */
  connected(): void {
    const { socket } = this;
    if (!this.#local) socket.setNoDelay(true);
    socket.on("error", (error) => {
      this.#error = error;
    });
    socket.once("close", () => this.#ended());
    socket.resume();
  }

  readonly #receive = (bytes: number, buffer: Uint8Array): boolean => {
    // Values that are decoded may point into the chunk, and the buffer is about to be used again.
    this.#data(Buffer.from(buffer.subarray(0, bytes)));
    return this.#flowing;
  };

  send(bytes: Uint8Array): boolean {
    return this.socket.write(bytes);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#data = listener;
  }

  onDrain(listener: () => void): void {
    this.socket.on("drain", listener);
  }

  onClose(listener: (error?: Error, reason?: CloseReason) => void): void {
    this.#close = listener;
  }

  pause(): void {
    this.#flowing = false;
    this.socket.pause();
  }

  resume(): void {
    this.#flowing = true;
    this.socket.resume();
  }

  close(): void {
    // Destroying a socket makes Node.js set up its stderr, which takes 2 ms: not before a program that ends now.
    setImmediate(() => this.socket.destroy());
  }

  #ended(): void {
    const code = this.#error?.code;
    if (code === undefined) {
      // libvirt learns of an orderly end on a unix socket by a hang-up, on TCP by a read that fails.
      const error = systemError(ErrorDomain.rpc, 5, "End of file while reading data: Input/output error");
      this.#close(error, this.#local ? "eof" : "error");
      return;
    }
    const action = code === "EPIPE" ? "write" : "recv";
    const detail = `Cannot ${action} data: ${errorText(code)}`;
    // A reset TCP connection hangs up at once, which libvirt reports as an end of file.
    const reason = code === "ECONNRESET" ? "eof" : "error";
    this.#close(systemError(ErrorDomain.rpc, errorNumber(code), detail), reason);
  }
}
