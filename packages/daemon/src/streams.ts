// A stream of one client: data packets that belong to a call which has already been answered.
// The wire has no window per stream, so the socket is the only brake: a download waits until the client has
// read, and an upload that is not consumed stops the reading of this client's socket, and of no other's.

import { ErrorCode, ErrorDomain, type Header, LibvirtError, limits, MessageStatus } from "@virtgate/protocol";

/** Bytes, or a hole of that many zero bytes which need not be sent. */
export type StreamItem = Uint8Array | { readonly holeBytes: bigint };

/** Takes what a client uploads. Returning means that all of it is safe. */
export type Consume = (items: AsyncIterable<StreamItem>) => Promise<void>;

/** Sends a stream's packets: the connection's outbox. `call` is the header of the call that opened the stream. */
export interface StreamSender {
  sendData(call: Header, data: Uint8Array): void;
  sendHole(call: Header, lengthBytes: bigint): void;
  sendStatus(call: Header, status: number, error?: LibvirtError): void;
  /** Whether the client has read enough for more to be sent. */
  readonly hasRoom: boolean;
  /** Resolves when it is worth looking for room again; false when the connection is gone. */
  room(): Promise<boolean>;
}

/** What a stream needs of its connection. */
export interface StreamLink {
  readonly sender: StreamSender;
  /** Stops or continues the reading of the client's socket. */
  readonly holdReading: (hold: boolean) => void;
  /** The stream needs no more packets. */
  readonly finished: () => void;
}

/** Bytes of an upload that may wait for their consumer before the client's socket is no longer read. */
const maxUploadQueueBytes = 1_048_576;

/** What an item costs in the queue: also a hole takes memory. */
const costBytes = (item: StreamItem) => 64 + (item instanceof Uint8Array ? item.length : 0);

export interface ServerStream {
  /** A stream packet with this stream's serial has arrived. */
  receive(header: Header, item: StreamItem | undefined): void;
  /** The connection is gone. */
  abandon(): void;
}

/** What libvirtd answers when a client sends data into a download. */
const unexpectedData = () =>
  new LibvirtError(ErrorCode.rpc, ErrorDomain.streams, "stream had unexpected termination", {
    str1: "%s",
    str2: "stream had unexpected termination",
  });

/** Server to client: data, an empty packet as the end of data, then the client's "finish" is confirmed. */
export class Download implements ServerStream {
  readonly #link: StreamLink;
  readonly #header: Header;
  #over = false;

  constructor(link: StreamLink, header: Header, source: AsyncIterable<StreamItem> | Iterable<StreamItem>) {
    this.#link = link;
    this.#header = header;
    void this.#pump(source);
  }

  async #pump(source: AsyncIterable<StreamItem> | Iterable<StreamItem>): Promise<void> {
    const { sender } = this.#link;
    try {
      for await (const item of source) {
        if (this.#over) return;
        if (!(item instanceof Uint8Array)) {
          while (!sender.hasRoom) if (!(await sender.room())) return;
          if (this.#over) return;
          sender.sendHole(this.#header, item.holeBytes);
        } else {
          for (let at = 0; at < item.length && !this.#over; at += limits.maxStreamPayloadBytes) {
            // Looked at again after each wait: another stream of this client may have been faster.
            while (!sender.hasRoom) if (!(await sender.room())) return;
            if (!this.#over)
              sender.sendData(this.#header, item.subarray(at, at + limits.maxStreamPayloadBytes));
          }
        }
      }
      if (!this.#over) sender.sendData(this.#header, new Uint8Array(0));
    } catch (thrown) {
      this.#end(MessageStatus.error, LibvirtError.from(thrown));
    }
  }

  receive(header: Header): void {
    if (header.status === MessageStatus.continue) this.#end(MessageStatus.error, unexpectedData());
    // "finish" and "abort" are both confirmed with an empty packet (observed with libvirtd 9.0.0).
    else this.#end(MessageStatus.ok);
  }

  abandon(): void {
    this.#over = true;
  }

  #end(status: number, error?: LibvirtError): void {
    if (this.#over) return;
    this.#over = true;
    this.#link.sender.sendStatus(this.#header, status, error);
    this.#link.finished();
  }
}

/** Client to server: data until the client says "finish", which is confirmed once everything is consumed. */
export class Upload implements ServerStream {
  readonly #link: StreamLink;
  readonly #header: Header;
  readonly #queue: StreamItem[] = [];
  #queuedBytes = 0;
  #holding = false;
  #ended = false;
  #aborted = false;
  #wake: (() => void) | undefined;

  constructor(link: StreamLink, header: Header, consume: Consume) {
    this.#link = link;
    this.#header = header;
    void this.#run(consume);
  }

  async #run(consume: Consume): Promise<void> {
    let error: LibvirtError | undefined;
    try {
      await consume(this.#items());
      if (!this.#ended && !this.#aborted) error = unexpectedData();
    } catch (thrown) {
      error = LibvirtError.from(thrown);
    }
    if (!this.#aborted) {
      this.#link.sender.sendStatus(
        this.#header,
        error === undefined ? MessageStatus.ok : MessageStatus.error,
        error,
      );
    }
    this.#release();
    this.#link.finished();
  }

  async *#items(): AsyncGenerator<StreamItem> {
    for (;;) {
      const item = this.#queue.shift();
      if (item !== undefined) {
        this.#queuedBytes -= costBytes(item);
        if (this.#queuedBytes < maxUploadQueueBytes / 2) this.#release();
        yield item;
      } else if (this.#aborted) {
        throw new LibvirtError(ErrorCode.rpc, ErrorDomain.streams, "stream aborted at client request");
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  receive(header: Header, item: StreamItem | undefined): void {
    if (header.status === MessageStatus.ok) {
      this.#ended = true;
    } else if (header.status === MessageStatus.error) {
      if (!this.#aborted) this.#link.sender.sendStatus(this.#header, MessageStatus.ok);
      this.#aborted = true;
    } else if (item !== undefined && !this.#ended) {
      // A copy: the packet is a view of the socket's buffer, which would stay alive for a few bytes of it.
      this.#queue.push(item instanceof Uint8Array ? Uint8Array.from(item) : item);
      this.#queuedBytes += costBytes(item);
      if (this.#queuedBytes > maxUploadQueueBytes && !this.#holding) {
        this.#holding = true;
        this.#link.holdReading(true);
      }
    }
    this.#wake?.();
  }

  abandon(): void {
    this.#aborted = true;
    this.#wake?.();
  }

  #release(): void {
    if (!this.#holding) return;
    this.#holding = false;
    this.#link.holdReading(false);
  }
}
