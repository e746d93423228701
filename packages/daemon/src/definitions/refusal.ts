/** The ways libvirt refuses a definition: one function for each pair of error code and error domain it uses. */
import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";

type Refusal = (detail: string) => LibvirtError;

const refusal =
  (domain: number, code: number): Refusal =>
  (detail) =>
    libvirtError(domain, code, detail);

/** From the generic attribute readers, which do not know what kind of document they read. */
export const invalidXml = refusal(ErrorDomain.xml, ErrorCode.xmlError);
/** From the parser of domain definitions. */
export const invalidDomain = refusal(ErrorDomain.domain, ErrorCode.xmlError);
export const unsupported = refusal(ErrorDomain.domain, ErrorCode.configUnsupported);
export const internal = refusal(ErrorDomain.domain, ErrorCode.internalError);
export const domainDetail = refusal(ErrorDomain.domain, ErrorCode.xmlDetail);
export const invalidArgument = refusal(ErrorDomain.none, ErrorCode.invalidArg);
export const overflow = refusal(ErrorDomain.none, ErrorCode.overflow);

/** `%s` of the other kinds: the code chooses the words. */
export const refuse = (domain: number, code: number, detail?: string): LibvirtError =>
  detail === undefined ? libvirtError(domain, code) : libvirtError(domain, code, detail);

/** What clients see where libvirt refuses without saying why. */
export const unexplained = (): LibvirtError =>
  new LibvirtError(ErrorCode.internalError, ErrorDomain.none, "An error occurred, but the cause is unknown", {
    int1: 0,
    int2: 0,
  });
