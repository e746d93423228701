// A unix socket over which descriptors travel, through a package of native code that need not be installed. Used from the
// first call on that has descriptors; Node reads the socket as long as none are expected.

import { closeSync } from "node:fs";
import type { Socket } from "node:net";
import { fdPassingMissing } from "../errors.js";
import type { SocketTransport } from "./socket.js";
import type { CloseReason, FdTransport } from "./transport.js";

/** The part of @virtgate/native that is used here. */
export interface FdPassing {
  read(
    socket: Socket,
    incoming: {
      received(chunk: Uint8Array, fds: readonly number[]): void;
      ended(): void;
      failed(error: Error): void;
    },
  ): { readonly reader: FdReader; readonly rest: Uint8Array } | undefined;
  send(socket: Socket, fds: readonly number[]): Promise<void>;
  duplicate(fd: number): number;
}

interface FdReader {
  pause(): void;
  resume(): void;
  close(): void;
}

async function loadNative(): Promise<FdPassing> {
  const { fdPassing } = await import("@virtgate/native");
  return fdPassing();
}

export class UnixFdTransport implements FdTransport {
  readonly #below: SocketTransport;
  readonly #passing: FdPassing;
  #reader: FdReader | undefined;
  /** Behind descriptors that are being sent. */
  #held: { bytes: Uint8Array; fds: readonly number[] }[] = [];
  #sending = false;

  /** Rejects with LibvirtError without the native package. */
  static async over(
    below: SocketTransport,
    load: () => Promise<FdPassing> = loadNative,
  ): Promise<UnixFdTransport> {
    try {
      return new UnixFdTransport(below, await load());
    } catch (thrown) {
      throw fdPassingMissing(thrown);
    }
  }

  private constructor(below: SocketTransport, passing: FdPassing) {
    this.#below = below;
    this.#passing = passing;
    below.socket.once("close", () => this.#closed());
  }

  send(bytes: Uint8Array): boolean {
    if (!this.#sending) return this.#below.send(bytes);
    this.#held.push({ bytes, fds: [] });
    return false;
  }

  sendWithFds(bytes: Uint8Array, fds: readonly number[]): void {
    if (this.#sending) this.#held.push({ bytes, fds });
    else void this.#send(bytes, fds);
  }

  async #send(bytes: Uint8Array, fds: readonly number[]): Promise<void> {
    this.#sending = true;
    const { socket } = this.#below;
    try {
      this.#below.send(bytes);
      await this.#passing.send(socket, fds);
    } catch (thrown) {
      socket.destroy(thrown as Error);
    }
    closeAll(fds);
    this.#sending = false;
    this.#release();
  }

  #release(): void {
    while (!this.#sending) {
      const next = this.#held.shift();
      if (next === undefined) break;
      if (next.fds.length === 0) this.#below.send(next.bytes);
      else void this.#send(next.bytes, next.fds);
    }
    // Whoever was asked to wait would hear of it from the socket only if that has been full.
    if (!this.#sending && this.#below.socket.writableLength === 0) this.#below.socket.emit("drain");
  }

  receiveFds(listener: (chunk: Uint8Array, fds: readonly number[]) => void): boolean {
    if (this.#reader !== undefined) return true;
    const { socket } = this.#below;
    const taken = this.#passing.read(socket, {
      received: listener,
      // As Node ends a socket whose other end has ended.
      ended: () => socket.destroySoon(),
      failed: (error) => socket.destroy(error),
    });
    if (taken === undefined) return false;
    this.#reader = taken.reader;
    if (taken.rest.length > 0) listener(taken.rest, []);
    taken.reader.resume();
    return true;
  }

  duplicate(fd: number): number {
    return this.#passing.duplicate(fd);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#below.onData(listener);
  }

  onDrain(listener: () => void): void {
    this.#below.onDrain(listener);
  }

  onClose(listener: (error?: Error, reason?: CloseReason) => void): void {
    this.#below.onClose(listener);
  }

  pause(): void {
    if (this.#reader === undefined) this.#below.pause();
    else this.#reader.pause();
  }

  resume(): void {
    if (this.#reader === undefined) this.#below.resume();
    else this.#reader.resume();
  }

  close(): void {
    this.#reader?.close();
    this.#below.close();
  }

  #closed(): void {
    this.#reader?.close();
    for (const { fds } of this.#held.splice(0)) closeAll(fds);
  }
}

function closeAll(fds: readonly number[]): void {
  for (const fd of fds) closeSync(fd);
}
