// Typed parameters as commands show and set them.

import type { TypedParam } from "@virtgate/protocol";
import { attempt } from "../failure.js";
import type { Shell } from "../shell.js";

/** VIR_TYPED_PARAM_STRING_OKAY: texts are understood here. */
export const textsOkay = 4;

const type = { int: 1, uint: 2, llong: 3, ullong: 4, double: 5, boolean: 6, string: 7 } as const;

export const intParam = (field: string, value: number): TypedParam => ({
  field,
  value: { type: type.int, value },
});
export const uintParam = (field: string, value: number): TypedParam => ({
  field,
  value: { type: type.uint, value },
});
export const ullongParam = (field: string, value: bigint): TypedParam => ({
  field,
  value: { type: type.ullong, value },
});
export const boolParam = (field: string, value: boolean): TypedParam => ({
  field,
  value: { type: type.boolean, value: value ? 1 : 0 },
});
export const textParam = (field: string, value: string): TypedParam => ({
  field,
  value: { type: type.string, value },
});

export function parameterText({ value }: TypedParam): string {
  if (value.type === type.boolean) return value.value !== 0 ? "yes" : "no";
  if (value.type === type.double) return value.value.toFixed(6);
  return String(value.value);
}

/** `name           : value`, as most commands show a parameter. */
export function printParameter(shell: Shell, parameter: TypedParam, shown = parameterText(parameter)): void {
  shell.print(`${parameter.field.padEnd(15)}: ${shown}\n`);
}

/** A call that answers the number of parameters first, and then so many of them. */
type ReadCounted = (nparams: number) => Promise<{ params: TypedParam[]; nparams: number }>;

/** `what` as in "Unable to get number of memory parameters". */
export async function readCounted(
  read: ReadCounted,
  words: { readonly number: string; readonly list: string },
): Promise<TypedParam[]> {
  const { nparams } = await attempt(words.number, read(0));
  if (nparams === 0) return [];
  return (await attempt(words.list, read(nparams))).params;
}
