// A client in memory for tests: it has a Connection's other end, counts what waits, and decodes what arrives.

import {
  call,
  decode,
  ErrorCode,
  ErrorDomain,
  encodePacket,
  errorLayout,
  event,
  FrameReader,
  type Header,
  int,
  type Layout,
  libvirtError,
  MessageStatus,
  MessageType,
  opaque,
  payloadOffset,
  program,
  readHeader,
  text,
} from "@virtgate/protocol";
import { Connection } from "../connection.js";
import type { ConnectionLog, ConnectionOptions } from "../connection-options.js";
import type { Driver } from "../drivers/driver.js";
import type { Link } from "../link.js";
import { Programs, serve } from "../programs.js";
import type { Session } from "../session.js";
import type { Consume, StreamItem } from "../streams.js";

/** A program of its own, so that these tests do not depend on any hypervisor. */
export const toy = program({
  name: "toy",
  number: 77,
  version: 1,
  calls: {
    open: call(1, () => ({ api: null, open: true })),
    close: call(2, () => ({ api: null })),
    double: call(3, () => ({ api: "virToyDouble", args: { value: int }, ret: { value: int } })),
    later: call(4, () => ({ api: "virToyLater", args: { value: int }, ret: { value: int } })),
    change: call(5, () => ({ api: "virDomainToyChange", write: true })),
    changeSome: call(6, () => ({
      api: "virNetworkToyChange",
      args: { flags: int },
      write: { argument: "flags", test: "any", value: 2 },
    })),
    missing: call(7, () => ({ api: "virStorageToyMissing" })),
    big: call(8, () => ({ api: "virToyBig", args: { bytes: int }, ret: { data: opaque(4_000_000) } })),
    fails: call(9, () => ({ api: "virToyFails" })),
    download: call(10, () => ({ api: "virToyDownload", stream: "down" })),
    laterBig: call(12, () => ({
      api: "virToyLaterBig",
      args: { bytes: int },
      ret: { data: opaque(4_000_000) },
    })),
    failsLong: call(13, () => ({ api: "virToyFailsLong", args: { later: int } })),
    upload: call(11, () => ({ api: "virToyUpload", stream: "up" })),
  },
  events: { happened: event(20, () => ({ body: { what: text } })) },
});

/** More than a text on the wire may have. */
export const tooLong = "x".repeat(4_194_305);

export interface Packet {
  readonly header: Header;
  readonly payload: Uint8Array;
}

type Source = Iterable<StreamItem> | AsyncIterable<StreamItem>;

export class FakeClient {
  readonly packets: Packet[] = [];
  readonly log: string[] = [];
  readonly connection: Connection;
  closed = false;
  paused = false;
  /** When false, what the daemon writes counts as queued until `read` is called. */
  reading = true;
  /** Answers the "later" calls, in any order. */
  readonly pending: ((value: number) => void)[] = [];
  source: Source = [];
  consume: Consume = async () => {};
  readonly #frames = new FrameReader();
  #queued = 0;
  #held: Uint8Array[] = [];

  constructor(options: Partial<ConnectionOptions> = {}) {
    const client = this;
    const link: Link = {
      write(bytes) {
        client.#held.push(bytes);
        client.#queued += bytes.length;
        if (client.reading) client.read();
      },
      get queuedBytes() {
        return client.#queued;
      },
      pause() {
        client.paused = true;
      },
      resume() {
        client.paused = false;
      },
      end() {
        client.closed = true;
        client.connection.linkClosed("ended");
      },
      destroy() {
        client.closed = true;
      },
      reset() {
        client.closed = true;
      },
    };
    this.connection = new Connection(link, {
      id: 1,
      transport: "memory",
      readonly: false,
      signedIn: true,
      programs: new Programs([serve(toy, this.#handlers())]),
      maxRequests: 5,
      keepAlive: { intervalSeconds: -1, count: 0 },
      log: this.#logger(),
      ...options,
    });
  }

  /** Takes everything that is queued for this client. */
  read(): void {
    const held = this.#held;
    this.#held = [];
    this.#queued = 0;
    for (const bytes of held) {
      this.#frames.push(bytes);
      for (let packet = this.#frames.next(); packet !== undefined; packet = this.#frames.next()) {
        this.packets.push({ header: readHeader(packet), payload: packet.slice(payloadOffset) });
      }
    }
    if (held.length > 0) this.connection.drained();
  }

  get queuedBytes(): number {
    return this.#queued;
  }

  call<A>(
    procedure: { number: number; args: Layout<A> },
    args: A,
    serial = 0,
    header: Partial<Header> = {},
  ): Uint8Array {
    return encodePacket({ ...headerOf(procedure.number, serial), ...header }, procedure.args, args);
  }

  send(...packets: Uint8Array[]): void {
    this.connection.receive(Uint8Array.from(Buffer.concat(packets)));
  }

  /** The last packet as the error it must be. */
  lastError() {
    const { header, payload } = this.packets.at(-1)!;
    if (header.status !== MessageStatus.error) throw new Error(`status ${header.status}`);
    return decode(errorLayout, payload);
  }

  #handlers() {
    return {
      open: (call: { session: Session }) => {
        call.session.driver = {} as Driver;
        return {};
      },
      close: (call: { session: Session }) => {
        call.session.closeAfterReply();
        return {};
      },
      double: (_call: object, { value }: { value: number }) => ({ value: value * 2 }),
      later: () =>
        new Promise<{ value: number }>((resolve) => {
          this.pending.push((value) => resolve({ value }));
        }),
      change: () => ({}),
      changeSome: () => ({}),
      big: (_call: object, { bytes }: { bytes: number }) => ({ data: new Uint8Array(bytes) }),
      laterBig: async (_call: object, { bytes }: { bytes: number }) => ({ data: new Uint8Array(bytes) }),
      failsLong: (_call: object, { later }: { later: number }) => {
        const error = libvirtError(ErrorDomain.none, ErrorCode.internalError, tooLong);
        if (later === 0) throw error;
        return Promise.reject(error);
      },
      fails: () => {
        throw new Error("a secret of ours");
      },
      download: (call: { sendStream(source: Source): void }) => {
        call.sendStream(this.source);
        return {};
      },
      upload: (call: { receiveStream(consume: Consume): void }) => {
        call.receiveStream(this.consume);
        return {};
      },
    };
  }

  #logger(): ConnectionLog {
    return {
      refusal: (_session, rule) => this.log.push(`refusal: ${rule}`),
      closed: (_session, reason) => this.log.push(`closed: ${reason}`),
      cutOff: (_session, reason) => this.log.push(`cut off: ${reason}`),
      failure: (_session, procedure, thrown) => this.log.push(`failure: ${procedure}: ${String(thrown)}`),
    };
  }
}

export const headerOf = (procedure: number, serial: number): Header => ({
  program: toy.number,
  version: toy.version,
  procedure,
  type: MessageType.call,
  serial,
  status: MessageStatus.ok,
});

/** Lets promises and ticks that are due run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
