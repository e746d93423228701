// TCP over IPv4 and IPv6: every address of a name is tried in the resolver's order.

import type { LookupAddress } from "node:dns";
import { isIP, type TcpSocketConnectOpts } from "node:net";
import { ErrorCode, ErrorDomain, libvirtError, systemError } from "@virtgate/protocol";
import { errorNumber, errorText, resolverText } from "../errno.js";
import { connectSocket } from "./socket.js";
import type { Transport } from "./transport.js";

export function connectTcp(host: string, port: string, signal?: AbortSignal): Promise<Transport> {
  return connectFirst(host, port, (address) => connectSocket(address, signal), signal);
}

/** Tries one address after the other and gives what `connectTo` made of the first that answers. */
export async function connectFirst<T>(
  host: string,
  port: string,
  connectTo: (address: TcpSocketConnectOpts) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const addresses = await resolve(host, port);
  signal?.throwIfAborted();
  let code: string | undefined;
  for (const { address } of addresses) {
    try {
      // The C library keeps sixteen bits of a number that is too large for a port; so does libvirt.
      return await connectTo({ host: address, port: Number(port) & 0xffff });
    } catch (thrown) {
      signal?.throwIfAborted();
      code = (thrown as NodeJS.ErrnoException).code;
    }
  }
  const detail = `unable to connect to server at '${host}:${port}': ${errorText(code)}`;
  throw systemError(ErrorDomain.rpc, errorNumber(code), detail);
}

async function resolve(host: string, port: string): Promise<Pick<LookupAddress, "address">[]> {
  if (isIP(host) !== 0) return [{ address: host }];
  try {
    const { lookup } = await import("node:dns/promises");
    return await lookup(host, { all: true, verbatim: true });
  } catch (thrown) {
    const reason = resolverText((thrown as NodeJS.ErrnoException).code);
    const detail = `Unable to resolve address '${host}' service '${port}': ${reason}`;
    throw libvirtError(ErrorDomain.rpc, ErrorCode.systemError, detail);
  }
}
