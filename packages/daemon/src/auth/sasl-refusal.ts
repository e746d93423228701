// Why somebody was not let in: as libvirtd logs it, and as we do.

import { type SaslCause, SaslError } from "@virtgate/sasl";

/** What the log names as the reason. The client is told none of it. */
export type RefusalCause = SaslCause | "too many failures" | "unexpected failure";

export interface SaslRefusal {
  readonly cause: RefusalCause;
  /** libvirtd's lines about it, before the one that is the same for all. */
  readonly lines: readonly string[];
  /** What is to be said besides: never a password, and nothing that helps to guess one. */
  readonly detail?: string;
}

export const refusals = {
  /** A call out of order. libvirtd says "start" of a STEP, too. */
  outOfOrder: (call: "init" | "start"): SaslRefusal => ({
    cause: "out of order",
    lines: [`client tried invalid SASL ${call} request`],
  }),
  /** `isThere`: the daemon has one, which is no use here. */
  noMechanism: (isThere: boolean): SaslRefusal => ({
    cause: "no mechanism",
    lines: [
      isThere
        ? "internal error: no SASL mechanisms are available"
        : "internal error: cannot list SASL mechanisms -4 (SASL(-4): no mechanism available: none that mech_list names)",
    ],
  }),
  notOnTheList: (user: string): SaslRefusal => ({
    cause: "not on the list",
    lines: [
      `SASL client identity '${user}' not allowed by ACL`,
      "Client's username is not on the list of allowed clients",
    ],
  }),
  tooWeak: (ssf: number): SaslRefusal => ({
    cause: "too weak",
    lines: [`negotiated SSF ${ssf} was not strong enough`],
  }),
  tooManyFailures: (detail: string): SaslRefusal => ({ cause: "too many failures", lines: [], detail }),
  /** The client did not stay to hear the verdict. */
  gone: (): SaslRefusal => ({ cause: "out of order", lines: [], detail: "the client has left" }),
  /** What a mechanism threw. */
  thrown: (thrown: unknown): SaslRefusal =>
    thrown instanceof SaslError
      ? {
          cause: thrown.cause,
          lines: [
            `authentication failed: Failed to start SASL negotiation: ${thrown.code} (${thrown.message})`,
          ],
        }
      : {
          cause: "unexpected failure",
          lines: [],
          detail: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
        },
} as const;

/** What to change, where somebody can. */
export const changes: { readonly [Cause in RefusalCause]?: string } = {
  "wrong password": "the user's password, or `virtgate user passwd`",
  "unknown user": "`virtgate user add`, in this realm",
  "missing verifier": "set the password again, with what this mechanism needs (`virtgate user passwd`)",
  "not on the list": "add this name to sasl_allowed_username_list, if it may come in",
  "no mechanism": "mech_list: plain TCP needs gssapi or digest-md5, the others are for TLS and unix sockets",
  "too weak": "the mechanism, or tcp_min_ssf",
  "broken file": "the file that is named in the line before",
  "too many failures": "wait, and see the refusals before this one",
};
