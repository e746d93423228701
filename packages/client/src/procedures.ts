// Every procedure of a program as a method: `call.domainGetInfo({ dom })`. Types come from the declarations.

import type { Args, Procedure, Ret } from "@virtgate/protocol";
import type { CallOptions, ProgramId } from "./calls.js";

/** Arguments may be left out where the procedure has none. */
type Method<P> =
  P extends Procedure<infer A, infer R>
    ? keyof A extends never
      ? (args?: A, options?: CallOptions) => Promise<R>
      : (args: A, options?: CallOptions) => Promise<R>
    : never;

export type ProcedureMethods<Calls> = { readonly [Name in keyof Calls]: Method<Calls[Name]> };

/** Who can make a call: a connection, whichever session it has at the moment. */
export interface Caller {
  invoke<P extends Procedure>(
    program: ProgramId,
    procedure: P,
    args: Args<P>,
    options?: CallOptions,
  ): Promise<Ret<P>>;
}

interface DeclaredProgram<Calls> extends ProgramId {
  readonly calls: Calls;
}

const noArguments = {};

type Methods = new (caller: Caller) => object;
const made = new Map<ProgramId, Methods>();

/** The procedures of a program as methods that call through `caller`. */
export function methodsOf<Calls extends object>(
  program: DeclaredProgram<Calls>,
  caller: Caller,
): ProcedureMethods<Calls> {
  let methods = made.get(program);
  if (methods === undefined) {
    methods = makeMethods(program);
    made.set(program, methods);
  }
  return new methods(caller) as ProcedureMethods<Calls>;
}

/**
 * A class whose instances have one method for each procedure. The class is made once for a program, from the
 * names alone; a declaration is looked at when its method is first called.
 */
function makeMethods(program: DeclaredProgram<object>): Methods {
  class Procedures {
    readonly caller: Caller;
    constructor(caller: Caller) {
      this.caller = caller;
    }
  }
  const methods = Procedures.prototype as unknown as Record<string, unknown>;
  const declared = program.calls as { readonly [name: string]: Procedure };
  for (const name of Object.keys(declared)) {
    methods[name] = function (this: Procedures, args: unknown = noArguments, options?: CallOptions) {
      return this.caller.invoke(program, declared[name]!, args, options);
    };
  }
  return Procedures;
}
