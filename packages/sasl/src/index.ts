// SASL: mechanisms for client and server, the choice among them, and what is kept of users.
export { mechList, readSaslConf, type SaslConf } from "./conf.js";
export { requestCredentials } from "./credentials.js";
export { digestMd5Hash } from "./digest-md5/hashes.js";
export {
  aboutUser,
  answerOnce,
  type End,
  type Exchange,
  exchangeOf,
  requireNothing,
  type Script,
  type Step,
  withUser,
} from "./exchange.js";
export type { GssContext, GssPeer, GssProvider } from "./gss.js";
export type { Identity } from "./identity.js";
export type { SecurityLayer } from "./layer.js";
export {
  defaultIterations,
  maxIterations,
  maxIterationsOfCyrus,
  maxPasswordBytes,
  minIterations,
} from "./limits.js";
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
export { canonicalName, userAndRealm } from "./names.js";
export { defaultHost, saslConfPlaces, type UserPlaces, userPlaces } from "./places.js";
export {
  choose,
  type Demands,
  libvirtDemands,
  objection,
  offered,
  offerText,
  readOffer,
  startable,
} from "./policy.js";
export { type SaslCause, SaslCode, SaslError } from "./problem.js";
export { isSasldb, readSasldb, type Sasldb, type SasldbEntry } from "./sasldb.js";
export { saslprep } from "./saslprep.js";
export {
  formatUserFile,
  isUserFile,
  newUserFile,
  parseUserFile,
  requireStorable,
  type StoredUser,
  type UserFile,
} from "./store-format.js";
export type { Need, SaidName, ScramHash, ScramVerifier, UserRecord, UserStore } from "./user-store.js";
export { readUsers, usersOfFile, usersOfSasldb } from "./users.js";
export {
  canTell,
  isPassword,
  requirePassword,
  scramVerifier,
  type VerifierOptions,
  verifiersOf,
} from "./verifier.js";
