// Descriptors on their way in: behind a packet that announces some come as many bytes, each with one of them.

import type { FrameReader } from "./frame.js";
import { maxFileDescriptors } from "./limits.js";
import type { Reader } from "./reader.js";
import { WireError } from "./wire-error.js";

/**
 * How many descriptors a packet of type callWithFds or replyWithFds announces: the first word of its payload. Throws
 * WireError for more than 32, as libvirt's peers do.
 */
export function readFdCount(payload: Reader): number {
  const count = payload.uint32();
  if (count <= maxFileDescriptors) return count;
  throw new WireError(`Received too many FDs ${count | 0}, expected ${maxFileDescriptors} maximum`);
}

export class ArrivingFds {
  readonly #frames: FrameReader;
  readonly #closeFd: (fd: number) => void;
  /** As they came: those of one read belong to one byte of it, if the client does as libvirt's do. */
  #arrived: (readonly number[])[] = [];
  /** What they are for. Until it has them all, nothing behind it is looked at. */
  #packet: Uint8Array | undefined;
  #wanted = 0;
  #taken: number[] = [];

  /** `closeFd` closes those that nobody will ever have. */
  constructor(frames: FrameReader, closeFd: (fd: number) => void) {
    this.#frames = frames;
    this.#closeFd = closeFd;
  }

  /** They came with the last of the bytes that are about to be pushed into the frames. Throws WireError for too many. */
  arrive(fds: readonly number[]): void {
    this.#arrived.push(fds);
    // Those of packets that announce none add up as long as the other side leaves a packet unfinished.
    if (this.#arrived.length > maxFileDescriptors) throw new WireError("descriptors that belong to nothing");
  }

  /** As FrameReader.next; and the packet of `attached` again when it has what it waits for. */
  next(): Uint8Array | undefined {
    if (this.#packet !== undefined) return this.#isComplete() ? this.#packet : undefined;
    const packet = this.#frames.next();
    if (packet === undefined && this.#frames.buffered === 0) this.#dropArrived();
    return packet;
  }

  /**
   * The descriptors of the packet that `next` has just given; undefined as long as some are on their way. Throws
   * WireError when the bytes that follow it bring none.
   */
  attached(packet: Uint8Array, count: number): readonly number[] | undefined {
    this.#packet = packet;
    this.#wanted = count;
    if (!this.#isComplete()) return undefined;
    const fds = this.#taken;
    this.#packet = undefined;
    this.#taken = [];
    return fds;
  }

  #isComplete(): boolean {
    const taken = this.#taken;
    while (taken.length < this.#wanted && this.#frames.skip(1) === 1) {
      const fds = this.#arrived.shift() ?? [];
      taken.push(...fds);
      // libvirt, too, takes exactly one at a time.
      if (fds.length !== 1) throw new WireError(`a byte with ${fds.length} descriptors instead of one`);
    }
    return taken.length === this.#wanted;
  }

  /** Those that came with what is no packet with descriptors. libvirt does not see them either. */
  #dropArrived(): void {
    for (const fds of this.#arrived.splice(0)) this.#closeAll(fds);
  }

  close(): void {
    this.#dropArrived();
    this.#closeAll(this.#taken.splice(0));
  }

  #closeAll(fds: readonly number[]): void {
    for (const fd of fds) this.#closeFd(fd);
  }
}
