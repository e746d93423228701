// Calls and their replies: serial numbers, how many are under way, deadlines and cancellation.

import {
  errorLayout,
  type Header,
  MessageStatus,
  MessageType,
  type Procedure,
  payloadOffset,
  Reader,
} from "@virtgate/protocol";
import { Call, closeFds, encodeCall, type ProgramId, take, writeCall } from "./call.js";
import {
  answersWithFds,
  deadlinePassed,
  limitReached,
  protocolError,
  remoteError,
  socketClosed,
  unexpectedProcedure,
} from "./errors.js";
import { maxQueuedBytes, maxQueuedCalls } from "./limits.js";
import type { Outbox } from "./outbox.js";

export type { ProgramId };

export interface CallOptions {
  /**
   * Gives up on the reply, not on the work: the server is not told, as the protocol has no words for it. The call
   * keeps its place among the calls under way until its reply comes in, which is then dropped.
   */
  readonly signal?: AbortSignal | undefined;
  /** Gives up after so many milliseconds with VIR_ERR_OPERATION_TIMEOUT. */
  readonly deadlineMs?: number | undefined;
}

export interface WithFds<R> {
  readonly ret: R;
  /** The caller's, to be closed. */
  readonly fds: readonly number[];
}

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
    const { fds } = procedure;
    if (fds !== undefined && fds !== "client") call.reject(answersWithFds(procedure.api));
    else this.#begin(call, args, options, onLateReply);
    return promise;
  }

  /**
   * The same with descriptors, which are closed when they have been sent, or not. The session must have an FdTransport;
   * for answers with descriptors, one that receives them.
   */
  callWithFds<A, R>(
    program: ProgramId,
    procedure: Procedure<A, R>,
    args: A,
    fds: readonly number[],
    options?: CallOptions,
  ): Promise<WithFds<R>> {
    const promise = new Promise<unknown>(take) as Promise<WithFds<R>>;
    const call = new Call(program, procedure as Procedure, this.nextSerial);
    call.attached = { fds };
    const refusal = this.#open ? options?.signal?.aborted && options.signal.reason : socketClosed();
    if (refusal) this.#refuse(call, refusal);
    else this.#begin(call, args, options);
    return promise;
  }

  #refuse(call: Call, error: unknown): void {
    closeFds(call.attached?.fds ?? []);
    call.reject(error);
  }

  #begin(
    call: Call,
    args: unknown,
    options: CallOptions | undefined,
    onLateReply?: (succeeded: boolean) => void,
  ): void {
    try {
      if (this.#inFlight.size < this.#maxInFlight) this.#send(call, args);
      else this.#enqueue(call, args);
    } catch (thrown) {
      this.#refuse(call, thrown);
      return;
    }
    this.nextSerial = (this.nextSerial + 1) >>> 0;
    if (onLateReply !== undefined) call.onLateReply = onLateReply;
    const deadlineMs = options?.deadlineMs ?? this.#deadlineMs;
    const signal = options?.signal;
    if (signal !== undefined || deadlineMs !== undefined) this.#arm(call, signal, deadlineMs);
  }

  #send(call: Call, args: unknown): void {
    const { serial, attached } = call;
    if (attached !== undefined && attached.fds.length > 0) {
      this.#sendWithFds(call, encodeCall(call, args), attached.fds);
      return;
    }
    writeCall(call, args, this.#outbox.writer);
    this.#inFlight.set(serial, call);
    this.#outbox.packetAdded();
  }

  #sendWithFds(call: Call, packet: Uint8Array, fds: readonly number[]): void {
    this.#inFlight.set(call.serial, call);
    this.#outbox.sendWithFds(packet, fds);
  }

  #enqueue(call: Call, args: unknown): void {
    if (this.#queue.length >= maxQueuedCalls || this.#queuedBytes >= maxQueuedBytes) {
      throw limitReached(`${this.#queue.length} calls wait for the server already`);
    }
    const packet = encodeCall(call, args);
    this.#queuedBytes += packet.length;
    this.#queue.push({ call, packet });
  }

  #sendQueued(): void {
    while (this.#inFlight.size < this.#maxInFlight) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      const { call, packet } = next;
      this.#queuedBytes -= packet.length;
      const fds = call.attached?.fds ?? [];
      if (call.abandoned) {
        closeFds(fds);
        continue;
      }
      if (fds.length > 0) {
        this.#sendWithFds(call, packet, fds);
        continue;
      }
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

  /**
   * Takes a reply, with its descriptors if it is of the kind that has some. Throws LibvirtError when it answers nothing:
   * the connection is then out of step.
   */
  reply(header: Header, packet: Uint8Array, fds?: readonly number[]): void {
    const { program, version, serial } = header;
    const call = this.#inFlight.get(serial);
    if (call === undefined || call.program.number !== program || call.program.version !== version) {
      closeFds(fds ?? []);
      throw protocolError(`no call waiting for reply with prog ${program} vers ${version} serial ${serial}`);
    }
    this.#inFlight.delete(serial);
    call.disarm?.();
    if (call.abandoned) {
      closeFds(fds ?? []);
      call.onLateReply?.(header.status === MessageStatus.ok);
    } else this.#settle(call, header, packet, fds);
    if (this.#queue.length > 0) this.#sendQueued();
  }

  #settle(call: Call, header: Header, packet: Uint8Array, fds: readonly number[] = noFds): void {
    const { procedure, attached } = call;
    if (header.procedure !== procedure.number) {
      closeFds(fds);
      call.reject(unexpectedProcedure(header.procedure, procedure.number));
      return;
    }
    const offset = payloadOffset + (header.type === MessageType.replyWithFds ? fdCountBytes : 0);
    // Of those that nobody has asked for, or that come with an error.
    let left = fds;
    try {
      if (header.status === MessageStatus.ok) {
        const ret = procedure.ret.read(this.#reader.reset(packet, offset));
        if (attached === undefined) call.resolve(ret);
        else {
          left = noFds;
          call.resolve({ ret, fds });
        }
      } else if (header.status === MessageStatus.error) {
        call.reject(remoteError(errorLayout.read(this.#reader.reset(packet, offset))));
      } else {
        call.reject(protocolError(`Unexpected message status ${header.status}`));
      }
    } catch (thrown) {
      call.reject(protocolError("Unable to decode message payload", thrown));
    }
    closeFds(left);
  }

  /** Ends all calls. Those made later are told that the socket is closed. */
  close(error: unknown): void {
    this.#open = false;
    const calls = [...this.#inFlight.values(), ...this.#queue.map(({ call }) => call)];
    for (const { call } of this.#queue) closeFds(call.attached?.fds ?? []);
    this.#inFlight.clear();
    this.#queue.length = 0;
    for (const call of calls) {
      call.disarm?.();
      if (!call.abandoned) call.reject(error);
    }
  }
}

const noFds: readonly number[] = [];

/** Of the word in which a reply says how many descriptors it has. */
const fdCountBytes = 4;
