// Who is on the other side of a unix socket, as the kernel knows it.
import type { Socket } from "node:net";
import { loadKoffi } from "../koffi.js";
import { NativeError } from "../problem.js";
import { socketFd } from "../socket-fd.js";
import { processStartTime } from "./process-start.js";

/** The process that called connect(2), and its user and group at that moment. */
export interface PeerCredentials {
  /** 0 for a process of a pid namespace that this process does not see. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  /** In clock ticks since the machine started. Undefined: that process is gone, or cannot be seen. */
  readonly startTime: bigint | undefined;
}

/** Undefined when the socket is closed already, or is no unix socket. */
export type ReadPeer = (socket: Socket) => PeerCredentials | undefined;

// asm-generic/socket.h
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** Since Linux 6.5: a descriptor of the very process, whoever has its number by now. */
const SO_PEERPIDFD = 77;
/** asm-generic/unistd.h: pidfd_send_signal(2), which with signal 0 only looks. */
const PIDFD_SEND_SIGNAL = 424;

/**
 * The reader of credentials, to be called at once when a connection is accepted: the sooner, the surer that the start
 * time is that of the process which connected. Rejects with NativeError when koffi is not there, or on systems that are
 * not Linux. A call takes some 0.03 ms.
 */
export async function peerCredentials(): Promise<ReadPeer> {
  if (process.platform !== "linux")
    throw new NativeError("credentials of unix sockets are read on Linux only");
  const koffi = await loadKoffi("reading the credentials of unix sockets");
  const library = koffi.load(null);
  const getsockopt: (fd: number, level: number, name: number, value: Buffer, length: [number]) => number =
    library.func("int getsockopt(int fd, int level, int name, void *value, _Inout_ uint32 *length)");
  const close: (fd: number) => number = library.func("int close(int fd)");
  // By its number: C libraries before glibc 2.36, and musl, have no function for it.
  const syscall: (number: number, fd: number, signal: number, info: null, flags: number) => number =
    library.func("long syscall(long number, int fd, int signal, void *info, unsigned int flags)");
  /** Whether nobody has waited for the end of the process yet: until then no other gets its number. */
  const hasItsNumber = (pidFd: number) =>
    syscall(PIDFD_SEND_SIGNAL, pidFd, 0, null, 0) === 0 || koffi.errno() !== koffi.os.errno.ESRCH;
  // One place for all answers: a call is over before the next begins.
  const answer = Buffer.alloc(12);
  const ask = (fd: number, name: number, bytes: number): boolean => {
    const length: [number] = [bytes];
    return getsockopt(fd, SOL_SOCKET, name, answer, length) === 0 && length[0] === bytes;
  };
  const int32 = (at: number) => new DataView(answer.buffer, answer.byteOffset).getInt32(at, littleEndian);
  return (socket) => {
    const fd = socketFd(socket);
    // A TCP socket answers with nobody: pid 0 and the ids -1.
    if (fd === undefined || socket.remoteAddress !== undefined || !ask(fd, SO_PEERCRED, 12)) return undefined;
    const pid = int32(0);
    const uid = int32(4) >>> 0;
    const gid = int32(8) >>> 0;
    if (!ask(fd, SO_PEERPIDFD, 4)) {
      const isGone = koffi.errno() !== koffi.os.errno.ENOPROTOOPT;
      return { pid, uid, gid, startTime: isGone ? undefined : processStartTime(pid) };
    }
    const pidFd = int32(0);
    try {
      const startTime = processStartTime(pid);
      return { pid, uid, gid, startTime: hasItsNumber(pidFd) ? startTime : undefined };
    } finally {
      close(pidFd);
    }
  };
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
