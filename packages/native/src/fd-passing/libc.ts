// The C library's functions for descriptors that travel over unix sockets, and for waiting until there is something to
// read, as koffi calls them on Linux.
import { constants } from "node:os";
import { type Koffi, loadKoffi } from "../koffi.js";
import { NativeError } from "../problem.js";

/** Functions answer -1 for a failure, with the reason in `errno`. */
export interface Libc {
  readonly koffi: Koffi;
  sendmsg(fd: number, message: Uint8Array, flags: number): number;
  recvmsg(fd: number, message: Uint8Array, flags: number): number;
  epollCreate(flags: number): number;
  epollControl(epoll: number, operation: number, fd: number, event: Uint8Array): number;
  eventfd(initial: number, flags: number): number;
  fcntl(fd: number, command: number, argument: number): number;
  errno(): number;
}

let loading: Promise<Libc> | undefined;

/** Loaded once. Rejects with NativeError when koffi is not there, or on systems that are not Linux. */
export function loadLibc(): Promise<Libc> {
  loading ??= load().catch((problem) => {
    loading = undefined; // it may be installed while we run
    throw problem;
  });
  return loading;
}

async function load(): Promise<Libc> {
  if (process.platform !== "linux") throw new NativeError("file descriptors are passed on Linux only");
  const koffi = await loadKoffi("passing file descriptors");
  try {
    return bind(koffi);
  } catch (cause) {
    throw new NativeError("the C library lacks what passing file descriptors needs", { cause });
  }
}

function bind(koffi: Koffi): Libc {
  const library = koffi.load(null);
  // biome-ignore lint/suspicious/noExplicitAny: koffi's functions have no types; Libc gives them theirs
  const fn = (symbol: string, result: string, ...args: string[]): any => library.func(symbol, result, args);
  const fcntl = fn("fcntl", "int", "int", "int", "...");
  return {
    koffi,
    // ssize_t, for which koffi has no name, is as wide as a pointer.
    sendmsg: fn("sendmsg", "intptr_t", "int", "void *", "int"),
    recvmsg: fn("recvmsg", "intptr_t", "int", "void *", "int"),
    epollCreate: fn("epoll_create1", "int", "int"),
    epollControl: fn("epoll_ctl", "int", "int", "int", "int", "void *"),
    eventfd: fn("eventfd", "int", "uint32", "int"),
    fcntl: (fd, command, argument) => fcntl(fd, command, "int", argument),
    errno: () => koffi.errno(),
  };
}

const codes = new Map(Object.entries(constants.errno).map(([code, errno]) => [errno, code]));

/** Like the errors of Node's own calls: `code` is "EBADF", `errno` a negative number. */
export function systemFailure(call: string, errno: number): NodeJS.ErrnoException {
  const code = codes.get(errno) ?? `${errno}`;
  return Object.assign(new Error(`${call}: ${code}`), { code, errno: -errno, syscall: call });
}

/** fcntl(2): a descriptor of its own for what `fd` stands for, which programs that are started do not inherit. */
const F_DUPFD_CLOEXEC = 1030;

/** Throws as systemFailure says: EBADF for what is not open. */
export function duplicate(libc: Libc, fd: number): number {
  const copy = libc.fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw systemFailure("dup", libc.errno());
  return copy;
}
