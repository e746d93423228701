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
  type Writer,
  writePacket,
} from "@virtgate/protocol";
import { type StreamOpener, WithFds } from "./call.js";
import { lookUp, perform } from "./dispatch.js";
import { PassedFds } from "./drivers/passed-fds.js";
import type { Entry, Programs } from "./programs.js";
import type { Session } from "./session.js";

/** What becomes of the answers. */
export interface Answers {
  /** The answer to a call that has been in progress. */
  later(write: (out: Writer) => void): void;
  /** The same, with descriptors behind it. */
  laterWithFds(write: (out: Writer) => void, fds: readonly number[]): void;
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

  /** A call with descriptors, which are closed when it has been answered. */
  receiveWithFds(header: Header, payload: Reader, out: Writer, fds: readonly number[]): void {
    const passed = new PassedFds(fds);
    if (!this.receive(header, payload, out, passed)) passed.close();
  }

  /** Writes the answer to `out`, unless it takes longer than this turn: then this answers true. */
  receive(header: Header, payload: Reader, out: Writer, passed?: PassedFds): boolean {
    let entry: Entry | undefined;
    try {
      entry = lookUp(this.#programs, this.#session, header);
      const result = perform(entry, this.#session, header, payload, this.#streams, passed);
      if (result instanceof Promise) {
        this.#answerLater(header, entry, result, passed);
        return true;
      }
      this.#reply(out, header, entry, result);
    } catch (thrown) {
      this.#replyError(out, header, entry, thrown);
    }
    return false;
  }

  #answerLater(header: Header, entry: Entry, result: Promise<unknown>, passed?: PassedFds): void {
    this.inProgress++;
    const answer = (write: (out: Writer) => void) => {
      this.inProgress--;
      passed?.close();
      this.#answers.later(write);
    };
    result.then(
      (value) => {
        if (value instanceof WithFds) {
          this.inProgress--;
          passed?.close();
          const write = (out: Writer) => this.#reply(out, header, entry, value.ret, value.fds.length);
          this.#answers.laterWithFds(write, value.fds);
          return;
        }
        answer((out) => {
          try {
            this.#reply(out, header, entry, value);
          } catch (thrown) {
            this.#replyError(out, header, entry, thrown);
          }
        });
      },
      (thrown) => answer((out) => this.#replyError(out, header, entry, thrown)),
    );
  }

  /** `fds`: how many descriptors will follow; undefined for an ordinary reply. */
  #reply(out: Writer, header: Header, entry: Entry, value: unknown, fds?: number): void {
    const { program, version, procedure, serial } = header;
    const type = fds === undefined ? MessageType.reply : MessageType.replyWithFds;
    const start = beginPacket(out, program, version, procedure, type, serial, MessageStatus.ok);
    try {
      if (fds !== undefined) out.int32(fds);
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
