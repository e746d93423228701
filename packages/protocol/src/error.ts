// The one error that crosses the wire, and its place on it (facts: virNetMessageError, errors.json "fieldUse").

import { struct } from "./composite.js";
import { ErrorCode, errorTexts } from "./error-code.js";
import { ErrorDomain, ErrorLevel } from "./error-domain.js";
import type { Infer } from "./layout.js";
import { int, optional, text, uuid } from "./xdr.js";

/** The payload of a reply or a stream packet with status "error". */
export const errorLayout = struct({
  code: int,
  domain: int,
  message: optional(text),
  level: int,
  dom: optional(struct({ name: text, uuid, id: int })),
  str1: optional(text),
  str2: optional(text),
  str3: optional(text),
  int1: int,
  int2: int,
  net: optional(struct({ name: text, uuid })),
});

export type WireErrorBody = Infer<typeof errorLayout>;

interface Details {
  readonly level?: number;
  readonly str1?: string | null;
  readonly str2?: string | null;
  readonly str3?: string | null;
  readonly int1?: number;
  readonly int2?: number;
  readonly cause?: unknown;
}

/** What libvirt calls virError: refused or failed, with the words every libvirt client shows. */
export class LibvirtError extends Error {
  override readonly name = "LibvirtError";
  /** virErrorNumber; see ErrorCode. */
  readonly code: number;
  /** virErrorDomain; see ErrorDomain. */
  readonly domain: number;
  readonly level: number;
  readonly str1: string | null;
  readonly str2: string | null;
  readonly str3: string | null;
  readonly int1: number;
  readonly int2: number;

  constructor(code: number, domain: number, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.domain = domain;
    this.level = details.level ?? ErrorLevel.error;
    this.str1 = details.str1 ?? null;
    this.str2 = details.str2 ?? null;
    this.str3 = details.str3 ?? null;
    this.int1 = details.int1 ?? -1;
    this.int2 = details.int2 ?? -1;
  }

  /** Anything thrown becomes something sendable. A peer never sees our stack; `cause` keeps it for the log. */
  static from(thrown: unknown): LibvirtError {
    if (thrown instanceof LibvirtError) return thrown;
    const error = libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "unexpected failure");
    error.cause = thrown;
    return error;
  }

  toWire(): WireErrorBody {
    const { code, domain, message, level, str1, str2, str3, int1, int2 } = this;
    return { code, domain, message, level, dom: null, str1, str2, str3, int1, int2, net: null };
  }

  static fromWire(body: WireErrorBody): LibvirtError {
    return new LibvirtError(body.code, body.domain, body.message ?? "unknown error", body);
  }
}

/**
 * The error as libvirt raises it: its own words for the code, the detail inserted. As libvirt does, the
 * template travels as `str1` and the detail as `str2`.
 */
export function libvirtError(domain: number, code: number, detail?: string): LibvirtError {
  const [plain, withDetail] = errorTexts[code] ?? ["unknown error", "unknown error: %s"];
  if (detail === undefined) return new LibvirtError(code, domain, plain, { str1: plain });
  // A function, because "$&" in a detail is not a pattern.
  const message = withDetail.replace("%s", () => detail);
  return new LibvirtError(code, domain, message, { str1: withDetail, str2: detail });
}

/** A failed system call: code 38 with errno as `int1` (errors.json "system error"). */
export function systemError(domain: number, errno: number, detail: string): LibvirtError {
  const [, withDetail] = errorTexts[ErrorCode.systemError]!;
  const message = withDetail.replace("%s", () => detail);
  return new LibvirtError(ErrorCode.systemError, domain, message, {
    str1: withDetail,
    str2: detail,
    int1: errno,
  });
}
