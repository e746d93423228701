// polkit's agent for terminals, pkttyagent(1): it asks the user for a password where a host's polkit wants one. Loaded
// when a host asks polkit about us.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Readable } from "node:stream";

export interface AgentTerms {
  /** virsh waits for ever for the agent to be there. One that is not there by then is not needed or does not work. */
  readonly startMs: number;
  /** An agent that does not end when it is asked to is ended. */
  readonly stopMs: number;
  /** Where the user is asked. */
  readonly terminal: string;
}

const usual: AgentTerms = { startMs: 10_000, stopMs: 2000, terminal: "/dev/tty" };

export class PolkitAgent {
  readonly #child: ChildProcess;
  readonly #terms: AgentTerms;
  readonly #gone: Promise<void>;

  private constructor(child: ChildProcess, terms: AgentTerms) {
    this.#child = child;
    this.#terms = terms;
    this.#gone = new Promise((resolve) => {
      child.once("exit", () => resolve());
      child.once("error", () => resolve());
    });
  }

  /**
   * Starts an agent for this process on its terminal, and waits until polkit knows it. Undefined where there is no
   * terminal (/dev/tty), whatever the standard streams are, or no such program: then nobody can be asked.
   */
  static async start(env: NodeJS.ProcessEnv, terms = usual): Promise<PolkitAgent | undefined> {
    if (!isTerminal(terms.terminal)) return undefined;
    // The descriptor is closed when the agent is there, or has failed.
    const args = ["--process", String(process.pid), "--notify-fd", "3", "--fallback"];
    const child = spawn("pkttyagent", args, { env, stdio: ["inherit", "inherit", "inherit", "pipe"] });
    const agent = new PolkitAgent(child, terms);
    await agent.#ready();
    return agent;
  }

  /** Ends it. A prompt that is open is gone with it. */
  async stop(): Promise<void> {
    const insist = setTimeout(() => this.#child.kill("SIGKILL"), this.#terms.stopMs);
    this.#child.kill();
    await this.#gone;
    clearTimeout(insist);
  }

  async #ready(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const notify = this.#child.stdio[3] as Readable | null;
    const told = new Promise<void>((resolve) => {
      notify
        ?.resume()
        .once("close", resolve)
        .on("error", () => {});
    });
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#terms.startMs);
    });
    await Promise.race([told, this.#gone, tooLong]);
    clearTimeout(timer);
    notify?.destroy();
  }
}

function isTerminal(path: string): boolean {
  try {
    closeSync(openSync(path, "r+"));
    return true;
  } catch {
    return false;
  }
}
