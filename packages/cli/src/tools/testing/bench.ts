// Runs a tool of ours in the test's own process, at a time of the test's choice.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Terminal } from "../../terminal.js";
import type { Context } from "../context.js";

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of a test and what is run in it; `folder`s in the words stand for it. */
export class ToolBench {
  readonly folder: string;
  readonly #run: (words: readonly string[], context: Context) => Promise<number>;
  now = new Date("2026-06-01T12:00:00Z");
  /** More of the environment. */
  env: NodeJS.ProcessEnv = {};

  constructor(name: string, run: (words: readonly string[], context: Context) => Promise<number>) {
    this.folder = mkdtempSync(join(tmpdir(), `virtgate-${name}-`));
    this.#run = run;
  }

  path(inside: string): string {
    return join(this.folder, inside);
  }

  /** `@ca` is a path in the folder. */
  async run(line: string): Promise<Said> {
    const said = { 1: "", 2: "" };
    const terminal = new Terminal((descriptor, text) => {
      said[descriptor] += text;
    });
    const words = line.split(" ").map((word) => word.replace(/^@/, `${this.folder}/`));
    const env = { HOME: this.path("home"), ...this.env };
    const status = await this.#run(words, { terminal, env, now: () => this.now });
    terminal.flush();
    const plain = (text: string) => text.replaceAll(this.folder, "@");
    return { status, stdout: plain(said[1]), stderr: plain(said[2]) };
  }

  /** The same for what must work. */
  async ok(line: string): Promise<string> {
    const { status, stdout, stderr } = await this.run(line);
    if (status !== 0) throw new Error(`${line}: ${stderr}`);
    return stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
