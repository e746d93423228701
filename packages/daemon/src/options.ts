// The command line of virtgated: libvirtd's options, read as getopt_long(3) reads them.

import { resolve } from "node:path";
import { type Identity, identityNamed, libvirtd } from "./config/identity.js";
import type { Account } from "./config/paths.js";
import { ExitStatus, StartError } from "./config/start-error.js";
import { help } from "./help.js";
import { options } from "./option-table.js";

export const VERSION = "0.1.0";

export interface RunOptions {
  /** Which of libvirt's daemons this is. */
  readonly identity: Identity;
  /** Null takes the default file, which may be missing. */
  readonly configFile: string | null;
  readonly listen: boolean;
  readonly pidFile: string | null;
  /** 0: never. */
  readonly timeoutSeconds: number;
  readonly daemon: boolean;
  readonly verbose: boolean;
}

/** Where unit files go: null is stdout, otherwise a directory. */
export interface UnitOptions {
  readonly directory: string | null;
  /** For a user's service manager instead of the system's. */
  readonly user: boolean;
  /** Whether `--daemon-name` chose the identity, so that the unit has to say it, too. */
  readonly named: boolean;
}

/** Run, print something and leave, or write unit files. */
export type CommandLine =
  | { readonly kind: "run"; readonly options: RunOptions }
  | { readonly kind: "units"; readonly options: RunOptions; readonly units: UnitOptions }
  | { readonly kind: "print"; readonly stdout: string; readonly stderr: string; readonly exitStatus: number };

/** Throws StartError for a timeout that is none; every other mistake is answered as getopt does. */
export function parseOptions(
  args: readonly string[],
  account: Pick<Account, "uid">,
  called: Called = { program: "virtgated", identity: libvirtd },
): CommandLine {
  const { program } = called;
  const run = {
    identity: called.identity,
    configFile: null as string | null,
    listen: false,
    pidFile: null as string | null,
    timeoutSeconds: 0,
    daemon: false,
    verbose: false,
  };
  const units = { directory: undefined as string | null | undefined, user: account.uid !== 0, named: false };
  let forUser = false;
  let unexpected = false;
  for (const word of split(args)) {
    if (word.kind === "operand") {
      unexpected = true;
      continue;
    }
    if (word.kind === "mistake") {
      return print("", `${program}: ${word.problem}\n${helpText()}`, 1);
    }
    const { option, argument } = word;
    if (option === "v") run.verbose = true;
    else if (option === "d") run.daemon = true;
    else if (option === "l") run.listen = true;
    else if (option === "f") run.configFile = argument;
    else if (option === "p") run.pidFile = argument;
    else if (option === "t") run.timeoutSeconds = timeout(argument);
    else if (option === "daemon-name") {
      run.identity = named(argument);
      units.named = true;
    } else if (option === "print-units") units.directory = argument === "" ? null : resolve(argument);
    else if (option === "user") forUser = true;
    else if (option === "V") return print(`${program} (virtgate) ${VERSION}\n`, "", 0);
    else return print("", helpText(), 0); // on stderr, as libvirtd's
  }
  if (run.listen && run.identity.ports !== "option") {
    return print("", `${program}: unrecognized option '--listen'\n${helpText()}`, 1);
  }
  if (unexpected) return print("", `${program}: unexpected, non-option, command line arguments\n`, 1);
  const { directory, user } = units;
  if (directory !== undefined) {
    return { kind: "units", options: run, units: { directory, user: user || forUser, named: units.named } };
  }
  if (forUser) return print("", `${program}: --user goes with --print-units alone\n`, 1);
  return { kind: "run", options: run };

  function helpText(): string {
    return help(program, run.identity, account);
  }
}

/** Under which name the program was started. */
export interface Called {
  readonly program: string;
  readonly identity: Identity;
}

function named(name: string): Identity {
  const identity = identityNamed(name);
  if (identity !== undefined) return identity;
  throw new StartError(ExitStatus.config, `Unknown daemon name '${name}', try virtqemud`);
}

type Word =
  | { readonly kind: "option"; readonly option: string; readonly argument: string }
  | { readonly kind: "operand" }
  | { readonly kind: "mistake"; readonly problem: string };

/** Options count wherever they stand, up to `--`; each is acted on before the next is looked at. */
function* split(args: readonly string[]): Generator<Word, void> {
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      if (rest.length > 0) yield { kind: "operand" };
      return;
    }
    if (word.startsWith("--")) yield longOption(word, rest);
    else if (word.startsWith("-") && word !== "-") yield* shortOptions(word.slice(1), rest);
    else yield { kind: "operand" };
  }
}

function longOption(word: string, rest: string[]): Word {
  const equals = word.indexOf("=");
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const exact = Object.entries(options).filter(([, { long }]) => long === name);
  // Our own are written in full, so that libvirtd's have the abbreviations that they have there.
  const candidates = Object.entries(options).filter(
    ([letter, { long }]) => letter.length === 1 && long.startsWith(name),
  );
  const [found, another] = exact.length > 0 ? exact : candidates;
  if (!found) return mistake(`unrecognized option '${word}'`);
  if (another) {
    const possibilities = candidates.map(([, { long }]) => `'--${long}'`).join(" ");
    return mistake(`option '${word}' is ambiguous; possibilities: ${possibilities}`);
  }
  const [option, { long, argument, optional }] = found;
  const given = equals < 0 ? undefined : word.slice(equals + 1);
  if (argument === undefined) {
    if (given !== undefined) return mistake(`option '--${long}' doesn't allow an argument`);
    return { kind: "option", option, argument: "" };
  }
  const value = given ?? (optional ? "" : rest.shift());
  if (value === undefined) return mistake(`option '--${long}' requires an argument`);
  return { kind: "option", option, argument: value };
}

function* shortOptions(letters: string, rest: string[]): Generator<Word, void> {
  for (let i = 0; i < letters.length; i++) {
    const option = letters[i]!;
    const known = Object.hasOwn(options, option) ? options[option] : undefined;
    if (!known) {
      yield mistake(`invalid option -- '${option}'`);
    } else if (known.argument === undefined) {
      yield { kind: "option", option, argument: "" };
    } else {
      const value = letters.slice(i + 1) || rest.shift();
      yield value === undefined
        ? mistake(`option requires an argument -- '${option}'`)
        : { kind: "option", option, argument: value };
      return;
    }
  }
}

/** Seconds whose milliseconds fit an int. libvirtd also takes "5m", for five seconds; ours asks again. */
function timeout(text: string): number {
  const seconds = /^\s*[+]?[0-9]+$/.test(text) ? Number(text) : -1;
  if (seconds >= 0 && seconds <= 2147483) return seconds;
  throw new StartError(ExitStatus.config, "Invalid value for timeout");
}

function mistake(problem: string): Word {
  return { kind: "mistake", problem };
}

function print(stdout: string, stderr: string, exitStatus: number): CommandLine {
  return { kind: "print", stdout, stderr, exitStatus };
}
