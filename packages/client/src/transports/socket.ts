// A connected node:net socket as a Transport. unix, TCP and TLS differ in how they connect and in how they end.

import {
  connect,
  type IpcSocketConnectOpts,
  type OnReadOpts,
  type Socket,
  type TcpSocketConnectOpts,
} from "node:net";
import { ErrorDomain, systemError } from "@virtgate/protocol";
import { errorNumber, errorText } from "../errno.js";
import type { CloseReason, FdTransport, Protection, Transport } from "./transport.js";

const readBufferBytes = 65_536;

export type SocketTarget = TcpSocketConnectOpts | IpcSocketConnectOpts;

/** Resolves when connected and rejects with Node's error. Aborting the signal ends the attempt. */
export function connectSocket(
  target: SocketTarget,
  signal: AbortSignal | undefined,
): Promise<SocketTransport> {
  signal?.throwIfAborted();
  const local = "path" in target;
  const transport = new SocketTransport((onread) => connect({ ...target, onread } as SocketTarget), local);
  return whenConnected(transport.socket, signal).then(() => {
    if (!local) transport.socket.setNoDelay(true);
    transport.connected();
    return transport;
  });
}

/** Resolves when the socket is connected and rejects with Node's error. Aborting the signal ends the attempt. */
export function whenConnected(socket: Socket, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
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
      resolve();
    });
  });
}

export class SocketTransport implements Transport {
  readonly socket: Socket;
  passFds: (() => Promise<FdTransport>) | undefined = undefined;
  readonly #local: boolean;
  #data: ((chunk: Uint8Array) => void) | undefined;
  #close: (error?: Error, reason?: CloseReason) => void = () => {};
  #flowing = true;
  /** What came before there was a listener. Nothing more is read until then. */
  #early: Uint8Array[] = [];
  #error: NodeJS.ErrnoException | undefined;

  /** `open` makes the socket and has it read into the buffer given. */
  constructor(open: (onread: OnReadOpts) => Socket, local = false) {
    this.#local = local;
    // One buffer for all reads: Node would otherwise allocate 64 KiB for each small reply.
    const buffer = Buffer.allocUnsafeSlow(readBufferBytes);
    this.socket = open({ buffer, callback: this.#receive });
  }

  /** Called once the socket stands. */
  connected(): void {
    const { socket } = this;
    socket.on("error", (error) => {
      this.#error = error;
    });
    if (socket.closed) setImmediate(() => this.#ended());
    else socket.once("close", () => this.#ended());
    socket.resume();
  }

  readonly #receive = (bytes: number, buffer: Uint8Array): boolean => {
    // Values that are decoded may point into the chunk, and the buffer is about to be used again.
    return this.received(Buffer.from(buffer.subarray(0, bytes)));
  };

  /** A chunk for the listener. False stops reading. */
  protected received(chunk: Uint8Array): boolean {
    if (this.#data === undefined || this.#early.length > 0) {
      this.#early.push(chunk);
      return false;
    }
    this.#data(chunk);
    return this.#flowing;
  }

  /** Both carry bytes as they are; but the kernel tells who is behind a unix socket. */
  get protection(): Protection | undefined {
    return this.#local ? { ssf: 0, known: true } : undefined;
  }

  send(bytes: Uint8Array): boolean {
    return this.socket.write(bytes);
  }

  /** Resolves when nothing that was sent waits in this process any more. */
  flushed(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write("", () => resolve());
    });
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#data = listener;
    if (this.#early.length > 0) setImmediate(() => this.#deliverEarly());
  }

  #deliverEarly(): void {
    while (this.#flowing && this.#early.length > 0) this.#data?.(this.#early.shift()!);
    if (this.#flowing) this.socket.resume();
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
    if (this.#early.length > 0) setImmediate(() => this.#deliverEarly());
    else this.socket.resume();
  }

  close(): void {
    // Destroying a socket makes Node.js set up its stderr, which takes 2 ms: not before a program that ends now.
    setImmediate(() => this.socket.destroy());
  }

  #ended(): void {
    this.#deliverEarly();
    const { error, reason } = this.ending(this.#error?.code);
    this.#close(error, reason);
  }

  /** What libvirt says of the end. `code` is Node's, or undefined for an orderly one. */
  protected ending(code: string | undefined): { error: Error; reason: CloseReason } {
    if (code === undefined) {
      // libvirt learns of an orderly end on a unix socket by a hang-up, on TCP by a read that fails.
      const error = systemError(ErrorDomain.rpc, 5, "End of file while reading data: Input/output error");
      return { error, reason: this.#local ? "eof" : "error" };
    }
    const action = code === "EPIPE" ? "write" : "recv";
    const detail = `Cannot ${action} data: ${errorText(code)}`;
    // A reset TCP connection hangs up at once, which libvirt reports as an end of file.
    const reason = code === "ECONNRESET" ? "eof" : "error";
    return { error: systemError(ErrorDomain.rpc, errorNumber(code), detail), reason };
  }
}
