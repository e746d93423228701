// The test hypervisor inside a client's own process: the daemon's connection, ladder and driver without a daemon.

import { Connection } from "./connection.js";
import type { ConnectionLog } from "./connection-options.js";
import { hypervisorPrograms } from "./hypervisor-programs.js";
import type { Link } from "./link.js";

/** One end of a pair in memory; the client library's Transport has this shape. */
export interface LocalTransport {
  send(bytes: Uint8Array): boolean;
  onData(listener: (chunk: Uint8Array) => void): void;
  onDrain(listener: () => void): void;
  onClose(listener: (error?: Error) => void): void;
  pause(): void;
  resume(): void;
  close(): void;
}

/** Nobody reads a log here: the caller sees every error itself. */
const silent: ConnectionLog = { refusal() {}, closed() {}, cutOff() {}, failure() {} };

let nextId = 1;

/** For `connect("test:///default", { local: [testDriver] })`. */
export const testDriver = {
  scheme: "test",
  /** Serves the client at the other end of the pair. */
  serve(transport: LocalTransport): void {
    const link = new TransportLink(transport);
    const connection = new Connection(link, {
      id: nextId++,
      transport: "memory",
      readonly: false,
      signedIn: true,
      programs: hypervisorPrograms(),
      maxRequests: 64,
      keepAlive: { intervalSeconds: -1, count: 0 },
      log: silent,
    });
    transport.onData((chunk) => connection.receive(chunk));
    transport.onDrain(() => {
      link.queuedBytes = 0;
      connection.drained();
    });
    transport.onClose(() => connection.linkClosed("client closed the connection"));
  },
};

class TransportLink implements Link {
  readonly #transport: LocalTransport;
  /** A guess that is exact when it matters: bytes sent since the other side last asked to wait. */
  queuedBytes = 0;

  constructor(transport: LocalTransport) {
    this.#transport = transport;
  }

  write(bytes: Uint8Array): void {
    if (this.#transport.send(bytes)) this.queuedBytes = 0;
    else this.queuedBytes += bytes.length;
  }

  pause(): void {
    this.#transport.pause();
  }

  resume(): void {
    this.#transport.resume();
  }

  end(): void {
    // Behind what was written: it is delivered in order with the close.
    this.#transport.close();
  }

  destroy(): void {
    this.#transport.close();
  }

  reset(): void {
    this.#transport.close();
  }
}

export { parseXml } from "./definitions/index.js";
