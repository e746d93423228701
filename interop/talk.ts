// A process that one talks with.
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment } from "./harness-process.js";
import type { PolkitPlace } from "./polkit-place.js";
import type { Who } from "./rows/polkit.js";

/** A process whose output is read as it comes, and which waits for what is written to it. */
export class Talk {
  readonly child: ChildProcess;
  #said = "";

  constructor(place: Pick<PolkitPlace, "commandOf">, who: Who, command: readonly string[]) {
    const [program, ...args] = place.commandOf(who, command);
    this.child = spawn(program, args, {
      env: cleanEnvironment(),
      cwd: "/",
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.child.stdout!.on("data", (chunk: Buffer) => {
      this.#said += chunk;
    });
  }

  async says(pattern: RegExp): Promise<string> {
    for (let i = 0; i < 1200; i++) {
      const found = pattern.exec(this.#said);
      if (found !== null) return found[1] ?? found[0];
      await sleep(25);
    }
    throw new Error(`it does not say ${pattern}: ${this.#said}`);
  }

  write(text: string): void {
    this.child.stdin!.write(text);
  }
}
