/** How libvirt refuses an interface of the host. */
import { ErrorCode, ErrorDomain, type LibvirtError } from "@virtgate/protocol";
import { refuse } from "../refusal.js";

export const badInterface = (detail: string): LibvirtError =>
  refuse(ErrorDomain.interface, ErrorCode.xmlError, detail);
