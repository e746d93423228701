// A channel of an ssh connection, on which a command runs, as a Transport.

import type { ClientChannel } from "ssh2";
import { HelperWords } from "../helper-words.js";
import type { CloseReason, Transport } from "../transport.js";
import { type Dialect, unknownCause } from "./dialect.js";
import type { UsedChannel } from "./logins.js";

export class ChannelTransport implements Transport {
  readonly #channel: ClientChannel;
  readonly #release: () => void;
  readonly #dialect: Dialect;
  /** libvirt's texts leave them out; they are the error's cause. */
  readonly #words: HelperWords;
  #code: number | null | undefined;
  #close: (error?: Error, reason?: CloseReason) => void = () => {};
  #closing = false;
  #isOver = false;

  constructor({ channel, release }: UsedChannel, dialect: Dialect) {
    this.#channel = channel;
    this.#release = release;
    this.#dialect = dialect;
    this.#words = new HelperWords(channel.stderr);
    // Nothing is read until there is a listener.
    channel.pause();
    channel.on("error", () => {});
    channel.on("exit", (code: number | null) => {
      this.#code = code ?? -1;
    });
    // Libvirt's ends close when the other one says that it is done.
    channel.once("close", () => this.#ended());
  }

  send(bytes: Uint8Array): boolean {
    if (this.#isOver || !this.#channel.writable) return true;
    return this.#channel.write(bytes);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#channel.on("data", listener);
    this.#channel.resume();
  }

  onDrain(listener: () => void): void {
    this.#channel.on("drain", listener);
  }

  onClose(listener: (error?: Error, reason?: CloseReason) => void): void {
    this.#close = listener;
    if (this.#isOver) setImmediate(() => this.#tell());
  }

  pause(): void {
    this.#channel.pause();
  }

  resume(): void {
    this.#channel.resume();
  }

  close(): void {
    this.#closing = true;
    this.#channel.close();
    // The other side may never answer to it.
    this.#ended();
  }

  #ended(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#release();
    this.#tell();
  }

  #tell(): void {
    const listener = this.#close;
    if (this.#closing) listener(undefined, "client");
    else void this.#words.all().then((said) => listener(this.#error(said), "error"));
  }

  #error(said: string): Error {
    const code = this.#code;
    const error =
      code === 0 || code === undefined
        ? unknownCause()
        : this.#dialect.failure(`Remote command terminated with non-zero code: ${code}`);
    if (said !== "") error.cause = new Error(said);
    return error;
  }
}
