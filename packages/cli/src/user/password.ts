// A user's new password: typed twice, or piped as saslpasswd2 takes it, and looked at before it is kept.

import { maxPasswordBytes, saslprep } from "@virtgate/sasl";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import type { UserContext } from "./context.js";
import type { Who } from "./target.js";

export interface PipeOption {
  readonly pipe?: true;
}

export const withPipe = (command: Command): Command =>
  command.option(
    "-p, --pipe",
    "the password is the standard input (also if that is no terminal), less one newline",
  );

/** Asks, or reads the pipe. `again`: it is a new one and has to be typed twice. Throws Failure. */
export async function takePassword(
  { pipe }: PipeOption,
  again: boolean,
  { passwords }: UserContext,
): Promise<string> {
  if (pipe === true || passwords.isPiped) return pipedPassword(passwords.piped());
  // saslpasswd2's words.
  return passwords.ask({
    what: "password",
    prompt: "Password: ",
    ...(again ? { again: "Again (for verification): " } : {}),
    instead: "use -p",
  });
}

/** saslpasswd2 takes away one newline at the end, and nothing else. */
function pipedPassword(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure("the password is not UTF-8");
  }
  const password = text.endsWith("\n") ? text.slice(0, -1) : text;
  if (password === "") throw new Failure("the password is empty");
  return password;
}

/** Throws Failure for one that could not be typed at a sign-in. Gives what is weak about it, for a warning. */
export async function judgePassword(password: string, { user, realm }: Who): Promise<string | undefined> {
  const bytes = Buffer.byteLength(password);
  if (bytes > maxPasswordBytes)
    throw new Failure(`the password has ${bytes} bytes, and there can be ${maxPasswordBytes}`);
  if (/\r$/.test(password))
    throw new Failure("the password ends with a carriage return: was the file written on Windows?");
  if (/\p{Cc}/u.test(password))
    throw new Failure("the password has a line break or another control character in it");
  if ((await saslprep(password)) === undefined)
    throw new Failure("the password has characters that SASLprep prohibits (RFC 4013)");
  return weakness(password, [user, realm]);
}

const fewCharacters = 8;

function weakness(password: string, names: readonly string[]): string | undefined {
  const folded = password.toLowerCase();
  if (names.some((name) => folded === name.toLowerCase())) return "the password is the user's name or realm";
  const characters = [...password];
  if (new Set(characters).size === 1) return "the password is one character again and again";
  if (characters.length < fewCharacters) return `the password has fewer than ${fewCharacters} characters`;
  return undefined;
}
