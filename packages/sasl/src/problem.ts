// What is refused, in one class. The text is what Cyrus SASL would say, since libvirt prints and logs it.

/** SASL's result codes (sasl.h), as libvirt prints them: "SASL(-13): authentication failure: …". */
export const SaslCode = {
  fail: -1,
  bufOver: -3,
  noMech: -4,
  badProt: -5,
  badParam: -7,
  badMac: -9,
  badServ: -10,
  wrongMech: -11,
  badAuth: -13,
  noAuthz: -14,
  tooWeak: -15,
  encrypt: -16,
  expired: -18,
  disabled: -19,
  noUser: -20,
  badVers: -23,
  unavail: -24,
  noVerify: -26,
} as const;
export type SaslCode = (typeof SaslCode)[keyof typeof SaslCode];

/** sasl_errstring of Cyrus SASL 2.1.28. */
const words: Readonly<Record<SaslCode, string>> = {
  [SaslCode.fail]: "generic failure",
  [SaslCode.bufOver]: "overflowed buffer",
  [SaslCode.noMech]: "no mechanism available",
  [SaslCode.badProt]: "bad protocol / cancel",
  [SaslCode.badParam]: "invalid parameter supplied",
  [SaslCode.badMac]: "integrity check failed",
  [SaslCode.badServ]: "server failed mutual authentication step",
  [SaslCode.wrongMech]: "mechanism doesn't support requested feature",
  [SaslCode.badAuth]: "authentication failure",
  [SaslCode.noAuthz]: "authorization failure",
  [SaslCode.tooWeak]: "mechanism too weak for this user",
  [SaslCode.encrypt]: "encryption needed to use mechanism",
  [SaslCode.expired]: "passphrase expired, has to be reset",
  [SaslCode.disabled]: "account disabled",
  [SaslCode.noUser]: "user not found",
  [SaslCode.badVers]: "version mismatch with plug-in",
  [SaslCode.unavail]: "remote authentication server unavailable",
  [SaslCode.noVerify]: "user exists, but no verifier for user",
};

/** Why a sign-in was refused: for the log and for support. Each has the code that Cyrus gives for it. */
const causes = {
  "wrong password": SaslCode.badAuth,
  "unknown user": SaslCode.noUser,
  "missing verifier": SaslCode.noVerify,
  "not on the list": SaslCode.noAuthz,
  "not authorized": SaslCode.noAuthz,
  "malformed message": SaslCode.badProt,
  "out of order": SaslCode.badProt,
  "no mechanism": SaslCode.noMech,
  "too weak": SaslCode.tooWeak,
  "bad name": SaslCode.fail,
  "missing credentials": SaslCode.fail,
  "server not genuine": SaslCode.badServ,
  "refused by server": SaslCode.badAuth,
  "broken layer": SaslCode.badMac,
  "broken file": SaslCode.fail,
  kerberos: SaslCode.fail,
  unavailable: SaslCode.unavail,
} as const satisfies Record<string, SaslCode>;
export type SaslCause = keyof typeof causes;

/**
 * A refused sign-in, a broken layer, or a file about users that cannot be read.
 *
 * `message` is the text of Cyrus' `sasl_errdetail`: "SASL(-13): authentication failure: …". It never holds a
 * password, key, ticket or nonce. It is for the log of the side that refuses: a server tells the client none of it.
 */
export class SaslError extends Error {
  override readonly name = "SaslError";
  override readonly cause: SaslCause;
  readonly code: SaslCode;
  /** `message` without its leader. */
  readonly detail: string;
  /** Whom the refused side claims to be, where it came to that: for the log of the server. Not in `message`. */
  user: string | undefined;

  constructor(cause: SaslCause, detail: string, code: SaslCode = causes[cause]) {
    // Cyrus never tells that there is no such user by the number, only by the words.
    const shown = code === SaslCode.noUser ? SaslCode.badAuth : code;
    super(`SASL(${shown}): ${words[code]}: ${detail}`);
    this.cause = cause;
    this.code = code;
    this.detail = detail;
  }
}
