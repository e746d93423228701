// The streams of one client, which most have none of: a table is made for the first.

import type { Header } from "@virtgate/protocol";
import type { StreamOpener } from "./call.js";
import { StreamTable } from "./stream-table.js";
import type { Consume, StreamItem, StreamSender } from "./streams.js";

export class ClientStreams implements StreamOpener {
  readonly #sender: StreamSender;
  readonly #released: () => void;
  #table: StreamTable | undefined;
  #holds = 0;

  /** `released`: one stream less has a reason not to read. */
  constructor(sender: StreamSender, released: () => void) {
    this.#sender = sender;
    this.#released = released;
  }

  /** An upload has more than it can take: nothing of the client is read. */
  get holdReading(): boolean {
    return this.#holds > 0;
  }

  download(header: Header, source: AsyncIterable<StreamItem> | Iterable<StreamItem>): void {
    this.#made().download(header, source);
  }

  upload(header: Header, consume: Consume): void {
    this.#made().upload(header, consume);
  }

  /** As StreamTable.replied. */
  replied(serial: number, ok: boolean): void {
    this.#table?.replied(serial, ok);
  }

  /** As StreamTable.receive. */
  receive(header: Header, item: StreamItem | undefined): void {
    this.#table?.receive(header, item);
  }

  abandon(): void {
    this.#table?.abandon();
  }

  #made(): StreamTable {
    this.#table ??= new StreamTable(this.#sender, (hold) => {
      this.#holds += hold ? 1 : -1;
      if (!hold) this.#released();
    });
    return this.#table;
  }
}
