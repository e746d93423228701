// The options in front of the command (`virtgate -c URI -q list`) and the environment, with virsh's words for
// what is wrong with them.

import { Failure } from "./failure.js";
import { type GlobalOption, getopt } from "./getopt.js";
import { parseDecimal } from "./grammar/arguments.js";
import { LogFile, LogLevel } from "./log.js";
import type { Terminal } from "./terminal.js";

export interface Globals {
  /** Undefined: the default, found when the first command needs it. */
  uri: string | undefined;
  /** `--connect` was given: connect before anything runs. */
  connectFirst: boolean;
  readonly: boolean;
  timing: boolean;
  /** Whether a polkit agent is started where the host asks polkit about us. */
  pkttyagent: boolean;
  /** Undefined where the user has not asked: then a host without keepalive is no error. */
  keepaliveIntervalSeconds: number | undefined;
  keepaliveCount: number | undefined;
  /** The character that leaves a console. */
  escape: string;
}

/** What to do instead of running commands. */
export type Instead = "help" | "short version" | "long version";

export interface Start {
  readonly globals: Globals;
  readonly instead?: Instead;
  /** The command, or nothing for the shell. */
  readonly words: readonly string[];
}

/** The options of a program, and the beginning of the names of its environment variables. */
export interface Dialect {
  readonly options: readonly GlobalOption[];
  readonly prefix: string;
  /** A variable that names the URI to open first. */
  readonly uriVariable?: string;
}

const options: readonly GlobalOption[] = [
  { short: "c", long: "connect", value: "required" },
  { short: "d", long: "debug", value: "required" },
  { short: "e", long: "escape", value: "required" },
  { short: "h", long: "help" },
  { short: "k", long: "keepalive-interval", value: "required" },
  { short: "K", long: "keepalive-count", value: "required" },
  { short: "l", long: "log", value: "required" },
  { short: "q", long: "quiet" },
  { short: "r", long: "readonly" },
  { short: "t", long: "timing" },
  { short: "v" },
  { short: "V" },
  { long: "version", value: "optional" },
  // Newer virsh has it.
  { long: "no-pkttyagent" },
];

const virsh: Dialect = { options, prefix: "VIRSH", uriVariable: "VIRSH_DEFAULT_CONNECT_URI" };

/** Sets up the terminal on the way. Throws Failure: the program ends with status 1. */
export function readGlobals(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
  { options, prefix, uriVariable }: Dialect = virsh,
): Start {
  const globals: Globals = {
    uri: undefined,
    connectFirst: false,
    readonly: false,
    timing: false,
    pkttyagent: true,
    keepaliveIntervalSeconds: undefined,
    keepaliveCount: undefined,
    escape: "^]",
  };
  readEnvironment(env, prefix, terminal);
  const found = getopt(words, options);
  for (;;) {
    const { value: one, done } = found.next();
    if (done) {
      readEnvironment(env, prefix, terminal);
      if (uriVariable !== undefined) globals.uri ??= env[uriVariable] || undefined;
      return { globals, words: one };
    }
    if (one.kind === "unknown") throw new Failure(`unsupported option '${one.shown}'. See --help.`);
    if (one.kind === "missing") {
      throw new Failure(`option '-${one.option.short}'/'--${one.option.long}' requires an argument`);
    }
    const instead = apply(one.option, one.value ?? "", globals, terminal);
    if (instead !== undefined) return { globals, instead, words: [] };
  }
}

/** virsh looks at it before the options and, where these left the defaults, once more after them. */
function readEnvironment(env: NodeJS.ProcessEnv, prefix: string, terminal: Terminal): void {
  const debug = env[`${prefix}_DEBUG`];
  if (debug !== undefined && terminal.debugLevel === LogLevel.error) {
    const level = parseDecimal(debug);
    if (level === undefined || level < LogLevel.debug || level > LogLevel.error) {
      terminal.error(`${prefix}_DEBUG not set with a valid numeric value`);
    } else {
      terminal.debugLevel = level;
    }
  }
  const file = env[`${prefix}_LOG_FILE`];
  if (file && terminal.log === undefined) terminal.log = new LogFile(file);
}

function apply(
  { short, long }: GlobalOption,
  value: string,
  globals: Globals,
  terminal: Terminal,
): Instead | undefined {
  switch (short ?? long) {
    case "c":
      globals.uri = value;
      globals.connectFirst = true;
      break;
    case "d":
      setDebugLevel(value, terminal);
      break;
    case "e":
      globals.escape = checkEscape(value);
      break;
    case "k":
      globals.keepaliveIntervalSeconds = positive("k", value);
      break;
    case "K":
      globals.keepaliveCount = positive("K", value);
      break;
    case "l":
      terminal.log?.close();
      terminal.log = new LogFile(value);
      break;
    case "q":
      terminal.quiet = true;
      break;
    case "r":
      globals.readonly = true;
      break;
    case "t":
      globals.timing = true;
      break;
    case "no-pkttyagent":
      globals.pkttyagent = false;
      break;
    case "h":
      return "help";
    case "v":
      return "short version";
    case "V":
      return "long version";
    case "version":
      return value === "long" ? "long version" : "short version";
  }
  return undefined;
}

function setDebugLevel(value: string, terminal: Terminal): void {
  const level = parseDecimal(value);
  if (level === undefined || Math.abs(level) > 0x7fff_ffff)
    throw new Failure("option -d takes a numeric argument");
  if (level < LogLevel.debug || level > LogLevel.error) {
    terminal.error(`ignoring debug level ${level} out of range [0-4]`);
  } else {
    terminal.debugLevel = level;
  }
}

/** One byte, or `^` and a letter or one of the signs that have a control character. */
function checkEscape(value: string): string {
  const isByte = value.length === 1 && value !== "^" && value <= "\x7f";
  if (!isByte && !/^\^[@-_a-z]$/.test(value)) {
    throw new Failure(`Invalid string '${value}' for escape sequence`);
  }
  return value;
}

/** Unlike the other numbers, these may be hexadecimal or octal. */
function positive(letter: string, value: string): number {
  const match = /^[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)$/.exec(value);
  if (match === null) throw new Failure(`Invalid value for option -${letter}`);
  const digits = match[2]!;
  const octal = /^0[0-7]+$/.test(digits);
  const number = octal ? Number.parseInt(digits, 8) : Number(digits);
  if (number > 0x7fff_ffff) throw new Failure(`Invalid value for option -${letter}`);
  if (match[1] === "-" && number > 0) {
    throw new Failure(`option -${letter} requires a positive integer argument`);
  }
  return number;
}
