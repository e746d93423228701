// Socket activation, sd_listen_fds(3): systemd holds the sockets and starts the daemon when the first client comes.

import { ExitStatus, StartError } from "../config/start-error.js";

/** The first descriptor that is handed over. */
const FIRST_FD = 3;

/** What has been handed over: the names of the sockets, the first being that of descriptor 3. */
export interface Activation {
  readonly names: readonly string[];
}

/**
 * Reads the three variables and takes them away, so that no child believes them its own. Null: they are missing, make
 * no sense, or are for another process than `pid`, as after a fork; the daemon then opens its sockets itself. Throws
 * StartError when sockets have been handed over but not their names: libvirtd says so, too, and then opens its own on
 * top of those that systemd holds.
 */
export function takeActivation(env: Record<string, string | undefined>, pid: number): Activation | null {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES } = env;
  for (const name of ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]) delete env[name];
  if (wholeNumber(LISTEN_PID) !== pid) return null;
  const count = wholeNumber(LISTEN_FDS) ?? 0;
  if (count === 0) return null;
  if (LISTEN_FDNAMES === undefined) {
    throw refused("internal error: Missing LISTEN_FDNAMES env from systemd socket activation");
  }
  const names = LISTEN_FDNAMES === "" ? [] : LISTEN_FDNAMES.split(":");
  if (names.length !== count) {
    throw refused(`internal error: Expecting ${count} FD names but got ${names.length}`);
  }
  return { names };
}

/** For a child that gets the same descriptors in the same places and takes `pid` for its own. */
export function activationVariables({ names }: Activation, pid: number): Record<string, string> {
  return { LISTEN_PID: `${pid}`, LISTEN_FDS: `${names.length}`, LISTEN_FDNAMES: names.join(":") };
}

export function descriptorsOf({ names }: Activation): number[] {
  return names.map((_name, place) => FIRST_FD + place);
}

/** Hands out the descriptors by the names of their units, each once. */
export class Handover {
  readonly #left: Map<number, string>;

  constructor(activation: Activation) {
    this.#left = new Map(activation.names.map((name, place) => [FIRST_FD + place, name]));
  }

  /** All that have one of these names. */
  claim(names: readonly string[]): number[] {
    const found = [...this.#left].filter(([, name]) => names.includes(name)).map(([fd]) => fd);
    for (const fd of found) this.#left.delete(fd);
    return found;
  }

  /** The names nobody asked for. */
  get unclaimed(): string[] {
    return [...this.#left.values()];
  }
}

/** As strtoul(3) reads one that is not negative: blanks and a sign may stand before it, nothing after it. */
function wholeNumber(text = ""): number | undefined {
  const number = /^\s*[+]?[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

const refused = (problem: string) => new StartError(ExitStatus.network, problem);
