// Who comes to a daemon whose sockets polkit guards, and what polkit's rules (interop/polkit-bus.ts) say of them.

import type { UserName } from "../users.js";

export type Who = UserName | "root";

/** `{rw}`, `{ro}` and `{tcp}` stand for URIs of the three ways in. */
export const comers: readonly (readonly [who: Who, ...words: string[]])[] = [
  ["root", "-c", "{rw}", "list"],
  ["root", "-r", "-c", "{ro}", "list; suspend test"],
  ["root", "-c", "{rw}&auth=polkit", "list"],
  ["virtgate-plain", "-c", "{rw}", "list"],
  ["virtgate-plain", "-r", "-c", "{rw}", "list"],
  ["virtgate-plain", "-c", "{ro}", "list; suspend test"],
  ["virtgate-plain", "-r", "-c", "{ro}", "list"],
  ["virtgate-plain", "-c", "{rw}&auth=polkit", "list"],
  ["virtgate-plain", "-c", "{rw}&auth=sasl", "list"],
  ["virtgate-member", "-c", "{rw}", "list; suspend test"],
  ["virtgate-member", "-c", "{ro}", "list"],
  ["virtgate-member", "-c", "{rw}&auth=polkit", "list"],
  ["virtgate-group", "-c", "{rw}", "list"],
  ["virtgate-yes", "-c", "{rw}", "list"],
  ["virtgate-no", "-c", "{rw}", "list"],
  ["virtgate-no", "-r", "-c", "{rw}", "list"],
  ["virtgate-no", "-r", "-c", "{ro}", "list"],
  ["virtgate-self", "-c", "{rw}", "list"],
  ["virtgate-self", "-c", "{ro}", "list"],
  ["virtgate-admin", "-c", "{rw}", "list"],
  ["virtgate-yes", "-c", "{tcp}", "list"],
  ["root", "-c", "{tcp}", "list"],
  ["virtgate-yes", "-c", "{rw}", "connect {ro} --readonly; list; connect {rw}; list"],
  ["virtgate-no", "connect {rw}; connect {ro} --readonly"],
];

type Typed = readonly [question: string, answer: string];

export interface AtTerminal {
  readonly title: string;
  readonly who: Who;
  /** Whether an agent that is no fallback has been started for the process before. */
  readonly agent: boolean;
  readonly typed: readonly Typed[];
  readonly words: readonly string[];
}

const right: Typed = ["Password: ", "secret-1\n"];
const wrong: Typed = ["Password: ", "guess\n"];
const list = ["-c", "{rw}", "list"];

export const terminals: readonly AtTerminal[] = [
  {
    title: "a password within the shell",
    who: "virtgate-self",
    agent: true,
    typed: [["# ", "connect\n"], right, ["# ", "list\n"], ["running", "quit\n"]],
    words: ["-q"],
  },
  { title: "nobody to ask", who: "virtgate-plain", agent: false, typed: [], words: list },
  { title: "no question", who: "virtgate-member", agent: false, typed: [], words: list },
  { title: "no", who: "virtgate-no", agent: false, typed: [], words: list },
  { title: "no, with an agent", who: "virtgate-no", agent: true, typed: [], words: list },
  { title: "a password", who: "virtgate-self", agent: true, typed: [right], words: list },
  {
    title: "a wrong password, and the right one",
    who: "virtgate-self",
    agent: true,
    typed: [wrong, right],
    words: list,
  },
  {
    title: "read-only, without a question",
    who: "virtgate-plain",
    agent: true,
    typed: [],
    words: ["-r", "-c", "{ro}", "list"],
  },
  {
    title: "read-only, and a wrong password",
    who: "virtgate-self",
    agent: true,
    typed: [wrong],
    words: ["-r", ...list],
  },
];

/** Modes and groups of the sockets: what each of them gets to hear, with "none" behind. */
export const socketRules: readonly (readonly [lines: string, comers: readonly Who[]])[] = [
  [
    'unix_sock_group = "libvirt"\nunix_sock_rw_perms = "0770"\nunix_sock_ro_perms = "0777"\nauth_unix_rw = "none"\nauth_unix_ro = "none"',
    ["root", "virtgate-member", "virtgate-plain"],
  ],
  [
    'unix_sock_group = "virtgate-staff"\nunix_sock_rw_perms = "0770"\nunix_sock_ro_perms = "0770"',
    ["root", "virtgate-member", "virtgate-group"],
  ],
  ['auth_unix_rw = "polkit"\nauth_unix_ro = "none"', ["virtgate-yes", "virtgate-no"]],
  ['auth_unix_rw = "none"\nunix_sock_rw_perms = "0700"', ["root", "virtgate-member", "virtgate-yes"]],
];

export type RawStep = "list" | "polkit" | "open" | "init";

/** Calls by hand, in an order that no client has. */
export const rawOrders: readonly (readonly [who: Who, ...steps: RawStep[]])[] = [
  ["virtgate-plain", "list", "polkit", "polkit", "open", "list", "init"],
  ["virtgate-yes", "open", "polkit", "open"],
  ["virtgate-yes", "list", "polkit", "list", "init"],
  ["virtgate-no", "polkit", "list", "open"],
  ["root", "open", "list", "open"],
  ["root", "polkit", "open"],
  ["root", "init", "polkit", "list", "open"],
];
