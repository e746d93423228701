// `console`: the terminal is the guest's serial line until the escape character is typed.

import { openSync } from "node:fs";
import { ReadStream } from "node:tty";
import { Failure } from "../failure.js";
import { bool, type Command, domainOption, text } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { type DomainRef, lookupDomain } from "./domain.js";

/** virDomainState */
const shutoff = 5;
/** virDomainConsoleFlags */
const consoleFlag = { force: 1, safe: 2 } as const;

/** `^]` stands for the control character, anything else for itself. */
export const escapeByte = (sequence: string): number =>
  sequence.startsWith("^") ? sequence.toUpperCase().charCodeAt(1) & 0x1f : sequence.charCodeAt(0);

const escapeText = (sequence: string) =>
  sequence.startsWith("^") ? `${sequence} (Ctrl + ${sequence.slice(1)})` : sequence;

/** The terminal opened anew, since the shell's own reader of it must not see what the guest is told. */
function openTerminal(): ReadStream {
  try {
    if (process.stdin.isTTY) return new ReadStream(openSync("/dev/tty", "r+"));
  } catch {
    // There is none.
  }
  throw new Failure("Cannot run interactive console without a controlling TTY");
}

/** Until the user leaves, the guest's end is closed, or the connection breaks. */
async function runConsole(
  shell: Shell,
  terminal: ReadStream,
  dom: DomainRef,
  devName: string | null,
  flags: number,
): Promise<void> {
  const { stdout } = process;
  const { stream } = await shell.host.openStream("domainOpenConsole", { dom, devName, flags });
  const leave = escapeByte(shell.globals.escape);
  let leaving = false;
  const typed = (chunk: Buffer) => {
    const at = chunk.indexOf(leave);
    const sent = at < 0 ? chunk : chunk.subarray(0, at);
    if (sent.length > 0) {
      // The terminal waits while the guest does not read.
      terminal.pause();
      stream.write(Uint8Array.from(sent)).then(
        () => leaving || terminal.resume(),
        () => undefined,
      );
    }
    if (at < 0) return;
    leaving = true;
    stream.abort();
  };
  terminal.setRawMode(true);
  terminal.on("data", typed);
  try {
    for (;;) {
      const piece = await stream.read();
      if (piece === undefined) break;
      if (!("hole" in piece) && !stdout.write(piece)) {
        await new Promise<void>((resolve) => stdout.once("drain", resolve));
      }
    }
  } catch (thrown) {
    if (!leaving) throw thrown;
  } finally {
    terminal.off("data", typed);
    terminal.setRawMode(false);
  }
}

/** Until the user leaves it. Throws Failure without a terminal, and for a domain that does not run. */
export async function attachConsole(
  shell: Shell,
  dom: DomainRef,
  devName: string | null = null,
  flags = 0,
): Promise<void> {
  const { state } = await shell.call.domainGetState({ dom, flags: 0 });
  if (state === shutoff) throw new Failure("The domain is not running");
  const terminal = openTerminal();
  try {
    shell.extra(`Connected to domain '${dom.name}'\n`);
    shell.extra(`Escape character is ${escapeText(shell.globals.escape)}\n`);
    shell.terminal.flush();
    await runConsole(shell, terminal, dom, devName, flags);
  } finally {
    terminal.destroy();
  }
}

export const console: Command = {
  name: "console",
  group: "domain",
  help: "connect to the guest console",
  description: "Connect the virtual serial console for the guest",
  options: [
    domainOption(),
    text("devname", "character device name"),
    bool("force", "force console connection (disconnect already connected sessions)"),
    bool("safe", "only connect if safe console handling is supported"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "console", args);
    const devName = args.string("devname") ?? null;
    const flags = Object.entries(consoleFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    await attachConsole(shell, dom, devName, flags);
    return true;
  },
};
