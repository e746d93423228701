// `--daemon`: the process that was started waits until the one it starts listens, and then leaves.
//
// Node cannot fork, so the daemon is the same program started once more, in a session of its own, with a pipe on
// which it says how it went: one byte, 0 when it listens, otherwise the exit status it will leave with. The pipe stands
// behind the sockets that were handed over, which keep their places.

import { spawn } from "node:child_process";
import { closeSync, fstatSync, writeSync } from "node:fs";
import type { Readable } from "node:stream";
import type { Environment } from "./paths.js";
import { ExitStatus } from "./start-error.js";

const READY_FD_VARIABLE = "VIRTGATED_READY_FD";
const FIRST_FD = 3;

/** Nothing the daemon does before it listens takes longer; one that hangs is not left behind. */
const READY_WITHIN_MS = 60_000;
const LAST_WORD_WITHIN_MS = 50;

const reasons: Readonly<Record<number, string>> = {
  [ExitStatus.pidFile]: "Unable to obtain pidfile",
  [ExitStatus.runDirectory]: "Unable to create rundir",
  [ExitStatus.init]: "Unable to initialize libvirt",
  [ExitStatus.network]: "Unable to initialize network sockets",
};

/** How the daemon's start went; `problem` is for stderr. libvirtd's parent leaves with 1 whatever failed. */
export interface Daemonized {
  readonly exitStatus: 0 | 1;
  readonly problem: string | null;
}

export interface DaemonizeOptions {
  readonly readyWithinMs?: number;
  /** Descriptors for the daemon, from 3 on. */
  readonly inherited?: readonly number[];
}

/**
 * In the process that was started: runs `command` as the daemon and waits for its word. `log` says where its
 * messages go, for whoever has to look.
 */
export function daemonize(
  command: readonly [string, ...string[]],
  env: Environment,
  log: string,
  { readyWithinMs = READY_WITHIN_MS, inherited = [] }: DaemonizeOptions = {},
): Promise<Daemonized> {
  const [program, ...args] = command;
  const readyFd = FIRST_FD + inherited.length;
  const child = spawn(program, args, {
    detached: true,
    env: { ...env, [READY_FD_VARIABLE]: `${readyFd}` },
    stdio: ["ignore", "ignore", "ignore", ...inherited, "pipe"],
  });
  return new Promise((resolve) => {
    const pipe = child.stdio[readyFd] as Readable;
    const finish = (status: number | undefined) => {
      clearTimeout(timer);
      child.removeAllListeners();
      child.unref();
      pipe.destroy();
      if (status === 0) return resolve({ exitStatus: 0, problem: null });
      const reason = (status !== undefined && reasons[status]) || "The daemon ended before it was ready";
      resolve({
        exitStatus: 1,
        problem: `error: ${reason}. Check ${log} or run without --daemon for more info.`,
      });
    };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      finish(undefined);
    }, readyWithinMs);
    pipe.on("data", (bytes: Buffer) => finish(bytes[0])).on("error", () => {});
    child.on("error", () => finish(undefined));
    // What it had to say may still be in the pipe.
    child.on("exit", (status) => setTimeout(() => finish(status || undefined), LAST_WORD_WITHIN_MS));
  });
}

/** The daemon's side of the pipe. */
export interface Readiness {
  /** Call once everything listens, or with the status of the failure. Only the first word counts. */
  report(status: ExitStatus): void;
}

/** Undefined in a process that no `daemonize` started. Takes the variable away, so that no child inherits it. */
export function readinessPipe(env: Record<string, string | undefined>): Readiness | undefined {
  const text = env[READY_FD_VARIABLE];
  delete env[READY_FD_VARIABLE];
  const fd = /^[0-9]{1,6}$/.test(text ?? "") ? Number(text) : -1;
  if (fd < FIRST_FD || !isPipe(fd)) return undefined;
  let told = false;
  return {
    report(status) {
      if (told) return;
      told = true;
      try {
        writeSync(fd, Uint8Array.of(status));
        closeSync(fd);
      } catch {
        // The parent was killed while waiting. The daemon was asked for all the same.
      }
      // As libvirtd: keep no directory busy. Every path of the configuration is absolute by now.
      if (status === 0) process.chdir("/");
    },
  };
}

/** Whoever set the variable by hand has something else open there, perhaps what Node itself runs on. */
function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isSocket() || stat.isFIFO();
  } catch {
    return false;
  }
}
