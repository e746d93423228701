// Typed parameters that a client sends: which there are, of which type, each once. libvirtd's checks, in its order.

import { ErrorCode, ErrorDomain, libvirtError, type TypedParam } from "@virtgate/protocol";
import { refuseFlags } from "../drivers/refusals.js";

/** virTypedParameterType, as libvirt's messages name them. */
const typeNames = ["", "int", "uint", "llong", "ullong", "double", "boolean", "string"] as const;
type TypeName = Exclude<(typeof typeNames)[number], "">;

/** VIR_TYPED_PARAM_FIELD_LENGTH, with its closing zero byte. */
const fieldBytes = 80;

const refused = (code: number, detail: string) => libvirtError(ErrorDomain.none, code, detail);

const inByteOrder = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

/**
 * Refuses names that are too long, flags, names that `known` does not have, other types than it says, and names that
 * occur twice. Of several mistakes it is the first by name that is told.
 */
export function checkTypedParameters(
  where: string,
  parameters: readonly TypedParam[],
  flags: number,
  known: Readonly<Record<string, TypeName>>,
): void {
  for (const { field } of parameters) {
    if (Buffer.byteLength(field) >= fieldBytes) {
      throw refused(ErrorCode.internalError, `parameter ${field} too big for destination`);
    }
  }
  refuseFlags(ErrorDomain.admin, where, flags, 0);
  let previous: string | undefined;
  for (const { field, value } of [...parameters].sort((a, b) => inByteOrder(a.field, b.field))) {
    const expected = Object.hasOwn(known, field) ? known[field] : undefined;
    if (expected === undefined) {
      throw refused(ErrorCode.argumentUnsupported, `parameter '${field}' not supported`);
    }
    if (field === previous) {
      throw refused(ErrorCode.invalidArg, `parameter '${field}' occurs multiple times`);
    }
    const type = typeNames[value.type];
    if (type !== expected) {
      const detail = `invalid type '${type}' for parameter '${field}', expected '${expected}'`;
      throw refused(ErrorCode.invalidArg, detail);
    }
    previous = field;
  }
}

/** The values of parameters that are all of type uint. */
export function uintsOf(parameters: readonly TypedParam[]): Readonly<Record<string, number>> {
  return Object.fromEntries(parameters.map(({ field, value }) => [field, Number(value.value)]));
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

export const booleanParameter = (field: string, value: boolean): TypedParam => ({
  field,
  value: { type: 6, value: value ? 1 : 0 },
});

export const textParameter = (field: string, value: string): TypedParam => ({
  field,
  value: { type: 7, value },
});
