// One datagram to a unix socket, which Node has no call for: how a service manager is told things (sd_notify(3)).
import { type Koffi, loadKoffi } from "./koffi.js";
import { NativeError } from "./problem.js";

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
/** Never waits, and no signal when the other side is gone. */
const MSG_DONTWAIT_NOSIGNAL = 0x4040;

/** sun_path. */
const MAX_PATH_BYTES = 108;
const ENAMETOOLONG = 36;

/** `address`: a path, or `@` and an abstract name, of at most 108 bytes. Answers the errno; 0 when it was sent. */
export type DatagramSender = (address: string, text: string) => number;

/** Linux alone. Throws NativeError when koffi is not installed, or not for this machine. */
export async function datagramSender(): Promise<DatagramSender> {
  if (process.platform !== "linux")
    throw new NativeError("datagrams to unix sockets are sent on Linux alone");
  const koffi = await loadKoffi("a datagram to a unix socket");
  const { socket, sendto, close } = functions(koffi);
  return (address, text) => {
    const path = Buffer.from(address);
    if (path.length > MAX_PATH_BYTES) return ENAMETOOLONG;
    if (path[0] === 0x40) path[0] = 0; // "@"
    const family = Buffer.from(Uint16Array.of(AF_UNIX).buffer);
    const name = Buffer.concat([family, path]);
    const bytes = Buffer.from(text);
    const fd: number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return koffi.errno();
    const sent: number = sendto(fd, bytes, bytes.length, MSG_DONTWAIT_NOSIGNAL, name, name.length);
    const errno = sent < 0 ? koffi.errno() : 0;
    close(fd);
    return errno;
  };
}

function functions(koffi: Koffi) {
  try {
    // The C library that Node itself runs on.
    const library = koffi.load(null);
    return {
      socket: library.func("int socket(int domain, int type, int protocol)"),
      sendto: library.func(
        "long sendto(int fd, const uint8_t *bytes, size_t length, int flags, const uint8_t *address, uint32_t size)",
      ),
      close: library.func("int close(int fd)"),
    };
  } catch (cause) {
    throw new NativeError("the C library's sockets cannot be reached", { cause });
  }
}
