// Bytes with descriptors beside them, as sendmsg(2) and recvmsg(2) take them (SCM_RIGHTS, unix(7)).
import type { Libc } from "./libc.js";

// asm-generic/socket.h and linux/socket.h
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x4000_0000;

const fdBytes = 4;

/** A message of one buffer, in memory that keeps its place: nothing is made anew for a call. */
export class Message {
  readonly data: Buffer;
  readonly #control: Buffer;
  readonly #header: Buffer;
  readonly #controlLengthAt: number;
  /** Holds what the header only points to. */
  readonly #vector: Buffer;
  readonly #libc: Libc;
  /** Of struct cmsghdr: a size_t and two ints. */
  readonly #headBytes: number;

  constructor(libc: Libc, dataBytes: number, maxFds: number) {
    const { koffi } = libc;
    const vector = koffi.struct({ iov_base: "void *", iov_len: "size_t" });
    const header = koffi.struct({
      msg_name: "void *",
      msg_namelen: "uint32",
      msg_iov: "void *",
      msg_iovlen: "size_t",
      msg_control: "void *",
      msg_controllen: "size_t",
      msg_flags: "int",
    });
    const sizeBytes = koffi.sizeof("size_t");
    this.#libc = libc;
    this.#headBytes = sizeBytes + 8;
    this.data = Buffer.allocUnsafeSlow(dataBytes);
    this.#control = Buffer.alloc(roundUp(this.#headBytes + maxFds * fdBytes, sizeBytes));
    this.#vector = Buffer.alloc(koffi.sizeof(vector));
    koffi.encode(this.#vector, vector, { iov_base: koffi.address(this.data), iov_len: dataBytes });
    this.#header = Buffer.alloc(koffi.sizeof(header));
    koffi.encode(this.#header, header, {
      msg_name: null,
      msg_namelen: 0,
      msg_iov: koffi.address(this.#vector),
      msg_iovlen: 1,
      msg_control: koffi.address(this.#control),
      msg_controllen: this.#control.length,
      msg_flags: 0,
    });
    this.#controlLengthAt = koffi.offsetof(header, "msg_controllen");
  }

  /** Sends all of `data` with one descriptor. 0, or the errno. */
  send(socket: number, fd: number): number {
    const control = new DataView(this.#control.buffer);
    const length = this.#headBytes + fdBytes;
    setSize(control, 0, length, this.#headBytes - 8);
    control.setInt32(this.#headBytes - 8, SOL_SOCKET, littleEndian);
    control.setInt32(this.#headBytes - 4, SCM_RIGHTS, littleEndian);
    control.setInt32(this.#headBytes, fd, littleEndian);
    const sent = this.#libc.sendmsg(socket, this.#header, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 ? this.#libc.errno() : 0;
  }

  /**
   * Takes what has arrived: the number of bytes in `data`, 0 at the end, or a negative errno. The descriptors that came
   * with them are added to `fds`, and are the caller's to close. The kernel does not give more than there is room for,
   * nor any from behind the bytes that the first ones came with.
   */
  receive(socket: number, fds: number[]): number {
    const header = new DataView(this.#header.buffer);
    const sizeBytes = this.#headBytes - 8;
    setSize(header, this.#controlLengthAt, this.#control.length, sizeBytes);
    const bytes = this.#libc.recvmsg(socket, this.#header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (bytes < 0) return -this.#libc.errno();
    const end = getSize(header, this.#controlLengthAt, sizeBytes);
    if (end > 0) this.#readFds(end, fds);
    return bytes;
  }

  #readFds(end: number, fds: number[]): void {
    const control = new DataView(this.#control.buffer);
    const sizeBytes = this.#headBytes - 8;
    for (let at = 0; at + this.#headBytes <= end; ) {
      const length = getSize(control, at, sizeBytes);
      if (length < this.#headBytes) return;
      const isRights =
        control.getInt32(at + sizeBytes, littleEndian) === SOL_SOCKET &&
        control.getInt32(at + sizeBytes + 4, littleEndian) === SCM_RIGHTS;
      for (let fd = at + this.#headBytes; isRights && fd + fdBytes <= at + length; fd += fdBytes) {
        fds.push(control.getInt32(fd, littleEndian));
      }
      at += roundUp(length, sizeBytes);
    }
  }
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** A size_t. None here comes near 2^32. */
function setSize(view: DataView, at: number, value: number, sizeBytes: number): void {
  if (sizeBytes === 8) view.setBigUint64(at, BigInt(value), littleEndian);
  else view.setUint32(at, value, littleEndian);
}

const getSize = (view: DataView, at: number, sizeBytes: number): number =>
  sizeBytes === 8 ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
