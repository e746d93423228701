// Typed parameters <-> plain objects. The wire says the type of each value; JavaScript's own types say most of it.

import type { TypedParam } from "@virtgate/protocol";

/** A 64-bit value is a bigint, whatever its size, so that a parameter does not change its type as it grows. */
export type ParameterValue = number | bigint | boolean | string;
export type Parameters = { readonly [name: string]: ParameterValue };

/** virTypedParameterType. */
export const parameterType = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
  string: 7,
} as const;
export type ParameterType = keyof typeof parameterType;

/** A value whose type JavaScript does not tell: `{ type: "uint", value: 5 }`. */
export interface TypedValue {
  readonly type: ParameterType;
  readonly value: ParameterValue;
}

/** Parameters to set, by name. */
export type ParameterChanges = { readonly [name: string]: ParameterValue | TypedValue };

/** What libvirt answers, as an object. Of two with one name the last one counts. */
export function fromTypedParameters(parameters: readonly TypedParam[]): Parameters {
  const values: { [name: string]: ParameterValue } = {};
  for (const { field, value } of parameters) {
    values[field] = value.type === parameterType.boolean ? value.value !== 0 : value.value;
  }
  return values;
}

/**
 * What to send. Without a type, an integer is an `int`, a bigint a `ullong` (a `llong` when negative), any other
 * number a `double`. libvirt refuses a parameter of the wrong type and says which one it wants.
 */
export function toTypedParameters(values: ParameterChanges): TypedParam[] {
  return Object.entries(values).map(([field, given]) => {
    const { type, value } = typeof given === "object" ? given : { type: typeOf(given), value: given };
    return { field, value: wireValue(type, value) };
  });
}

function typeOf(value: ParameterValue): ParameterType {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "bigint":
      return value < 0n ? "llong" : "ullong";
    default:
      return Number.isInteger(value) ? "int" : "double";
  }
}

function wireValue(type: ParameterType, value: ParameterValue): TypedParam["value"] {
  switch (type) {
    case "int":
      return { type: 1, value: Number(value) };
    case "uint":
      return { type: 2, value: Number(value) };
    case "llong":
      return { type: 3, value: BigInt(value) };
    case "ullong":
      return { type: 4, value: BigInt(value) };
    case "double":
      return { type: 5, value: Number(value) };
    case "boolean":
      return { type: 6, value: value ? 1 : 0 };
    case "string":
      return { type: 7, value: String(value) };
  }
}
