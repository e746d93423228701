// A client that passes descriptors, or is passed some: its socket is read by the native package, because Node loses
// descriptors, while Node still writes. Calls take a little longer this way; nobody comes here who has not asked for it.

import type { Socket } from "node:net";
import { closeFds } from "../drivers/passed-fds.js";
import type { FdLink, FdLinkEvents } from "../link.js";
import { lingerMs, SocketLink } from "./socket-link.js";

/** The part of @virtgate/native that is used here. */
export interface FdPassing {
  read(
    socket: Socket,
    incoming: Incoming,
  ): { readonly reader: FdReader; readonly rest: Uint8Array } | undefined;
  send(socket: Socket, fds: readonly number[]): Promise<void>;
}

interface Incoming {
  received(chunk: Uint8Array, fds: readonly number[]): void;
  ended(): void;
  failed(error: Error): void;
}

interface FdReader {
  pause(): void;
  resume(): void;
  close(): void;
}

/** What a descriptor counts for that a client has not made room for: 32 of them, and its calls have to wait. */
const fdWeightBytes = 8192;

export class UnixFdLink extends SocketLink implements FdLink {
  readonly #passing: FdPassing;
  readonly #reader: FdReader;
  readonly #drained: () => void;
  /** Behind descriptors that are being sent: bytes, and more descriptors. */
  #held: (Uint8Array | readonly number[])[] = [];
  #heldWeight = 0;
  #sending = false;
  #ending = false;

  private constructor(socket: Socket, passing: FdPassing, reader: FdReader, drained: () => void) {
    super(socket);
    this.#passing = passing;
    this.#reader = reader;
    this.#drained = drained;
    socket.once("close", () => this.#closed());
  }

  /** Nothing is read before `resume`. Undefined, and the socket is as it was, when it cannot be read this way. */
  static open(socket: Socket, passing: FdPassing, events: FdLinkEvents): UnixFdLink | undefined {
    const taken = passing.read(socket, {
      received: (chunk, fds) => events.received(chunk, fds),
      // As Node ends a socket whose other end has ended.
      ended: () => socket.destroySoon(),
      failed: (error) => socket.destroy(error),
    });
    if (taken === undefined) return undefined;
    const link = new UnixFdLink(socket, passing, taken.reader, () => events.drained());
    if (taken.rest.length > 0) events.received(taken.rest, []);
    return link;
  }

  override write(bytes: Uint8Array): void {
    if (!this.#sending) super.write(bytes);
    else if (this.socket.writable) this.#hold(bytes);
  }

  #hold(next: Uint8Array | readonly number[]): void {
    this.#held.push(next);
    this.#heldWeight += weightOf(next);
  }

  sendFds(fds: readonly number[]): void {
    if (!this.socket.writable) closeFds(fds);
    else if (this.#sending) this.#hold(fds);
    else void this.#send(fds);
  }

  async #send(fds: readonly number[]): Promise<void> {
    this.#sending = true;
    try {
      await this.#passing.send(this.socket, fds);
    } catch (thrown) {
      this.socket.destroy(thrown as Error);
    }
    closeFds(fds);
    this.#sending = false;
    this.#release();
  }

  /** Sends on what has waited. */
  #release(): void {
    while (!this.#sending) {
      const next = this.#held.shift();
      if (next === undefined) break;
      this.#heldWeight -= weightOf(next);
      if (next instanceof Uint8Array) super.write(next);
      else this.sendFds(next);
    }
    if (this.#sending) return;
    if (this.#ending) super.end();
    // Of the socket one would hear that only if it has been full.
    else if (this.socket.writableLength === 0) this.#drained();
  }

  override get queuedBytes(): number {
    return super.queuedBytes + this.#heldWeight;
  }

  override pause(): void {
    this.#reader.pause();
  }

  override resume(): void {
    this.#reader.resume();
  }

  override end(): void {
    this.#reader.pause();
    if (this.#ending) return;
    this.#ending = true;
    if (!this.#sending) super.end();
    else setTimeout(() => this.destroy(), lingerMs).unref();
  }

  override destroy(): void {
    // First, because it holds the socket open, too.
    this.#reader.close();
    super.destroy();
  }

  override reset(): void {
    this.destroy();
  }

  #closed(): void {
    this.#reader.close();
    for (const each of this.#held.splice(0)) if (!(each instanceof Uint8Array)) closeFds(each);
    this.#heldWeight = 0;
  }
}

const weightOf = (held: Uint8Array | readonly number[]): number =>
  held instanceof Uint8Array ? held.length : held.length * fdWeightBytes;
