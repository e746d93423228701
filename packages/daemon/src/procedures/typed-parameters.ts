// Typed parameters on their way from a client to a driver and back: libvirtd's own checks, in its order.

import { ErrorCode, ErrorDomain, libvirtError, type TypedParam } from "@virtgate/protocol";
import { refuseFlags } from "../drivers/refusals.js";
import { type ParameterType, requireParameters } from "../drivers/typed-parameters.js";

export { booleanParameter, intParameter, textParameter, uintParameter } from "../drivers/typed-parameters.js";

/** VIR_TYPED_PARAM_FIELD_LENGTH, with its closing zero byte. */
const fieldBytes = 80;

/** Refuses names that do not fit libvirt's structure. */
export function requireFieldNames(parameters: readonly TypedParam[]): void {
  for (const { field } of parameters) {
    if (Buffer.byteLength(field) < fieldBytes) continue;
    const detail = `parameter ${field} too big for destination`;
    throw libvirtError(ErrorDomain.none, ErrorCode.internalError, detail);
  }
}

/** Refuses flags, and whatever in the parameters is not as `known` says. */
export function checkTypedParameters(
  where: string,
  parameters: readonly TypedParam[],
  flags: number,
  known: Readonly<Record<string, ParameterType>>,
): void {
  requireFieldNames(parameters);
  refuseFlags(ErrorDomain.admin, where, flags, 0);
  requireParameters(parameters, known);
}

/** The values of parameters that are all of type uint. */
export function uintsOf(parameters: readonly TypedParam[]): Readonly<Record<string, number>> {
  return Object.fromEntries(parameters.map(({ field, value }) => [field, Number(value.value)]));
}
