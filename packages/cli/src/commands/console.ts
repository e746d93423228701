// `console`: the terminal is the guest's serial line until the escape character is typed.

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

/** Until the user leaves, the guest's end is closed, or the connection breaks. */
async function runConsole(
  shell: Shell,
  dom: DomainRef,
  devName: string | null,
  flags: number,
): Promise<void> {
  const { stdin, stdout } = process;
  const { stream } = await shell.host.openStream("domainOpenConsole", { dom, devName, flags });
  const leave = escapeByte(shell.globals.escape);
  let leaving = false;
  const typed = (chunk: Buffer) => {
    const at = chunk.indexOf(leave);
    const sent = at < 0 ? chunk : chunk.subarray(0, at);
    if (sent.length > 0) {
      // The terminal waits while the guest does not read.
      stdin.pause();
      stream.write(Uint8Array.from(sent)).then(
        () => leaving || stdin.resume(),
        () => undefined,
      );
    }
    if (at < 0) return;
    leaving = true;
    stream.abort();
  };
  stdin.setRawMode(true);
  stdin.on("data", typed);
  stdin.resume();
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
    stdin.off("data", typed);
    stdin.setRawMode(false);
    stdin.pause();
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
    const { state } = await shell.call.domainGetState({ dom, flags: 0 });
    if (state === shutoff) throw new Failure("The domain is not running");
    if (!process.stdin.isTTY) {
      throw new Failure("Cannot run interactive console without a controlling TTY");
    }
    shell.extra(`Connected to domain '${dom.name}'\n`);
    shell.extra(`Escape character is ${escapeText(shell.globals.escape)}\n`);
    shell.terminal.flush();
    await runConsole(shell, dom, devName, flags);
    return true;
  },
};
