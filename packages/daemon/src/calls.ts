// The calls of one client: each climbs the ladder and is answered once, at once or later.

import {
  beginPacket,
  endPacket,
  errorLayout,
  type Header,
  LibvirtError,
  MessageStatus,
  MessageType,
  type Reader,
  WireError,
  type Writer,
  writePacket,
} from "@virtgate/protocol";
import type { StreamOpener } from "./call.js";
import { lookUp, perform } from "./dispatch.js";
import type { Entry, Programs } from "./programs.js";
import type { Session } from "./session.js";

/** What becomes of the answers. */
export interface Answers {
  /** The answer to a call that has been in progress. */
  later(write: (out: Writer) => void): void;
  /** A call that may have opened a stream has been answered. */
  opened(serial: number, ok: boolean): void;
  /** A call has failed with something that no client is told. */
  failure(procedure: string, thrown: unknown): void;
}

export class Calls {
  readonly #programs: Programs;
  readonly #session: Session;
  readonly #streams: StreamOpener;
  readonly #answers: Answers;
  inProgress = 0;

  constructor(programs: Programs, session: Session, streams: StreamOpener, answers: Answers) {
    this.#programs = programs;
    this.#session = session;
    this.#streams = streams;
    this.#answers = answers;
  }

  receiveWithFds(header: Header, payload: Reader, out: Writer): void {
    // Descriptors do not pass Node's sockets. A count of zero is an ordinary call; with a count above that, libvirtd
    // closes a TCP connection, and so do we everywhere.
    const count = payload.uint32();
    if (count > 0)
      throw new WireError(`a call brings ${count} file descriptors, which this socket cannot receive`);
    this.receive(header, payload, out);
  }

  /** Writes the answer to `out`, unless it takes longer than this turn. */
  receive(header: Header, payload: Reader, out: Writer): void {
    let entry: Entry | undefined;
    try {
      entry = lookUp(this.#programs, this.#session, header);
      const result = perform(entry, this.#session, header, payload, this.#streams);
      if (result instanceof Promise) this.#answerLater(header, entry, result);
      else this.#reply(out, header, entry, result);
    } catch (thrown) {
      this.#replyError(out, header, entry, thrown);
    }
  }

  #answerLater(header: Header, entry: Entry, result: Promise<unknown>): void {
    this.inProgress++;
    const answer = (write: (out: Writer) => void) => {
      this.inProgress--;
      this.#answers.later(write);
    };
    result.then(
      (value) =>
        answer((out) => {
          try {
            this.#reply(out, header, entry, value);
          } catch (thrown) {
            this.#replyError(out, header, entry, thrown);
          }
        }),
      (thrown) => answer((out) => this.#replyError(out, header, entry, thrown)),
    );
  }

  #reply(out: Writer, header: Header, entry: Entry, value: unknown): void {
    const { program, version, procedure, serial } = header;
    const start = beginPacket(out, program, version, procedure, MessageType.reply, serial, MessageStatus.ok);
    try {
      entry.ret.write(out, value);
      endPacket(out, start);
    } catch (thrown) {
      out.discard(start);
      throw thrown;
    }
    if (entry.stream !== undefined) this.#answers.opened(serial, true);
  }

  #replyError(out: Writer, header: Header, entry: Entry | undefined, thrown: unknown): void {
    if (!(thrown instanceof LibvirtError)) this.#answers.failure(entry?.name ?? "?", thrown);
    const reply = { ...header, type: MessageType.reply, status: MessageStatus.error };
    writePacket(out, reply, errorLayout, LibvirtError.from(thrown).toWire());
    if (entry?.stream !== undefined) this.#answers.opened(header.serial, false);
  }
}
