// `secret-set-value` and `secret-get-value`. The bytes of a value are wiped when they have been used, as far as
// JavaScript lets us: what has been a string cannot be.

import { readFileSync } from "node:fs";
import { decodeBase64 } from "../base64.js";
import { attempt, Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { systemErrorText } from "../system-error.js";
import { lookupSecret, secretOption } from "./secret.js";

/** virsh reads no more of a file. */
const maxFileBytes = 1024;

function readValueFile(path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (thrown) {
    throw new Failure(`Failed to open file '${path}': ${systemErrorText(thrown)}`);
  }
  if (bytes.length <= maxFileBytes) return bytes;
  bytes.fill(0);
  throw new Failure(`Failed to read file '${path}': Value too large for defined data type`);
}

async function askForValue(shell: Shell): Promise<Uint8Array> {
  shell.print("Enter new value for secret:");
  shell.terminal.flush();
  const { readHiddenLine } = await import("../sign-in/hidden-line.js");
  const line = await readHiddenLine(() => {});
  if (line?.kind === "interrupt") process.kill(process.pid, "SIGINT");
  if (line?.kind === "line") return Buffer.from(line.text);
  if (line !== undefined) throw new Failure("Failed to read secret");
  const { StandardInput } = await import("../sign-in/standard-input.js");
  return Buffer.from(await new StandardInput(shell.link.readInput).line());
}

/** What the user has given, in the form in which it was given, and whether that form is the value's own. */
async function givenValue(shell: Shell, args: Arguments): Promise<{ bytes: Uint8Array; plain: boolean }> {
  const base64 = args.string("base64");
  const file = args.string("file");
  if (base64 !== undefined) {
    // Every user of the machine sees the arguments of its programs.
    shell.terminal.error("Passing secret value as command-line argument is insecure!");
    return { bytes: Buffer.from(base64), plain: false };
  }
  if (file !== undefined) return { bytes: readValueFile(file), plain: args.has("plain") };
  if (args.has("interactive")) return { bytes: await askForValue(shell), plain: true };
  throw new Failure("Input secret value is missing");
}

export const secretSetValue: Command = {
  name: "secret-set-value",
  group: "secret",
  help: "set a secret value",
  description: "Set a secret value.",
  options: [
    secretOption,
    {
      name: "file",
      type: "string",
      nameRequired: true,
      help: "read secret from file",
      complete: "files",
    },
    bool("plain", "read the secret from file without converting from base64"),
    bool("interactive", "read the secret from the terminal"),
    { name: "base64", type: "string", help: "base64-encoded secret value", complete: [] },
  ],
  async run(shell, args) {
    exclusive(
      args,
      ["file", "base64"],
      ["plain", "base64"],
      ["interactive", "base64"],
      ["interactive", "plain"],
      ["interactive", "file"],
    );
    const secret = await lookupSecret(shell, "secret-set-value", args);
    const { bytes, plain } = await givenValue(shell, args);
    const value = plain ? bytes : decodeBase64(bytes);
    try {
      const work = shell.call.secretSetValue({ secret, value, flags: 0 });
      await attempt("Failed to set secret value", work);
    } finally {
      bytes.fill(0);
      value.fill(0);
    }
    shell.extra("Secret value set\n");
    return true;
  },
};

export const secretGetValue: Command = {
  name: "secret-get-value",
  group: "secret",
  help: "Output a secret value",
  description: "Output a secret value to stdout.",
  options: [secretOption, bool("plain", "get value without converting to base64")],
  async run(shell, args) {
    const secret = await lookupSecret(shell, "secret-get-value", args);
    const { value } = await shell.call.secretGetValue({ secret, flags: 0 });
    if (args.has("plain")) shell.terminal.printBytes(value);
    else shell.print(Buffer.from(value).toString("base64"));
    value.fill(0);
    return true;
  },
};
