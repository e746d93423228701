// What has arrived from a client: bytes in, whole packets out. From some moment on the bytes are under a security layer.

import { closeSync } from "node:fs";
import { ArrivingFds, FrameReader } from "@virtgate/protocol";
import type { SecurityLayer } from "@virtgate/sasl";

export class Inbox {
  readonly #frames = new FrameReader();
  #layer: SecurityLayer | undefined;
  /** Of clients that have passed some: for the others there is nothing to look at. */
  #fds: ArrivingFds | undefined;

  /**
   * `fds` came with the last of the bytes. Throws SaslError for what the layer refuses, WireError for more descriptors
   * than belong to anything; the connection is then beyond repair.
   */
  push(chunk: Uint8Array, fds?: readonly number[]): void {
    if (fds !== undefined && fds.length > 0) this.#arriving.arrive(fds);
    if (this.#layer === undefined) this.#frames.push(chunk);
    else this.#open(this.#layer, chunk);
  }

  /** As FrameReader.next: throws WireError. */
  next(): Uint8Array | undefined {
    return this.#fds === undefined ? this.#frames.next() : this.#fds.next();
  }

  /**
   * The descriptors of the packet that `next` has just given. Undefined: they are not all there yet, and once they are,
   * `next` gives the packet again. Throws WireError when what follows has none.
   */
  attachedFds(packet: Uint8Array, count: number): readonly number[] | undefined {
    return this.#arriving.attached(packet, count);
  }

  get #arriving(): ArrivingFds {
    this.#fds ??= new ArrivingFds(this.#frames, closeSync);
    return this.#fds;
  }

  /** Everything that has not been taken as a packet yet is under the layer. Throws as `push`. */
  protect(layer: SecurityLayer): void {
    this.#layer = layer;
    const rest = this.#frames.takeRest();
    if (rest.length > 0) this.#open(layer, rest);
  }

  close(): void {
    this.#layer?.close?.();
    this.#fds?.close();
  }

  #open(layer: SecurityLayer, chunk: Uint8Array): void {
    const pieces = layer.decode(chunk);
    if (pieces.length === 1) this.#frames.push(pieces[0]!);
    else if (pieces.length > 1) this.#frames.push(Buffer.concat(pieces));
  }
}
