// What has arrived from a client: bytes in, whole packets out. From some moment on the bytes are under a security layer.

import { FrameReader } from "@virtgate/protocol";
import type { SecurityLayer } from "@virtgate/sasl";

export class Inbox {
  readonly #frames = new FrameReader();
  #layer: SecurityLayer | undefined;

  /** Throws SaslError for what the layer refuses; the connection is then beyond repair. */
  push(chunk: Uint8Array): void {
    if (this.#layer === undefined) this.#frames.push(chunk);
    else this.#open(this.#layer, chunk);
  }

  /** As FrameReader.next: throws WireError. */
  next(): Uint8Array | undefined {
    return this.#frames.next();
  }

  /** Everything that has not been taken as a packet yet is under the layer. Throws as `push`. */
  protect(layer: SecurityLayer): void {
    this.#layer = layer;
    const rest = this.#frames.takeRest();
    if (rest.length > 0) this.#open(layer, rest);
  }

  close(): void {
    this.#layer?.close?.();
  }

  #open(layer: SecurityLayer, chunk: Uint8Array): void {
    const pieces = layer.decode(chunk);
    if (pieces.length === 1) this.#frames.push(pieces[0]!);
    else if (pieces.length > 1) this.#frames.push(Buffer.concat(pieces));
  }
}
