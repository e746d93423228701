// Calls and their replies: serial numbers, how many are under way, deadlines and cancellation.

import {
  beginPacket,
  encodePacket,
  endPacket,
  errorLayout,
  type Header,
  MessageStatus,
  MessageType,
  type Procedure,
  payloadOffset,
  Reader,
} from "@virtgate/protocol";
import {
  deadlinePassed,
  fileDescriptorsRefused,
  limitReached,
  protocolError,
  remoteError,
  socketClosed,
  unexpectedProcedure,
} from "./errors.js";
import { maxQueuedBytes, maxQueuedCalls } from "./limits.js";
import type { Outbox } from "./outbox.js";

export interface CallOptions {
  /**
   * Gives up on the reply, not on the work: the server is not told, as the protocol has no words for it. The call
   * keeps its place among the calls under way until its reply comes in, which is then dropped.
   */
  readonly signal?: AbortSignal | undefined;
  /** Gives up after so many milliseconds with VIR_ERR_OPERATION_TIMEOUT. */
  readonly deadlineMs?: number | undefined;
}

/** The program that a procedure belongs to. */
export interface ProgramId {
  readonly number: number;
  readonly version: number;
}

/** One call from the moment it is made. */
class Call {
  readonly program: ProgramId;
  readonly procedure: Procedure;
  readonly serial: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** True once nobody waits for the reply any more. */
  abandoned = false;
  /** Undoes the deadline and the signal; undefined for the many calls that have neither. */
  disarm: (() => void) | undefined = undefined;
  /** Called when the reply comes after all: a stream that it opened must be given up. */
  onLateReply: ((succeeded: boolean) => void) | undefined = undefined;

  constructor(program: ProgramId, procedure: Procedure, serial: number) {
    this.program = program;
    this.procedure = procedure;
    this.serial = serial;
    this.resolve = takenResolve;
    this.reject = takenReject;
  }
}

// A promise's two ends, handed out of `new Promise` without a closure for each call.
let takenResolve: (value: unknown) => void;
let takenReject: (error: unknown) => void;
const take = (resolve: (value: unknown) => void, reject: (error: unknown) => void): void => {
  takenResolve = resolve;
  takenReject = reject;
};

export interface CallLimits {
  readonly maxCallsInFlight: number;
  readonly deadlineMs: number | undefined;
}

export class Calls {
  /** The serial number that the next call will carry; a stream is known by that of its call. */
  nextSerial = 0;
  readonly #outbox: Outbox;
  readonly #maxInFlight: number;
  readonly #deadlineMs: number | undefined;
  readonly #reader = new Reader(new Uint8Array(0));
  readonly #inFlight = new Map<number, Call>();
  /** Calls beyond the cap, each with its packet. */
  readonly #queue: { call: Call; packet: Uint8Array }[] = [];
  #queuedBytes = 0;
  #open = true;

