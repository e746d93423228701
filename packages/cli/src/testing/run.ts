// Runs the program in the test's own process and keeps what it says.

import { main } from "../main.js";

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
  const said = { 1: "", 2: "" };
  const status = await main({
    words,
    env,
    write: (descriptor, text) => {
      said[descriptor] += Buffer.from(text).toString();
    },
  });
  return { status, stdout: said[1], stderr: said[2] };
}
