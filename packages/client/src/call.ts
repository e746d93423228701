// One call from the moment it is made to its answer, and its packet.

import { closeSync } from "node:fs";
import {
  beginPacket,
  endPacket,
  MessageStatus,
  MessageType,
  type Procedure,
  Writer,
} from "@virtgate/protocol";
import { protocolError } from "./errors.js";

/** The program that a procedure belongs to. */
export interface ProgramId {
  readonly number: number;
  readonly version: number;
}

/** One call from the moment it is made. */
export class Call {
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
  /** What it has of descriptors; undefined for a call that has none in either direction. */
  attached: Attached | undefined = undefined;

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
/** For the promise of the call that is made next. */
export const take = (resolve: (value: unknown) => void, reject: (error: unknown) => void): void => {
  takenResolve = resolve;
  takenReject = reject;
};

/** Descriptors that go with a call, and the answer with those that come. */
export interface Attached {
  /** To be closed by whoever sends them. */
  fds: readonly number[];
}

/** Appends the call's packet. Throws LibvirtError, and appends nothing, for arguments that do not fit. */
export function writeCall(
  { program, procedure, serial, attached }: Call,
  args: unknown,
  writer: Writer,
): void {
  const fds = attached?.fds.length ?? 0;
  const start = beginPacket(
    writer,
    program.number,
    program.version,
    procedure.number,
    fds === 0 ? MessageType.call : MessageType.callWithFds,
    serial,
    MessageStatus.ok,
  );
  try {
    if (fds > 0) writer.int32(fds);
    procedure.args.write(writer, args);
    endPacket(writer, start);
  } catch (thrown) {
    writer.discard(start);
    throw protocolError(`Unable to encode message payload: ${(thrown as Error).message}`, thrown);
  }
}

/** The packet in memory of its own. Throws as `writeCall`. */
export function encodeCall(call: Call, args: unknown): Uint8Array {
  const writer = new Writer(256);
  writeCall(call, args, writer);
  return writer.take();
}

export function closeFds(fds: readonly number[]): void {
  for (const fd of fds) closeSync(fd);
}
