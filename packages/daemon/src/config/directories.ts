// What must be there before the daemon works: the log it writes to, and the directory of its pid file and sockets.

import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Log } from "../log/logger.js";
import type { Config } from "./config.js";
import { errnoText } from "./errno-text.js";
import { ExitStatus, StartError } from "./start-error.js";

/** Throws StartError. Only the directory of the default log file is made; any other must be there. */
export function openLog({ log, privileged, settings }: Config): Log {
  const [output] = log.outputs;
  if (!privileged && settings.logOutputs === null && output?.to === "file") {
    make(dirname(output.name), 0o700, ExitStatus.config, "Could not create log directory");
  }
  try {
    return new Log(log);
  } catch (thrown) {
    throw new StartError(ExitStatus.config, (thrown as Error).message);
  }
}

/** The default one: a `unix_sock_dir` from the file is the administrator's to make, as for libvirtd. */
export function makeRunDirectory({ privileged, runDirectory, pidFile }: Config): void {
  if (privileged) {
    make(runDirectory, 0o755, ExitStatus.runDirectory, `unable to create rundir ${runDirectory}`);
    return;
  }
  const wanted = dirname(pidFile) === runDirectory ? "pid file path." : "socket paths";
  const problem = `Cannot create user runtime directory '${runDirectory}'`;
  make(runDirectory, 0o700, ExitStatus.config, problem, `Can't determine ${wanted}`);
}

function make(directory: string, mode: number, status: ExitStatus, problem: string, ...more: string[]): void {
  try {
    makeWithParents(directory, mode);
  } catch (thrown) {
    throw new StartError(status, `${problem}: ${errnoText(thrown)}`, ...more);
  }
}

/** Node's own way with parents never comes back where the system lets nobody make a directory, as in /proc. */
function makeWithParents(directory: string, mode: number): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(directory);
  if (parent !== directory) makeWithParents(parent, mode);
  try {
    mkdirSync(directory, mode);
  } catch (thrown) {
    // Somebody else was faster.
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw thrown;
  }
}