  constructor(outbox: Outbox, { maxCallsInFlight, deadlineMs }: CallLimits) {
    this.#outbox = outbox;
    this.#maxInFlight = maxCallsInFlight;
    this.#deadlineMs = deadlineMs;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** True while the server owes a reply under this number. */
  isAwaited(serial: number): boolean {
    return this.#inFlight.has(serial);
  }

  /** Sends a call. The arguments are encoded before this returns. Rejects with LibvirtError. */
  call<A, R>(
    program: ProgramId,
    procedure: Procedure<A, R>,
    args: A,
    options?: CallOptions,
    onLateReply?: (succeeded: boolean) => void,
  ): Promise<R> {
    if (!this.#open) return Promise.reject(socketClosed());
    if (options?.signal?.aborted) return Promise.reject(options.signal.reason);
    const promise = new Promise<unknown>(take) as Promise<R>;
    const call = new Call(program, procedure as Procedure, this.nextSerial);
    try {
      if (procedure.fds === "client" || procedure.fds === "both") {
        throw fileDescriptorsRefused(procedure.api);
      }
      if (this.#inFlight.size < this.#maxInFlight) this.#send(call, args);
      else this.#enqueue(call, args);
    } catch (thrown) {
      call.reject(thrown);
      return promise;
    }
    this.nextSerial = (this.nextSerial + 1) >>> 0;
    if (onLateReply !== undefined) call.onLateReply = onLateReply;
    const deadlineMs = options?.deadlineMs ?? this.#deadlineMs;
    const signal = options?.signal;
    if (signal !== undefined || deadlineMs !== undefined) this.#arm(call, signal, deadlineMs);
    return promise;
  }

  #send(call: Call, args: unknown): void {
    const { program, procedure, serial } = call;
    const { writer } = this.#outbox;
    const start = beginPacket(
      writer,
      program.number,
      program.version,
      procedure.number,
      MessageType.call,
      serial,
      MessageStatus.ok,
    );
    try {
      procedure.args.write(writer, args);
      endPacket(writer, start);
    } catch (thrown) {
      writer.discard(start);
      throw protocolError(`Unable to encode message payload: ${(thrown as Error).message}`, thrown);
    }
    this.#inFlight.set(serial, call);
    this.#outbox.packetAdded();
  }

  #enqueue(call: Call, args: unknown): void {
    if (this.#queue.length >= maxQueuedCalls || this.#queuedBytes >= maxQueuedBytes) {
      throw limitReached(`${this.#queue.length} calls wait for the server already`);
    }
    const { program, procedure, serial } = call;
    const header: Header = {
      program: program.number,
      version: program.version,
      procedure: procedure.number,
      type: MessageType.call,
      serial,
      status: MessageStatus.ok,
    };
    let packet: Uint8Array;
    try {
      packet = encodePacket(header, procedure.args, args);
    } catch (thrown) {
      throw protocolError(`Unable to encode message payload: ${(thrown as Error).message}`, thrown);
    }
    this.#queuedBytes += packet.length;
    this.#queue.push({ call, packet });
  }

  #sendQueued(): void {
    while (this.#inFlight.size < this.#maxInFlight) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      const { call, packet } = next;
      this.#queuedBytes -= packet.length;
      if (call.abandoned) continue;
      this.#inFlight.set(call.serial, call);
      this.#outbox.writer.raw(packet);
      this.#outbox.packetAdded();
    }
  }

  #arm(call: Call, signal: AbortSignal | undefined, deadlineMs: number | undefined): void {
    const giveUp = (error: unknown) => {
      if (call.abandoned) return;
      call.abandoned = true;
      call.disarm?.();
      call.reject(error);
    };
    const abort = () => giveUp(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    let timer: NodeJS.Timeout | undefined;
    if (deadlineMs !== undefined) {
      const what = call.procedure.api ?? `procedure ${call.procedure.number}`;
      timer = setTimeout(() => giveUp(deadlinePassed(what, deadlineMs)), deadlineMs);
    }
    call.disarm = () => {
      signal?.removeEventListener("abort", abort);
      clearTimeout(timer);
    };
  }

  /** Takes a reply. Throws LibvirtError when it answers nothing: the connection is then out of step. */
  reply(header: Header, packet: Uint8Array): void {
    const { program, version, serial } = header;
    const call = this.#inFlight.get(serial);
    if (call === undefined || call.program.number !== program || call.program.version !== version) {
      throw protocolError(`no call waiting for reply with prog ${program} vers ${version} serial ${serial}`);
    }
    this.#inFlight.delete(serial);
    call.disarm?.();
    if (call.abandoned) call.onLateReply?.(header.status === MessageStatus.ok);
    else this.#settle(call, header, packet);
    if (this.#queue.length > 0) this.#sendQueued();
  }

  #settle(call: Call, header: Header, packet: Uint8Array): void {
    const { procedure } = call;
    if (header.procedure !== procedure.number) {
      call.reject(unexpectedProcedure(header.procedure, procedure.number));
      return;
    }
    let offset = payloadOffset;
    if (header.type === MessageType.replyWithFds) offset += 4; // their number; we cannot receive them
    try {
      if (header.status === MessageStatus.ok) {
        call.resolve(procedure.ret.read(this.#reader.reset(packet, offset)));
      } else if (header.status === MessageStatus.error) {
        call.reject(remoteError(errorLayout.read(this.#reader.reset(packet, offset))));
      } else {
        call.reject(protocolError(`Unexpected message status ${header.status}`));
      }
    } catch (thrown) {
      call.reject(protocolError("Unable to decode message payload", thrown));
    }
  }

  /** Ends all calls. Those made later are told that the socket is closed. */
  close(error: unknown): void {
    this.#open = false;
    const calls = [...this.#inFlight.values(), ...this.#queue.map(({ call }) => call)];
    this.#inFlight.clear();
    this.#queue.length = 0;
    for (const call of calls) {
      call.disarm?.();
      if (!call.abandoned) call.reject(error);
    }
  }
}
