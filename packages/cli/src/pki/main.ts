// What the command line loads for `virtgate pki`, and only then.

import type { Terminal } from "../terminal.js";
import { runPki } from "./program.js";

export const pki = (words: readonly string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> =>
  runPki(words, { env, terminal, now: () => new Date() });
