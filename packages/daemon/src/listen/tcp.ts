// Listening on a TCP port, on every address that the configured name stands for, IPv6 and IPv4 apart.

import { lookup } from "node:dns/promises";
import { createServer, type Server as NetServer, type Socket } from "node:net";

export interface TcpPort {
  /** Null: every address of the machine. */
  readonly address: string | null;
  readonly port: number;
}

/** What a machine without IPv6 (or without IPv4) answers for the wildcard address. */
const missingFamily = new Set(["EAFNOSUPPORT", "EADDRNOTAVAIL", "EINVAL"]);

/** Opens the port. Throws an Error with libvirtd's text when no address can be bound. */
export async function listenTcp(
  { address, port }: TcpPort,
  backlog: number,
  accept: (socket: Socket) => void,
): Promise<NetServer[]> {
  const hosts = address === null ? ["::", "0.0.0.0"] : await resolve(address, port);
  const servers: NetServer[] = [];
  try {
    for (const host of hosts) {
      try {
        servers.push(await listenOn(host, port, backlog, accept));
      } catch (thrown) {
        if (address !== null || !missingFamily.has(codeOf(thrown))) throw thrown;
      }
    }
    if (servers.length === 0) throw new Error("Address family not supported by protocol");
  } catch (thrown) {
    for (const server of servers) server.close();
    throw new Error(`Unable to bind to port: ${reasons[codeOf(thrown)] ?? (thrown as Error).message}`);
  }
  return servers;
}

async function resolve(address: string, port: number): Promise<string[]> {
  const found = address === "" ? [] : await lookup(address, { all: true }).catch(() => []);
  if (found.length > 0) return found.map((each) => each.address);
  throw new Error(`Unable to resolve address '${address}' service '${port}': Name or service not known`);
}

function listenOn(
  host: string,
  port: number,
  backlog: number,
  accept: (socket: Socket) => void,
): Promise<NetServer> {
  return new Promise((resolve, reject) => {
    const server = createServer({ pauseOnConnect: true, noDelay: true }, accept);
    // For good: a listener may fail to accept later, and an error that nobody hears ends the process.
    server.on("error", reject);
    server.listen({ host, port, backlog, ipv6Only: host.includes(":") }, () => resolve(server));
  });
}

const codeOf = (thrown: unknown): string => (thrown as NodeJS.ErrnoException).code ?? "";

const reasons: { readonly [code: string]: string } = {
  EADDRINUSE: "Address already in use",
  EADDRNOTAVAIL: "Cannot assign requested address",
  EACCES: "Permission denied",
};
