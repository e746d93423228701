// unix sockets.

import { ErrorDomain, systemError } from "@virtgate/protocol";
import { errorNumber, errorText } from "../errno.js";
import { connectSocket, type SocketTransport } from "./socket.js";

/** sun_path of Linux, with its closing zero byte. */
const maxPathBytes = 108;

export async function connectUnix(path: string, signal?: AbortSignal): Promise<SocketTransport> {
  if (Buffer.byteLength(path) >= maxPathBytes) {
    // Node would cut the path off and connect to whatever is there.
    const detail = `Path ${path} too long for unix socket: Cannot allocate memory`;
    throw systemError(ErrorDomain.rpc, 12, detail);
  }
  try {
    const transport = await connectSocket({ path }, signal);
    transport.passFds = async () => (await import("./unix-fds.js")).UnixFdTransport.over(transport);
    return transport;
  } catch (thrown) {
    signal?.throwIfAborted();
    // An empty path is Linux's abstract namespace, where nobody listens.
    const code = path === "" ? "ECONNREFUSED" : (thrown as NodeJS.ErrnoException).code;
    const detail = `Failed to connect socket to '${path}': ${errorText(code)}`;
    throw systemError(ErrorDomain.rpc, errorNumber(code), detail);
  }
}
