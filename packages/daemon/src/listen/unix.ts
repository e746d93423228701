// Listening on a unix socket with exactly the group and mode that were asked for, never more for a moment.

import { chmodSync, chownSync, existsSync, lstatSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server as NetServer, type Socket } from "node:net";
import { dirname } from "node:path";
import { errnoText } from "../config/errno-text.js";

export interface UnixSocket {
  readonly path: string;
  readonly mode: number;
  /** Null: the group of the process. */
  readonly gid: number | null;
}

/**
 * Opens the socket. A file left by a daemon that is gone is replaced. Throws an Error with a text for the
 * administrator when another process answers there, when the path is not a socket, or when it cannot be made.
 */
export async function listenUnix(
  { path, mode: wanted, gid }: UnixSocket,
  backlog: number,
  accept: (socket: Socket) => void,
): Promise<NetServer> {
  // libvirtd sets the mode by umask(2) alone, which leaves out the sticky and set-id bits.
  const mode = wanted & 0o777;
  await removeStale(path);
  const server = createServer({ pauseOnConnect: true }, accept);
  // The file appears as its owner's alone (bind(2) applies the umask, and it happens before listen() returns), because
  // it has its final mode only for its final group.
  const umask = process.umask(0o077);
  try {
    await new Promise<void>((resolve, reject) => {
      // For good: a listener may fail to accept later, and an error that nobody hears ends the process.
      server.on("error", (error) => {
        // Node reports a missing directory as one without permission.
        const cause = existsSync(dirname(path)) ? errnoText(error) : "No such file or directory";
        reject(cannotBind(path, cause));
      });
      server.listen({ path, backlog }, resolve);
      process.umask(umask);
    });
  } finally {
    process.umask(umask);
  }
  try {
    // As libvirtd: group 0 is left to the system, which lets a user's daemon name it without a right to.
    if (gid !== null && gid !== 0) changeGroup(path, gid);
    chmodSync(path, mode);
  } catch (thrown) {
    server.close();
    throw thrown;
  }
  return server;
}

function changeGroup(path: string, gid: number): void {
  try {
    chownSync(path, -1, gid);
  } catch (thrown) {
    throw new Error(`Failed to change ownership of '${path}' to -1:${gid}: ${errnoText(thrown)}`);
  }
}

async function removeStale(path: string): Promise<void> {
  const found = statOf(path);
  if (found === undefined) return;
  if (!found.isSocket()) throw new Error(`'${path}' exists and is not a socket`);
  if (await isServed(path)) throw new Error(`Another process already serves '${path}'`);
  unlinkSync(path);
}

function statOf(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (thrown) {
    throw cannotBind(path, errnoText(thrown));
  }
}

const cannotBind = (path: string, cause: string) => new Error(`Failed to bind socket to '${path}': ${cause}`);

/** Whether somebody accepts connections there. A full backlog (EAGAIN) is somebody. */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code !== "ECONNREFUSED" && error.code !== "ENOENT"),
    );
  });
}
