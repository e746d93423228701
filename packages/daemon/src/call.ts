// One call in progress, as a handler sees it; and the type that every table of handlers has.

import {
  type Args,
  ErrorCode,
  ErrorDomain,
  type Header,
  type LibvirtError,
  libvirtError,
  type Ret,
} from "@virtgate/protocol";
import type { Admit, Driver, MaybePromise } from "./drivers/driver.js";
import { noFds, type PassedFds } from "./drivers/passed-fds.js";
import type { Session } from "./session.js";
import type { Consume, StreamItem } from "./streams.js";

/** What a stream needs of the connection; the handler only says what goes in or out. */
export interface StreamOpener {
  download(header: Header, source: AsyncIterable<StreamItem> | Iterable<StreamItem>): void;
  upload(header: Header, consume: Consume): void;
}

export class Call {
  readonly session: Session;
  /** What the client has passed with the call. They are closed when it has been answered. */
  readonly passed: PassedFds;
  /** What the driver is to ask about what it finds in a file; undefined where everybody may do everything. */
  admit: Admit | undefined;
  readonly #header: Header;
  readonly #streams: StreamOpener;

  constructor(session: Session, header: Header, streams: StreamOpener, passed: PassedFds = noFds) {
    this.session = session;
    this.passed = passed;
    this.#header = header;
    this.#streams = streams;
  }

  /** The opened hypervisor. Throws VIR_ERR_INTERNAL_ERROR before connectOpen. */
  get driver(): Driver {
    const driver = this.session.driver;
    if (driver === undefined) throw notOpen();
    return driver;
  }

  /** After this call's reply, sends what `source` yields to the client. */
  sendStream(source: AsyncIterable<StreamItem> | Iterable<StreamItem>): void {
    this.#streams.download(this.#header, source);
  }

  /**
   * After this call's reply, gives what the client sends to `consume`. The client's "finish" is answered when
   * `consume` has returned; what `consume` throws reaches the client as the stream's error.
   */
  receiveStream(consume: Consume): void {
    this.#streams.upload(this.#header, consume);
  }
}

/** What libvirtd says to a call that needs an opened connection (watched with 9.0.0). */
export const notOpen = (): LibvirtError =>
  libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "hypervisor connection not open");

/** An answer with descriptors, which are sent to the client and then closed. Its session must pass them. */
export class WithFds<R> {
  readonly ret: R;
  readonly fds: readonly number[];

  constructor(ret: R, fds: readonly number[]) {
    this.ret = ret;
    this.fds = fds;
  }
}

/**
 * Procedure name -> what does it. Answering with a value instead of a promise keeps the call in one turn of the
 * event loop. A procedure without a handler answers VIR_ERR_NO_SUPPORT.
 */
export type Handlers<C> = {
  readonly [Name in keyof C]?: (
    call: Call,
    args: Args<C[Name]>,
  ) => MaybePromise<Ret<C[Name]>> | Promise<Ret<C[Name]> | WithFds<Ret<C[Name]>>>;
};

/** A handler whose types the table has already checked. */
export type AnyHandler = (call: Call, args: never) => MaybePromise<unknown>;
export type AnyHandlers = { readonly [name: string]: AnyHandler | undefined };
