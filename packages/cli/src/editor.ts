// The user's editor on a temporary file: for `edit` and `desc --edit`.

import { accessSync, closeSync, constants, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.js";
import type { Shell } from "./shell.js";
import { systemErrorText } from "./system-error.js";

const nameChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * virsh's file names, so that what users have set for them in their editors goes on working. A name need not be
 * hard to guess: the file is only ever made anew.
 */
function temporaryName(): string {
  const random = () => nameChars[Math.floor(Math.random() * nameChars.length)];
  return `virsh${Array.from({ length: 6 }, random).join("")}.xml`;
}

function writeTemporary(text: string, env: NodeJS.ProcessEnv): string {
  const path = join(env["TMPDIR"] || "/tmp", temporaryName());
  try {
    // For the user's eyes only, and never a file or a link that is already there.
    const descriptor = openSync(path, "wx", 0o600);
    writeSync(descriptor, text);
    closeSync(descriptor);
  } catch (thrown) {
    throw new Failure(`g_mkstemp_full: failed to create temporary file: ${systemErrorText(thrown)}`);
  }
  return path;
}

/** Only such editors are started without the shell, as one word. */
const plainEditor = /^[-A-Za-z0-9_./:@]*$/;

/** How libvirt shows a word of a command: quoted where a shell would need it. */
const shown = (word: string) =>
  /^[-A-Za-z0-9_./:@=%+,]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

function isInPath(program: string, env: NodeJS.ProcessEnv): boolean {
  if (program.includes("/")) return true;
  if (program === "") return false;
  return (env["PATH"] ?? "/bin:/usr/bin").split(":").some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Lets the user edit the file and waits until the editor has ended well. */
async function runEditor(path: string, shell: Shell): Promise<void> {
  const { env } = shell;
  const editor = env["VISUAL"] ?? env["EDITOR"] ?? "vi";
  const command = plainEditor.test(editor) ? [editor, path] : ["sh", "-c", `${editor} ${path}`];
  if (!isInPath(command[0]!, env)) {
    throw new Failure(`Cannot find '${command[0]}' in path: No such file or directory`);
  }
  shell.terminal.flush();
  const { spawnSync } = await import("node:child_process");
  const { status, signal, error } = spawnSync(command[0]!, command.slice(1), { stdio: "inherit", env });
  if (status === 0) return;
  let exit = status;
  if (error !== undefined) {
    shell.terminal.errorText(
      `libvirt:  error : cannot execute binary ${command[0]}: ${systemErrorText(error)}\n`,
    );
    exit = 127;
  }
  const how =
    signal === null ? `unexpected exit status ${exit}` : `unexpected fatal signal ${signalNumber(signal)}`;
  throw new Failure(`internal error: Child process (${command.map(shown).join(" ")}) ${how}`);
}

/** A process that a signal ended is named by the signal's number. */
const signalNumber = (signal: NodeJS.Signals) => signals[signal] ?? signal;
const signals: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

function readBack(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    const text = systemErrorText(thrown);
    throw new Failure(
      `${path}: failed to read temporary file: ${text}`,
      new Failure(`Failed to open file '${path}': ${text}`),
    );
  }
}

/** A text in the editor, as often as it takes. The file is there until `close`. */
export class EditorFile {
  readonly #shell: Shell;
  readonly #path: string;

  constructor(shell: Shell, text: string) {
    this.#shell = shell;
    this.#path = writeTemporary(text, shell.env);
  }

  async edit(): Promise<string> {
    await runEditor(this.#path, this.#shell);
    return readBack(this.#path);
  }

  close(): void {
    try {
      unlinkSync(this.#path);
    } catch {
      // The editor may have removed it.
    }
  }
}

/** Once through the editor. */
export async function editText(shell: Shell, text: string): Promise<string> {
  const file = new EditorFile(shell, text);
  try {
    return await file.edit();
  } finally {
    file.close();
  }
}
