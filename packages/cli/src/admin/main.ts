// What the command line loads for `virtgate admin`, and only then: virt-admin's options, then one line of commands or
// the shell.

import { runWords } from "../command-line.js";
import { type Dialect, readGlobals } from "../globals.js";
import type { Terminal } from "../terminal.js";
import { adminCommands, helpTable } from "./commands.js";
import { AdminShell } from "./shell.js";

const virtAdmin: Dialect = {
  options: [
    { short: "c", long: "connect", value: "required" },
    { short: "d", long: "debug", value: "required" },
    { short: "h", long: "help" },
    { short: "l", long: "log", value: "required" },
    { short: "q", long: "quiet" },
    { short: "v" },
    { short: "V" },
    { long: "version", value: "optional" },
  ],
  prefix: "VIRT_ADMIN",
};

/** `uri`: what `virtgate -c URI admin …` named. The exit status. */
export async function admin(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
  uri?: string,
): Promise<number> {
  const { globals, instead, words: rest } = readGlobals(words, env, terminal, virtAdmin);
  if (instead !== undefined) {
    const [{ adminUsage }, { longVersion, shortVersion }] = await Promise.all([
      import("./usage.js"),
      import("../usage.js"),
    ]);
    if (instead === "help") terminal.print(adminUsage(helpTable));
    else terminal.print(instead === "long version" ? longVersion : shortVersion);
    return 0;
  }
  const named = globals.connectFirst ? globals.uri : uri;
  const shell = new AdminShell(terminal, env, {
    interactive: rest.length === 0,
    uri: named,
    commands: adminCommands,
  });
  return runWords(shell, rest, async () => {
    if (named === undefined) return true;
    try {
      await shell.link.open();
      return true;
    } catch (thrown) {
      shell.report(thrown);
      return false;
    }
  });
}
