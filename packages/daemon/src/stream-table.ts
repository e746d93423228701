// The open streams of one client, by the serial of the call that opened them.

import { ErrorCode, ErrorDomain, type Header, libvirtError } from "@virtgate/protocol";
import type { StreamOpener } from "./call.js";
import {
  type Consume,
  Download,
  type ServerStream,
  type StreamItem,
  type StreamLink,
  type StreamSender,
  Upload,
} from "./streams.js";

/** Streams that one client may have open. libvirtd has no such limit; its own clients use one or two. */
const maxStreams = 64;

export class StreamTable implements StreamOpener {
  readonly #sender: StreamSender;
  readonly #holdReading: (hold: boolean) => void;
  readonly #open = new Map<number, ServerStream>();
  /** Opened by a handler whose reply has not been written yet. */
  readonly #waiting = new Map<number, () => ServerStream>();

  constructor(sender: StreamSender, holdReading: (hold: boolean) => void) {
    this.#sender = sender;
    this.#holdReading = holdReading;
  }

  download(header: Header, source: AsyncIterable<StreamItem> | Iterable<StreamItem>): void {
    this.#add(header, (link) => new Download(link, header, source));
  }

  upload(header: Header, consume: Consume): void {
    this.#add(header, (link) => new Upload(link, header, consume));
  }

  #add(header: Header, create: (link: StreamLink) => ServerStream): void {
    if (this.#open.size + this.#waiting.size >= maxStreams) {
      throw libvirtError(ErrorDomain.rpc, ErrorCode.resourceBusy, `more than ${maxStreams} open streams`);
    }
    const link = {
      sender: this.#sender,
      holdReading: this.#holdReading,
      finished: () => this.#open.delete(header.serial),
    };
    this.#waiting.set(header.serial, () => create(link));
  }

  /** The call has been answered: its stream, if it opened one, begins; after an error it never was. */
  replied(serial: number, ok: boolean): void {
    const create = this.#waiting.get(serial);
    if (create === undefined) return;
    this.#waiting.delete(serial);
    if (!ok) return;
    this.#open.get(serial)?.abandon();
    this.#open.set(serial, create());
  }

  /** Late packets of a stream that is over are normal: the other side had not heard of it yet. */
  receive(header: Header, item: StreamItem | undefined): void {
    this.#open.get(header.serial)?.receive(header, item);
  }

  abandon(): void {
    for (const stream of this.#open.values()) stream.abandon();
    this.#open.clear();
    this.#waiting.clear();
  }
}
