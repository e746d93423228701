/** What the parsers of pools and volumes refuse, in the name of VIR_FROM_STORAGE. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { refuse } from "../refusal.js";

export const invalidStorage = (detail: string) => refuse(ErrorDomain.storage, ErrorCode.xmlError, detail);
export const unsupportedStorage = (detail: string) =>
  refuse(ErrorDomain.storage, ErrorCode.configUnsupported, detail);
export const storageDetail = (detail: string) => refuse(ErrorDomain.storage, ErrorCode.xmlDetail, detail);
/** From helpers that do not know what they are used for. */
export const invalidAnywhere = (detail: string) => refuse(ErrorDomain.none, ErrorCode.xmlError, detail);
