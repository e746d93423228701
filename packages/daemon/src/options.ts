// The command line of virtgated: libvirtd's options, read as getopt_long(3) reads them.

import type { Account } from "./config/paths.js";
import { ExitStatus, StartError } from "./config/start-error.js";

export const VERSION = "0.1.0";
const PROGRAM = "virtgated";

export interface RunOptions {
  /** Null takes the default file, which may be missing. */
  readonly configFile: string | null;
  readonly listen: boolean;
  readonly pidFile: string | null;
  /** 0: never. */
  readonly timeoutSeconds: number;
  readonly daemon: boolean;
  readonly verbose: boolean;
}

/** Run, or print something and leave. */
export type CommandLine =
  | { readonly kind: "run"; readonly options: RunOptions }
  | { readonly kind: "print"; readonly stdout: string; readonly stderr: string; readonly exitStatus: number };

interface Option {
  readonly long: string;
  readonly argument?: string;
  readonly help: string;
}

/** In libvirtd's order, which shows where an abbreviation is ambiguous. */
const options: Readonly<Record<string, Option>> = {
  v: { long: "verbose", help: "Verbose messages" },
  d: { long: "daemon", help: "Run as a daemon & write PID file" },
  l: { long: "listen", help: "Listen for TCP/IP connections" },
  f: { long: "config", argument: "file", help: "Configuration file" },
  t: { long: "timeout", argument: "secs", help: "Exit after timeout period" },
  p: { long: "pid-file", argument: "file", help: "Change name of PID file" },
  V: { long: "version", help: "Display version information" },
  h: { long: "help", help: "Display program help" },
};

/** The same options in the order of libvirtd's help. */
const helpOrder = "hvdltfVp";

/** Throws StartError for a timeout that is none; every other mistake is answered as getopt does. */
export function parseOptions(args: readonly string[], account: Pick<Account, "uid">): CommandLine {
  const run = {
    configFile: null as string | null,
    listen: false,
    pidFile: null as string | null,
    timeoutSeconds: 0,
    daemon: false,
    verbose: false,
  };
  let unexpected = false;
  for (const word of split(args)) {
    if (word.kind === "operand") {
      unexpected = true;
      continue;
    }
    if (word.kind === "mistake") {
      return print("", `${PROGRAM}: ${word.problem}\n${help(account)}`, 1);
    }
    const { option, argument } = word;
    if (option === "v") run.verbose = true;
    else if (option === "d") run.daemon = true;
    else if (option === "l") run.listen = true;
    else if (option === "f") run.configFile = argument;
    else if (option === "p") run.pidFile = argument;
    else if (option === "t") run.timeoutSeconds = timeout(argument);
    else if (option === "V") return print(`${PROGRAM} (virtgate) ${VERSION}\n`, "", 0);
    else return print("", help(account), 0); // on stderr, as libvirtd's
  }
  if (unexpected) return print("", `${PROGRAM}: unexpected, non-option, command line arguments\n`, 1);
  return { kind: "run", options: run };
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
  const candidates = Object.entries(options).filter(([, { long }]) => long.startsWith(name));
  const exact = candidates.filter(([, { long }]) => long === name);
  const [found, another] = exact.length > 0 ? exact : candidates;
  if (!found) return mistake(`unrecognized option '${word}'`);
  if (another) {
    const possibilities = candidates.map(([, { long }]) => `'--${long}'`).join(" ");
    return mistake(`option '${word}' is ambiguous; possibilities: ${possibilities}`);
  }
  const [option, { long, argument }] = found;
  const given = equals < 0 ? undefined : word.slice(equals + 1);
  if (argument === undefined) {
    if (given !== undefined) return mistake(`option '--${long}' doesn't allow an argument`);
    return { kind: "option", option, argument: "" };
  }
  const value = given ?? rest.shift();
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

function help({ uid }: Pick<Account, "uid">): string {
  const lines = [...helpOrder].map((letter) => {
    const { long, argument, help } = options[letter]!;
    const form = `-${letter} | --${long}${argument === undefined ? "" : ` <${argument}>`}`;
    return `  ${form.padEnd(22)} ${help}`;
  });
  const places =
    uid === 0
      ? {
          config: "/etc/libvirt/libvirtd.conf",
          sockets: ["/run/libvirt/libvirt-sock", "/run/libvirt/libvirt-sock-ro"],
          ca: "/etc/pki/CA/cacert.pem",
          pki: "/etc/pki/libvirt/",
          key: "private/serverkey.pem",
          pid: "/run/libvirtd.pid",
        }
      : {
          config: "$XDG_CONFIG_HOME/libvirt/libvirtd.conf",
          sockets: ["$XDG_RUNTIME_DIR/libvirt/libvirt-sock"],
          ca: "$HOME/.pki/libvirt/cacert.pem",
          pki: "$HOME/.pki/libvirt/",
          key: "serverkey.pem",
          pid: "$XDG_RUNTIME_DIR/libvirt/libvirtd.pid",
        };
  return `
Usage:
  ${PROGRAM} [options]

Options:
${lines.join("\n")}

virtgate management daemon:

  Default paths:

    Configuration file (unless overridden by -f):
      ${places.config}

    Sockets:
      ${places.sockets.join("\n      ")}

    TLS:
      CA certificate: ${places.ca}
      Server certificate: ${places.pki}servercert.pem
      Server private key: ${places.pki}${places.key}

    PID file (unless overridden by -p):
      ${places.pid}

`;
}
