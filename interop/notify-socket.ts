// A service manager's end of sd_notify(3). Node has no such sockets; Python has.
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment, endProcess, spawnTied } from "./harness-process.js";
import { root } from "./peers.js";

export interface Message {
  /** Its assignments in one line; times are <number>. */
  readonly text: string;
  readonly pid: number;
}

export class ServiceManagerSocket {
  readonly #child: ChildProcess;
  #printed = "";

  private constructor(address: string) {
    const script = join(root, "interop/notify-socket.py");
    this.#child = spawnTied("/usr/bin/python3", [script, address], {
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.#printed += chunk.toString();
    });
  }

  /** `address`: a path, or @ and an abstract name. */
  static async open(address: string): Promise<ServiceManagerSocket> {
    const socket = new ServiceManagerSocket(address);
    await socket.#until(() => socket.#printed.includes("\n"), "nobody listens");
    return socket;
  }

  get messages(): Message[] {
    const [, ...lines] = this.#printed.split("\n").slice(0, -1);
    return lines
      .map((line) => JSON.parse(line) as Message)
      .filter(({ text }) => text !== "BARRIER=1")
      .map(({ text, pid }) => ({
        text: text.replaceAll("\n", " ").replace(/(MONOTONIC_USEC=)\d+/, "$1<number>"),
        pid,
      }));
  }

  /** systemd-notify(1) waits behind its message until it has been read; a process that speaks for itself does not. */
  get byProgram(): boolean {
    return this.#printed.includes("BARRIER=1");
  }

  /** Waits for so many messages with this in them. */
  heard(words: string, times = 1): Promise<void> {
    const count = () => this.messages.filter(({ text }) => text.includes(words)).length;
    return this.#until(() => count() >= times, `${words} is not said`);
  }

  close(): Promise<void> {
    return endProcess(this.#child);
  }

  async #until(isSo: () => boolean, problem: string): Promise<void> {
    for (let i = 0; i < 800; i++) {
      if (isSo()) return;
      await sleep(25);
    }
    throw new Error(`${problem}:\n${this.#printed}`);
  }
}
