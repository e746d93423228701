// Listening on a socket that was opened by somebody else: systemd, or whoever started the daemon as it does. Its file
// stays when the daemon ends.

import { fstatSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { errnoText } from "../config/errno-text.js";

export interface InheritedSocket {
  readonly fd: number;
  readonly family: "unix" | "tcp";
  /** Refuses a unix socket that others than its owner may connect to: nothing else would stand between. */
  readonly ownerOnly: boolean;
}

/** On Linux, connecting takes the permission to write. */
const WRITABLE_BY_OTHERS = 0o022;

/** Throws an Error with libvirtd's text, where it has one, for what is not there, no socket, or none to listen on. */
export async function listenInherited(
  { fd, family, ownerOnly }: InheritedSocket,
  backlog: number,
  accept: (socket: Socket) => void,
): Promise<NetServer> {
  if (!isSocket(fd)) throw new Error("Unable to get local socket name: Socket operation on non-socket");
  const server = createServer({ pauseOnConnect: true, noDelay: true }, accept);
  await new Promise<void>((resolve, reject) => {
    // For good: a listener may fail to accept later, and an error that nobody hears ends the process.
    server.on("error", (error) => reject(cannotListen(error)));
    server.listen({ fd, backlog }, resolve);
  });
  try {
    check(server, fd, family, ownerOnly);
  } catch (thrown) {
    server.close();
    throw thrown;
  }
  return server;
}

/** Where it listens, for the log. */
export function addressOf(server: NetServer, fd: number): string {
  const address = server.address();
  if (address !== null && typeof address === "object") return `${address.address} port ${address.port}`;
  return pathOf(fd) ?? "a unix socket";
}

function check(server: NetServer, fd: number, family: InheritedSocket["family"], ownerOnly: boolean): void {
  const address = server.address();
  const isTcp = typeof address === "object" && address !== null;
  if (isTcp !== (family === "tcp")) {
    const [is, wanted] = isTcp ? ["TCP", "unix"] : ["unix", "TCP"];
    throw new Error(
      `an activation file descriptor is a ${is} socket where its name promises a ${wanted} socket`,
    );
  }
  if (!ownerOnly) return;
  const path = pathOf(fd);
  const mode = path?.startsWith("/") ? statSync(path, { throwIfNoEntry: false })?.mode : undefined;
  if (mode !== undefined && (mode & WRITABLE_BY_OTHERS) === 0) return;
  throw new Error(
    `the socket '${path ?? ""}' is not its owner's alone, and nothing else checks who connects: give its unit SocketMode=0600`,
  );
}

/** What a unix socket was bound to, which Node.js does not say of one that it has not bound itself. */
function pathOf(fd: number): string | undefined {
  const inode = `${fstatSync(fd).ino}`;
  // Fields: number, references, protocol, flags, type, state, inode, path.
  const line = /^(?:\S+\s+){6}(\S+) (.+)$/;
  for (const each of readFileSync("/proc/net/unix", "utf8").split("\n")) {
    const found = line.exec(each.trim());
    if (found?.[1] === inode) return found[2];
  }
  return undefined;
}

/** Node's own descriptors stand where those are missing that were promised; they are no sockets. */
function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket();
  } catch {
    return false;
  }
}

const cannotListen = (error: Error): Error => new Error(`Unable to listen on socket: ${errnoText(error)}`);
