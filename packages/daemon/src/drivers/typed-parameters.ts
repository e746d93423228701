// Typed parameters that a caller gives: which there are, of which type, each once; and those that a driver answers.

import { ErrorCode, ErrorDomain, libvirtError, type TypedParam } from "@virtgate/protocol";

/** virTypedParameterType, as libvirt's messages name them. */
export const parameterTypes = ["", "int", "uint", "llong", "ullong", "double", "boolean", "string"] as const;
export type ParameterType = Exclude<(typeof parameterTypes)[number], "">;

const refused = (code: number, detail: string) => libvirtError(ErrorDomain.none, code, detail);

const inByteOrder = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

/**
 * Refuses names that `known` does not have, other types than it says, and names that occur twice. Of several mistakes
 * it is the first by name that is told.
 */
export function requireParameters(
  parameters: readonly TypedParam[],
  known: Readonly<Record<string, ParameterType>>,
): void {
  let previous: string | undefined;
  for (const { field, value } of [...parameters].sort((a, b) => inByteOrder(a.field, b.field))) {
    const expected = Object.hasOwn(known, field) ? known[field] : undefined;
    if (expected === undefined) {
      throw refused(ErrorCode.argumentUnsupported, `parameter '${field}' not supported`);
    }
    if (field === previous) {
      throw refused(ErrorCode.invalidArg, `parameter '${field}' occurs multiple times`);
    }
    const type = parameterTypes[value.type];
    if (type !== expected) {
      const detail = `invalid type '${type}' for parameter '${field}', expected '${expected}'`;
      throw refused(ErrorCode.invalidArg, detail);
    }
    previous = field;
  }
}

/** A whole number that libvirt keeps in a signed 32-bit one: of an id beyond, it makes a negative. */
export const intParameter = (field: string, value: number): TypedParam => ({
  field,
  value: { type: 1, value: value | 0 },
});

export const uintParameter = (field: string, value: number): TypedParam => ({
  field,
  value: { type: 2, value },
});

export const ullongParameter = (field: string, value: bigint): TypedParam => ({
  field,
  value: { type: 4, value },
});

export const booleanParameter = (field: string, value: boolean): TypedParam => ({
  field,
  value: { type: 6, value: value ? 1 : 0 },
});

export const textParameter = (field: string, value: string): TypedParam => ({
  field,
  value: { type: 7, value },
});
