// A user's own daemon is started when it is needed and ends by itself when nobody uses it any more.

import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ErrorDomain, LibvirtError, systemError } from "@virtgate/protocol";
import { type Environment, runtimeDirectory } from "../environment.js";
import { errorNumber, errorText } from "../errno.js";
import type { LocalDaemon } from "../unix-socket.js";
import { daemonCommand } from "./daemon-command.js";
import type { SocketTransport } from "./socket.js";
import { withStartLock } from "./start-lock.js";
import { connectUnix } from "./unix.js";

/** virsh waits for half as long; but Node.js starts more slowly than libvirtd does, and the machine may be busy. */
const patienceMs = 10_000;
const attemptDelayMs = 20;
/** ENOENT, ENOTDIR and ECONNREFUSED: nobody listens. */
const nobodyListens = [2, 20, 111];

/**
 * Connects to the user's daemon, starting one if there is none. Of many clients that find none at the same time, one
 * starts it. Rejects with what the last attempt to connect said: why a daemon does not start, it says in its own log.
 */
export async function connectOrStart(
  { path, daemon }: LocalDaemon,
  environment: Environment,
  signal?: AbortSignal,
): Promise<SocketTransport> {
  const running = await connectIfServed(path, signal);
  if (!(running instanceof LibvirtError)) return running;
  const directory = runtimeDirectory(environment);
  makeDirectory(directory);
  return withStartLock(`${directory}/${daemon}.lock`, signal, async () => {
    // Somebody else may have started it while we waited.
    let answer = await connectIfServed(path, signal);
    if (!(answer instanceof LibvirtError)) return answer;
    const command = daemonCommand(daemon, environment);
    if (command === undefined) throw answer;
    await command.start();
    for (const endMs = performance.now() + patienceMs; performance.now() < endMs; ) {
      await sleep(attemptDelayMs);
      signal?.throwIfAborted();
      answer = await connectIfServed(path, signal);
      if (!(answer instanceof LibvirtError)) return answer;
    }
    throw answer;
  });
}

/** The error says that nobody listens; rejects with any other. */
async function connectIfServed(
  path: string,
  signal: AbortSignal | undefined,
): Promise<SocketTransport | LibvirtError> {
  try {
    return await connectUnix(path, signal);
  } catch (thrown) {
    if (thrown instanceof LibvirtError && nobodyListens.includes(thrown.int1)) return thrown;
    throw thrown;
  }
}

function makeDirectory(directory: string): void {
  try {
    makeWithParents(directory);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    // A file that stands where a directory should.
    const found = code === "EEXIST" ? "ENOTDIR" : code;
    const detail = `Cannot create user runtime directory '${directory}': ${errorText(found)}`;
    throw systemError(ErrorDomain.rpc, errorNumber(found), detail);
  }
}

/** Node.js's own way with parents never comes back where the system lets nobody make a directory, as in /proc. */
function makeWithParents(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(directory);
  if (parent !== directory) makeWithParents(parent);
  try {
    mkdirSync(directory, 0o700);
  } catch (thrown) {
    // Another client was faster.
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw thrown;
  }
}
