// What libvirt's client library says of a uuid that is none.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";

/** `api`: the function that reads it as text; `domain`: the part of libvirt that the function belongs to. */
export function invalidUuid(api: string, domain: number): LibvirtError {
  const message = `uuidstr in ${api} must be a valid UUID`;
  return new LibvirtError(ErrorCode.invalidArg, domain, message, {
    str1: api,
    str2: "uuidstr",
    int1: 0,
    int2: 0,
  });
}
