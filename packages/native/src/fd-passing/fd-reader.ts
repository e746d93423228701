// Reads a unix socket in Node's place: libuv's read(2) drops the descriptors that come with the bytes.
import { closeSync } from "node:fs";
import type { Socket } from "node:net";
import { socketFd } from "../socket-fd.js";
import { duplicate, type Libc, systemFailure } from "./libc.js";
import { Message } from "./message.js";
import type { Readiness, Watch } from "./readiness.js";

const bufferBytes = 65_536;
/** Descriptors of one message that are taken; libvirt's peers send one. The kernel closes what is beyond. */
const maxFds = 32;
/** Then the others have their turn. Each descriptor ends a read. */
const maxReads = 40;

const EAGAIN = 11;
const EINTR = 4;

/** What becomes of what is read. None may throw. */
export interface Incoming {
  /** The bytes are the listener's, and so are the descriptors, to be closed. Those came with the last of the bytes. */
  received(chunk: Uint8Array, fds: readonly number[]): void;
  /** The other side has nothing more to say. */
  ended(): void;
  failed(error: Error): void;
}

let message: Message | undefined;

export class FdReader {
  readonly #message: Message;
  /** Our own: Node may close its descriptor at any time, and the number be another socket's. */
  readonly #fd: number;
  readonly #incoming: Incoming;
  readonly #watch: Watch;
  #armed = false;
  #paused = true;
  #closed = false;

  /** Nothing is read before `resume`. Throws when the system refuses. By then Node must have stopped. */
  constructor(libc: Libc, readiness: Readiness, socket: Socket, incoming: Incoming) {
    // One for all sockets: whatever is read is copied before the next read.
    message ??= new Message(libc, bufferBytes, maxFds);
    this.#message = message;
    this.#incoming = incoming;
    this.#fd = duplicate(libc, socketFd(socket) ?? -1);
    try {
      this.#watch = readiness.watch(this.#fd, {
        ready: () => {
          this.#armed = false;
          if (!this.#paused) this.#read();
        },
        failed: (error) => this.#fail(error),
      });
    } catch (thrown) {
      closeSync(this.#fd);
      throw thrown;
    }
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (this.#closed || !this.#paused) return;
    this.#paused = false;
    this.#arm();
  }

  /** The socket stays open as long as Node has it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#paused = true;
    this.#watch.close();
    closeSync(this.#fd);
  }

  #arm(): void {
    if (this.#armed || this.#paused) return;
    this.#armed = true;
    this.#watch.arm();
  }

  #read(): void {
    for (let reads = 0; reads < maxReads && !this.#paused; reads++) {
      const fds: number[] = [];
      const bytes = this.#message.receive(this.#fd, fds);
      if (bytes > 0) {
        this.#incoming.received(Buffer.from(this.#message.data.subarray(0, bytes)), fds);
        // There is nothing more just now. A read that brought descriptors says nothing about that.
        if (bytes < bufferBytes && fds.length === 0) break;
        continue;
      }
      for (const fd of fds) closeSync(fd);
      if (bytes === -EAGAIN) break;
      if (bytes === -EINTR) continue;
      this.pause();
      if (bytes === 0) this.#incoming.ended();
      else this.#incoming.failed(systemFailure("read", -bytes));
      return;
    }
    this.#arm();
  }

  #fail(error: Error): void {
    if (this.#closed) return;
    this.pause();
    this.#incoming.failed(error);
  }
}
