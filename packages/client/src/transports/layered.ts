// A transport under a SASL security layer: what is sent is sealed, what comes in is opened, whatever carries it.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import type { CloseReason, Protection, Transport } from "./transport.js";

/** The part of @virtgate/sasl's SecurityLayer that is used here. Its errors are SaslErrors, with Cyrus' code. */
export interface Layer {
  encode(payload: Uint8Array): Uint8Array;
  decode(received: Uint8Array): Uint8Array[];
  close?(): void;
}

export class LayeredTransport implements Transport {
  readonly #below: Transport;
  readonly #layer: Layer;
  readonly #onBroken: (error: Error) => void;
  #data: ((chunk: Uint8Array) => void) | undefined;
  #flowing = true;
  #open = true;
  /** As it came, not opened yet: what was there before there was a listener. */
  #early: Uint8Array[];
  /** Opened, but not handed on because of a pause. At most what one read of the transport below brought. */
  #opened: Uint8Array[] = [];

  /**
   * `early` has come from `below` already, without the layer being taken off. `onBroken` is told when the other side
   * breaks the layer, or when it cannot be used any more; nothing is handed on after that.
   */
  constructor(
    below: Transport,
    layer: Layer,
    early: readonly Uint8Array[],
    onBroken: (error: Error) => void,
  ) {
    this.#below = below;
    this.#layer = layer;
    this.#early = [...early];
    this.#onBroken = onBroken;
    below.onData(this.#received);
  }

  get protection(): Protection | undefined {
    return this.#below.protection;
  }

  send(bytes: Uint8Array): boolean {
    if (!this.#open) return false;
    let sealed: Uint8Array;
    try {
      sealed = this.#layer.encode(bytes);
    } catch (thrown) {
      this.#break("encode", thrown);
      return false;
    }
    return this.#below.send(sealed);
  }

  readonly #received = (chunk: Uint8Array): void => {
    if (!this.#open) return;
    if (this.#data === undefined || !this.#flowing || this.#early.length > 0) {
      this.#early.push(chunk);
      return;
    }
    this.#take(chunk);
  };

  #take(chunk: Uint8Array): void {
    let pieces: Uint8Array[];
    try {
      pieces = this.#layer.decode(chunk);
    } catch (thrown) {
      this.#break("decode", thrown);
      return;
    }
    for (const piece of pieces) {
      if (this.#flowing && this.#open && this.#opened.length === 0) this.#data?.(piece);
      else this.#opened.push(piece);
    }
  }

  /** What has waited, in its order, until there is another pause. */
  #deliver(): void {
    while (this.#flowing && this.#open) {
      const piece = this.#opened.shift();
      if (piece !== undefined) {
        this.#data?.(piece);
        continue;
      }
      const chunk = this.#early.shift();
      if (chunk === undefined) return;
      this.#take(chunk);
    }
  }

  #break(action: "encode" | "decode", thrown: unknown): void {
    this.#end();
    const error = libvirtError(
      ErrorDomain.rpc,
      ErrorCode.internalError,
      `failed to ${action} SASL data: ${saslReason(thrown)}`,
    );
    error.cause = thrown;
    this.#onBroken(error);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#data = listener;
  }

  onDrain(listener: () => void): void {
    this.#below.onDrain(listener);
  }

  onClose(listener: (error?: Error, reason?: CloseReason) => void): void {
    this.#below.onClose((error, reason) => {
      this.#end();
      listener(error, reason);
    });
  }

  pause(): void {
    this.#flowing = false;
    this.#below.pause();
  }

  resume(): void {
    this.#flowing = true;
    this.#deliver();
    if (this.#flowing && this.#open) this.#below.resume();
  }

  close(): void {
    this.#end();
    this.#below.close();
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#early = [];
    this.#opened = [];
    this.#layer.close?.();
  }
}

/** sasl_errstring of the codes that layers give, behind the number, as libvirt prints them. */
function saslReason(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (typeof code !== "number") return "-1 (generic failure)";
  return `${code} (${reasons[code] ?? "generic failure"})`;
}

const reasons: { readonly [code: number]: string } = {
  [-3]: "overflowed buffer",
  [-5]: "bad protocol / cancel",
  [-7]: "invalid parameter supplied",
  [-9]: "integrity check failed",
};
