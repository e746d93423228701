// A user's own daemon is started when it is needed and ends by itself when nobody uses it any more.

import { accessSync, constants } from "node:fs";
import { LibvirtError } from "@virtgate/protocol";
import type { Environment } from "../environment.js";
import type { SocketTransport } from "./socket.js";
import { connectUnix } from "./unix.js";

const idleSeconds = 120;
const attempts = 100;
const attemptDelayMs = 100;
/** ENOENT and ECONNREFUSED: nobody listens. */
const nobodyListens = [2, 111];

/** Connects to the user's daemon at `path`, starting one if there is none. */
export async function connectOrStart(
  path: string,
  environment: Environment,
  signal?: AbortSignal,
): Promise<SocketTransport> {
  let failure: unknown;
  for (let attempt = 0; attempt <= attempts; attempt++) {
    try {
      return await connectUnix(path, signal);
    } catch (thrown) {
      failure = thrown;
      if (!(thrown instanceof LibvirtError) || !nobodyListens.includes(thrown.int1)) throw thrown;
    }
    if (attempt === 0 && !(await startDaemon(environment))) break;
    await new Promise((resolve) => setTimeout(resolve, attemptDelayMs));
    signal?.throwIfAborted();
  }
  throw failure;
}

/** False when there is no daemon to start. */
async function startDaemon({ variables }: Environment): Promise<boolean> {
  // A folder: libvirt's own variable, for trying out a daemon that is not installed.
  const folder = variables.LIBVIRTD_PATH;
  const program = folder === undefined ? findDaemon(variables.PATH) : `${folder}/libvirtd`;
  if (program === undefined || !isExecutable(program)) return false;
  // Loaded here, for most connections start nothing.
  const { spawn } = await import("node:child_process");
  const child = spawn(program, [`--timeout=${idleSeconds}`], { detached: true, stdio: "ignore" });
  child.on("error", () => {});
  child.unref();
  return true;
}

function findDaemon(path = ""): string | undefined {
  const folders = [
    ...path.split(":").filter((folder) => folder.startsWith("/")),
    "/usr/sbin",
    "/usr/local/sbin",
  ];
  return folders.map((folder) => `${folder}/libvirtd`).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
