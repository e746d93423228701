// A link below a SASL security layer: what is written leaves enciphered.

import type { SecurityLayer } from "@virtgate/sasl";
import type { Link } from "../link.js";

export class ProtectedLink implements Link {
  readonly #link: Link;
  readonly #layer: SecurityLayer;
  readonly #failed: (thrown: unknown) => void;

  /** `failed`: the layer cannot encipher any more (a Kerberos context that has ended); nothing was written. */
  constructor(link: Link, layer: SecurityLayer, failed: (thrown: unknown) => void) {
    this.#link = link;
    this.#layer = layer;
    this.#failed = failed;
  }

  write(bytes: Uint8Array): void {
    let sealed: Uint8Array;
    try {
      sealed = this.#layer.encode(bytes);
    } catch (thrown) {
      this.#failed(thrown);
      return;
    }
    this.#link.write(sealed);
  }

  get queuedBytes(): number {
    return this.#link.queuedBytes;
  }

  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }

  end(): void {
    this.#link.end();
  }

  destroy(): void {
    this.#link.destroy();
  }

  reset(): void {
    this.#link.reset();
  }
}
