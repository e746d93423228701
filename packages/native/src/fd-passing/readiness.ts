// Waiting until a descriptor has something to read. Node tells that only of what it reads itself, so that there is one
// thread which does nothing but wait: epoll_wait(2) blocks it, and not one of the few threads that Node has for files.
import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import { endianness } from "node:os";
import { Worker } from "node:worker_threads";
import { NativeError } from "../problem.js";
import { type Libc, systemFailure } from "./libc.js";

// sys/epoll.h, sys/eventfd.h
const EPOLL_CLOEXEC = 0x80000;
const EFD_CLOEXEC = 0x80000;
const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;
const EPOLLIN = 1;
const EPOLLRDHUP = 0x2000;
/** One report, and then none until it is asked for again: whoever is slow is not told over and over. */
const EPOLLONESHOT = 0x4000_0000;

const maxEvents = 64;
const littleEndian = endianness() === "LE";

/** What the thread runs. In text: a worker would otherwise need a file of its own wherever this package is bundled. */
const thread = `
const { parentPort, workerData: { koffi, epoll, eventBytes, dataAt, maxEvents } } = require("node:worker_threads");
const wait = require(koffi).load(null).func("epoll_wait", "int", ["int", "void *", "int", "int"]);
const events = new DataView(new ArrayBuffer(eventBytes * maxEvents));
const bytes = new Uint8Array(events.buffer);
const littleEndian = ${littleEndian};
for (let running = true; running; ) {
  const ready = [];
  const count = wait(epoll, bytes, maxEvents, -1);
  for (let i = 0; i < count; i++) {
    const number = Number(events.getBigUint64(i * eventBytes + dataAt, littleEndian));
    if (number === 0) running = false;
    else ready.push(number);
  }
  if (ready.length > 0) parentPort.postMessage(ready);
}`;

export class Readiness {
  readonly #libc: Libc;
  readonly #epoll: number;
  readonly #end: number;
  readonly #event: DataView;
  readonly #dataAt: number;
  readonly #watched = new Map<number, Watcher>();
  #nextNumber = 1;
  #broken: Error | undefined;
  readonly #worker: Worker;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#epoll = checked(libc, "epoll_create1", libc.epollCreate(EPOLL_CLOEXEC));
    // struct epoll_event has no gap on x86-64 alone.
    this.#dataAt = process.arch === "x64" ? 4 : 8;
    this.#event = new DataView(new ArrayBuffer(this.#dataAt + 8));
    this.#end = checked(libc, "eventfd", libc.eventfd(0, EFD_CLOEXEC));
    this.#control(EPOLL_CTL_ADD, this.#end, EPOLLIN, 0);
    this.#worker = this.#start();
  }

  /** Adds an open descriptor, which must stay so until the watch is closed. Throws when the system refuses. */
  watch(fd: number, watcher: Watcher): Watch {
    if (this.#broken !== undefined) throw this.#broken;
    const number = this.#nextNumber++;
    this.#control(EPOLL_CTL_ADD, fd, 0, number);
    this.#watched.set(number, watcher);
    // As an open socket of Node's, it keeps the process running.
    if (this.#watched.size === 1) this.#worker.ref();
    return {
      arm: () => this.#control(EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, number),
      close: () => {
        if (!this.#watched.delete(number)) return;
        if (this.#watched.size === 0) this.#worker.unref();
        this.#control(EPOLL_CTL_DEL, fd, 0, number);
      },
    };
  }

  #control(operation: number, fd: number, events: number, number: number): void {
    this.#event.setUint32(0, events, littleEndian);
    this.#event.setBigUint64(this.#dataAt, BigInt(number), littleEndian);
    const bytes = new Uint8Array(this.#event.buffer);
    checked(this.#libc, "epoll_ctl", this.#libc.epollControl(this.#epoll, operation, fd, bytes));
  }

  #start(): Worker {
    const worker = new Worker(thread, {
      eval: true,
      execArgv: [],
      env: {},
      workerData: {
        koffi: createRequire(import.meta.url).resolve("koffi"),
        epoll: this.#epoll,
        eventBytes: this.#event.byteLength,
        dataAt: this.#dataAt,
        maxEvents,
      },
    });
    worker.on("message", (numbers: number[]) => {
      for (const number of numbers) this.#watched.get(number)?.ready();
    });
    worker.on("error", (cause) => {
      this.#broken = new NativeError("the thread that waits for sockets has ended", { cause });
      for (const { failed } of [...this.#watched.values()]) failed(this.#broken);
    });
    // Not before: a listener for messages alone would keep the process running.
    worker.unref();
    // The process waits for its threads when it ends.
    process.once("exit", () => writeSync(this.#end, Buffer.alloc(8, 1)));
    return worker;
  }
}

/** Neither may throw. */
export interface Watcher {
  /** Called once for each `Watch.arm`: there is something to read, or the end. */
  ready(): void;
  /** There will be no more reports. */
  failed(error: Error): void;
}

/** One descriptor that is waited for. */
export interface Watch {
  /** Asks for the next report; at once if there is something already. */
  arm(): void;
  /** Before the descriptor is closed. */
  close(): void;
}

function checked(libc: Libc, call: string, result: number): number {
  if (result < 0) throw systemFailure(call, libc.errno());
  return result;
}
