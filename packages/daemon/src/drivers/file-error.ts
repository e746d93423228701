// A failed file operation as libvirt reports it: what was tried, strerror(3), and errno beside it.

import { constants } from "node:os";
import { type LibvirtError, systemError } from "@virtgate/protocol";
import { errnoText } from "../config/errno-text.js";

/** `what` is the sentence up to its colon: "cannot read domain image '/x'". */
export function fileError(domain: number, what: string, cause: unknown): LibvirtError {
  const code = (cause as NodeJS.ErrnoException).code as keyof typeof constants.errno;
  const errno = constants.errno[code];
  // Node itself refused the path, before any system call.
  if (errno === undefined) return systemError(domain, constants.errno.EINVAL, `${what}: Invalid argument`);
  return systemError(domain, errno, `${what}: ${errnoText(cause)}`);
}

/** The file ended too early. No system call failed, and libvirt says so. */
export const endedEarly = (domain: number, what: string): LibvirtError =>
  systemError(domain, 0, `${what}: Success`);
