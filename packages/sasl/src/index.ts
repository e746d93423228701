// SASL: mechanisms for client and server, the choice among them, and what is kept of users.
export { type End, type Exchange, exchangeOf, type Script, type Step } from "./exchange.js";
export type { GssContext, GssProvider } from "./gss.js";
export type { Identity } from "./identity.js";
export type { SecurityLayer } from "./layer.js";
export type {
  ClientOptions,
  ClientResult,
  CredentialName,
  CredentialRequest,
  Credentials,
  Mechanism,
  MechanismFlags,
  ServerOptions,
  ServerResult,
} from "./mechanism.js";
export { mechanismNamed, mechanisms } from "./mechanisms.js";
export { type SaslCause, SaslCode, SaslError } from "./problem.js";
export type { Need, ScramHash, ScramVerifier, UserRecord, UserStore } from "./user-store.js";
