/** How libvirt refuses a network, and whose name it says. */
import { ErrorCode, ErrorDomain, type LibvirtError } from "@virtgate/protocol";
import { refuse } from "../refusal.js";
import type { ParseContext } from "../shape.js";

const refusal =
  (code: number) =>
  (detail: string): LibvirtError =>
    refuse(ErrorDomain.network, code, detail);

export const badNetwork = refusal(ErrorCode.xmlError);
export const badDetail = refusal(ErrorCode.xmlDetail);
export const unsupported = refusal(ErrorCode.configUnsupported);
export const internal = refusal(ErrorCode.internalError);
export const notValid = refusal(ErrorCode.operationInvalid);
export const notPossible = refusal(ErrorCode.operationUnsupported);

/** The network that is being read. */
export const nameOf = (context: ParseContext): string => context.owner ?? "";
