// What libvirt's public functions refuse before any driver sees the call. The daemon performs them too, because
// not every client is libvirt's own library.

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";
import { errorDomainOf } from "../api-domain.js";
import { exclusiveFlags, wrongArgument } from "../drivers/refusals.js";

/** The argument `argument` of `api` is not as it must be; `must` is the end of libvirt's sentence. */
const refused = (api: string, argument: string, must: string): LibvirtError =>
  wrongArgument(errorDomainOf(api), api, argument, `${argument} in ${api} must ${must}`);

export function requireNonZero(api: string, argument: string, value: number | bigint): void {
  if (Number(value) === 0) throw refused(api, argument, "not be zero");
}

export function requirePositive(api: string, argument: string, value: number): void {
  if (value <= 0) throw refused(api, argument, "be greater than zero");
}

export function requireNotNegative(api: string, argument: string, value: number): void {
  if (value < 0) throw refused(api, argument, "be zero or greater");
}

export function requireNull(api: string, argument: string, value: unknown): void {
  if (value !== null) throw refused(api, argument, "be NULL");
}

export function requireNotNull<T>(api: string, argument: string, value: T | null): T {
  if (value === null) throw refused(api, argument, "not be NULL");
  return value;
}

export function requireNotEmpty(api: string, argument: string, value: string | null): string {
  const text = requireNotNull(api, argument, value);
  if (text === "") {
    throw wrongArgument(errorDomainOf(api), api, argument, `string ${argument} in ${api} must not be empty`);
  }
  return text;
}

/** An empty list comes over the wire as no list at all. */
export function requireSome(api: string, argument: string, list: readonly unknown[]): void {
  if (list.length === 0) requireNotNull(api, argument, null);
}

/** A flag and its libvirt name. */
export type NamedFlag = readonly [value: number, name: string];

const isSet = (flags: number, [value]: NamedFlag) => (flags & value) !== 0;

/** The public functions call the guilty argument "ctl", whatever its name. */
const guilty = "ctl";

export function requireExclusive(api: string, flags: number, one: NamedFlag, other: NamedFlag): void {
  if (!isSet(flags, one) || !isSet(flags, other)) return;
  throw exclusiveFlags(api, guilty, one[1], other[1], errorDomainOf(api));
}

/** `one` makes sense only together with `needed`. */
export function requireFlag(api: string, flags: number, one: NamedFlag, needed: NamedFlag): void {
  if (!isSet(flags, one) || isSet(flags, needed)) return;
  const message = `Flag '${needed[1]}' is required by flag '${one[1]}'`;
  throw wrongArgument(errorDomainOf(api), api, guilty, message);
}

/** For what a driver may lack. */
export function supported<T>(method: T | undefined, api: string): T {
  if (method === undefined) throw libvirtError(errorDomainOf(api), ErrorCode.noSupport, api);
  return method;
}

/** Refusals of the remote layer itself, about sizes that would not fit an answer. */
export function requireListSize(argument: string, value: number, max: number, maxName: string): void {
  if (value < 0) throw rpcRefusal(`${argument} must be non-negative`);
  if (value > max) throw rpcRefusal(`${argument} > ${maxName}`);
}

export const rpcRefusal = (detail: string) => libvirtError(ErrorDomain.rpc, ErrorCode.rpc, detail);

export function requireParameterCount(count: number, max: number): void {
  if (count < 0) throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "nparams must be non-negative");
  if (count > max) throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "nparams too large");
}

/** For limits of the remote layer that have words of their own. */
export function requireThat(fits: boolean, words: () => string): void {
  if (!fits) throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, words());
}
