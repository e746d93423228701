// The refusals that every driver has in common: one function per situation, with libvirt's words.

import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";

/** A wrong argument of a public function: libvirt names function and argument instead of a template. */
export function wrongArgument(
  domain: number,
  where: string,
  argument: string,
  message: string,
): LibvirtError {
  return new LibvirtError(ErrorCode.invalidArg, domain, message, {
    str1: where,
    str2: argument,
    int1: 0,
    int2: 0,
  });
}

/** Refuses flags outside `known`, in the name of the driver's function `where`. */
export function refuseFlags(domain: number, where: string, flags: number, known: number): void {
  const unknown = (flags & ~known) >>> 0;
  if (unknown === 0) return;
  const message = `unsupported flags (0x${unknown.toString(16)}) in function ${where}`;
  throw wrongArgument(domain, where, "flags", message);
}

/** Two flags that contradict each other, each with its libvirt name. */
export function exclusiveFlags(
  where: string,
  argument: string,
  one: string,
  other: string,
  domain: number = ErrorDomain.domain,
): LibvirtError {
  const message = `Flags '${one}' and '${other}' are mutually exclusive`;
  return wrongArgument(domain, where, argument, message);
}

const domainRefusal = (code: number) => (detail: string) => libvirtError(ErrorDomain.domain, code, detail);
const notValid = domainRefusal(ErrorCode.operationInvalid);
const failed = domainRefusal(ErrorCode.operationFailed);

export const notRunning = () => notValid("domain is not running");
export const alreadyActive = (name: string) => notValid(`domain '${name}' is already active`);
export const transientConfig = () => notValid("transient domains do not have any persistent config");
export const renamedToItself = () => notValid("Can't rename domain to itself");
export const nameTaken = (name: string) => notValid(`domain with name '${name}' already exists`);

export const definedWithUuid = (name: string, uuid: string) =>
  failed(`domain '${name}' is already defined with uuid ${uuid}`);
export const existsWithUuid = (name: string, uuid: string) =>
  failed(`domain '${name}' already exists with uuid ${uuid}`);

export const unsupportedAction = (event: string, action: string) =>
  domainRefusal(ErrorCode.configUnsupported)(`Lifecycle event '${event}' doesn't support '${action}' action`);

const badArgument = domainRefusal(ErrorCode.invalidArg);
export const iothreadTaken = (id: number) => badArgument(`an IOThread is already using iothread_id '${id}'`);
export const cannotFindIothread = (id: number) =>
  badArgument(`cannot find IOThread '${id}' in iothreadids list`);
/** In use by that disk, or by a controller. */
export const iothreadInUse = (id: number, disk: string | undefined) =>
  badArgument(
    disk === undefined
      ? `cannot remove IOThread '${id}' since it is being used by controller`
      : `cannot remove IOThread ${id} since it is being used by disk '${disk}'`,
  );

export const invalidBlkioDevice = (parameter: string, text: string) =>
  badArgument(`unable to parse blkio device '${parameter}' '${text}'`);
export const invalidBlkioValue = (value: string, parameter: string, path: string) =>
  badArgument(`invalid value '${value}' for parameter '${parameter}' of device '${path}'`);

export const nodesetNeeded = () =>
  domainRefusal(ErrorCode.configUnsupported)(
    "nodeset for NUMA memory tuning must be set if 'placement' is 'static'",
  );
export const malformedBitmap = (text: string) =>
  libvirtError(ErrorDomain.none, ErrorCode.invalidArg, `Failed to parse bitmap '${text}'`);

export const unknownInterface = (device: string) => badArgument(`'${device}' is not a known interface`);

export const noMetadata = () =>
  libvirtError(ErrorDomain.domain, ErrorCode.noDomainMetadata, "Requested metadata element is not present");
export const unknownMetadata = (type: number) =>
  libvirtError(ErrorDomain.domain, ErrorCode.invalidArg, `unknown metadata type '${type}'`);
