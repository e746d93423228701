// What the client library warns of, on the error output in libvirt's line format, as virsh has it there.

import { hostname } from "node:os";
import type { Terminal } from "./terminal.js";
import { virtgateVersion } from "./version.js";

/** libvirt's levels, by number and by name. Where the user wants errors alone, warnings are left out. */
const errorsAlone = ["4", "error"];

export class LibraryLog {
  readonly #terminal: Terminal;
  readonly #quiet: boolean;
  #greeted = false;

  constructor(terminal: Terminal, env: NodeJS.ProcessEnv) {
    this.#terminal = terminal;
    this.#quiet = errorsAlone.includes(env["LIBVIRT_DEBUG"] ?? "");
  }

  /** The first warning comes after two lines on who is speaking. */
  warning(text: string): void {
    if (this.#quiet) return;
    if (!this.#greeted) {
      this.#greeted = true;
      this.#line("info", `virtgate version: ${virtgateVersion}`);
      this.#line("info", `hostname: ${hostname()}`);
    }
    this.#line("warning", `tls : ${text}`);
  }

  #line(level: "info" | "warning", text: string): void {
    this.#terminal.errorText(libraryLine(new Date(), process.pid, level, text));
  }
}

/** `2026-11-22 13:31:20.123+0000: 19676: warning : text`, always in UTC. */
export function libraryLine(now: Date, pid: number, level: "info" | "warning", text: string): string {
  const time = now.toISOString().replace("T", " ").replace("Z", "+0000");
  return `${time}: ${pid}: ${level} : ${oneLine(text)}\n`;
}

/** A certificate's text may hold anything; it must not look like lines of ours, nor move the cursor. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?");
