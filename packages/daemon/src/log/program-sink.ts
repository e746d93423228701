// syslog and the journal by way of a program. Both listen on a datagram socket that Node cannot reach without
// native code; logger(1) and systemd-cat(1) take lines instead, each with its priority as `<N>` before it.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import type { Level } from "./level.js";
import type { Sink } from "./sink.js";

/** Lines that the program does not take are dropped beyond this. */
const MAX_WAITING_BYTES = 1 << 20;
/** A program that dies at once is not started again in a loop. */
const RESTART_AFTER_MS = 5000;

/** syslog's numbers for debug, info, warning and error. */
const priorities: Readonly<Record<Level, number>> = { 1: 7, 2: 6, 3: 4, 4: 3 };

export class ProgramSink implements Sink {
  readonly stamps = true;
  readonly #program: string;
  readonly #args: readonly string[];
  readonly #facility: number;
  #child: ChildProcess | undefined;
  #startedMs = Number.NEGATIVE_INFINITY;
  #lost = 0;

  /** Throws when the program is not installed: a log that silently goes nowhere is the worst of all. */
  constructor(program: string, args: readonly string[], facility: number) {
    this.#program = program;
    this.#args = args;
    this.#facility = facility;
    if (spawnSync(program, ["--version"], { stdio: "ignore", timeout: 5000 }).error) {
      throw new Error(`log output needs the program ${program}(1), which was not found`);
    }
  }

  write(line: string, level: Level): void {
    const input = this.#running()?.stdin;
    if (!input || input.writableLength > MAX_WAITING_BYTES) {
      this.#lost++;
      return;
    }
    if (this.#lost > 0) {
      input.write(`<${this.#facility + priorities[3]}>${this.#lost} log lines were lost\n`);
      this.#lost = 0;
    }
    input.write(`<${this.#facility + priorities[level]}>${line}`);
  }

  /** Lines dropped since the last one that went through. */
  get lost(): number {
    return this.#lost;
  }

  reopen(): void {}

  /** Without waiting for what is left. */
  kill(): void {
    this.#child?.kill("SIGKILL");
    this.close();
  }

  /** It reads what is left and ends. */
  close(): void {
    this.#child?.stdin?.end();
    this.#child = undefined;
  }

  #running(): ChildProcess | undefined {
    if (this.#child) return this.#child;
    const nowMs = performance.now();
    if (nowMs - this.#startedMs < RESTART_AFTER_MS) return undefined;
    this.#startedMs = nowMs;
    // Its own process group: Ctrl-C ends the daemon, and the daemon's last words still arrive.
    const child = spawn(this.#program, this.#args, { stdio: ["pipe", "ignore", "ignore"], detached: true });
    const gone = () => {
      if (this.#child === child) this.#child = undefined;
    };
    child.on("error", gone).on("exit", gone);
    child.stdin?.on("error", gone);
    // Neither the program nor its pipe keeps a daemon alive that has nothing else to do.
    child.unref();
    (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    this.#child = child;
    return child;
  }
}
