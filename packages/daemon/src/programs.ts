// Program number and version -> what this daemon does for each procedure number of it.

import type { Access, Layout, Procedure, Program, StreamDirection, When } from "@virtgate/protocol";
import type { AnyHandler, AnyHandlers, Handlers } from "./call.js";

/** One procedure with its handler. A copy of the declaration's fields, because those are computed on each access. */
export interface Entry {
  readonly name: string;
  readonly api: string;
  readonly args: Layout<unknown>;
  readonly ret: Layout<unknown>;
  readonly open: boolean;
  readonly write: boolean | When;
  readonly stream: StreamDirection | undefined;
  /** What the caller needs, on the object in the argument that `on` names. */
  readonly access: readonly Access[];
  readonly on: string | undefined;
  /** Undefined: the procedure exists, but no driver of this daemon can do it. */
  readonly handler: AnyHandler | undefined;
}

type Calls = { readonly [name: string]: Procedure };

/** A program's declarations joined with this daemon's handlers. */
export class ServedProgram {
  readonly number: number;
  readonly version: number;
  readonly #calls: Calls;
  readonly #handlers: AnyHandlers;
  /** Indexed by procedure number. */
  readonly #names: readonly (string | undefined)[];
  /** Filled as procedures are first called: there are hundreds, and a client uses a dozen. */
  readonly #entries: (Entry | undefined)[];

  constructor(number: number, version: number, calls: Calls, handlers: AnyHandlers) {
    this.number = number;
    this.version = version;
    this.#calls = calls;
    this.#handlers = handlers;
    const names: string[] = [];
    for (const name of Object.keys(calls)) names[calls[name]!.number] = name;
    this.#names = Array.from(names);
    this.#entries = this.#names.map(() => undefined);
  }

  /** Undefined when the program has no such call. */
  entry(procedure: number): Entry | undefined {
    return this.#entries[procedure] ?? this.#build(procedure);
  }

  #build(number: number): Entry | undefined {
    const name = this.#names[number];
    if (name === undefined) return undefined;
    const { api, args, ret, open, write, stream, access, on } = this.#calls[name]!;
    const handler = this.#handlers[name];
    const entry = { name, api: api ?? name, args, ret, open, write, stream, access, on, handler };
    this.#entries[number] = entry;
    return entry;
  }
}

export function serve<C extends object>(program: Program<C, object>, handlers: Handlers<C>): ServedProgram {
  return new ServedProgram(program.number, program.version, program.calls as Calls, handlers as AnyHandlers);
}

/** The programs that one socket serves. */
export class Programs {
  readonly #served: readonly ServedProgram[];

  constructor(served: readonly ServedProgram[]) {
    this.#served = served;
  }

  find(number: number, version: number): ServedProgram | undefined {
    for (const served of this.#served) {
      if (served.number === number && served.version === version) return served;
    }
    return undefined;
  }
}
