export { type AlternativeNames, Certificate } from "./certificate.js";
export {
  checkCertificate,
  checkOwnCredentials,
  checkPeer,
  handshakeProblem,
  type Peer,
  type Role,
  type Warn,
} from "./certificate-check.js";
export { chainProblem, defaultSecurityBits, type Trust, type WeakHash } from "./chain.js";
export {
  type CredentialFile,
  readCas,
  readCrls,
  readOwnCertificate,
  readOwnKey,
} from "./credential-files.js";
export { RevocationList } from "./crl.js";
export { type DistinguishedName, dnText, type NameAttribute } from "./distinguished-name.js";
export { matchesPattern } from "./dn-pattern.js";
export { type Expiry, expiryOf, expiryThresholdsDays } from "./expiry.js";
export type { BasicConstraints, Extension, NameConstraints } from "./extension.js";
export { matchesHost } from "./host-name.js";
export { keyMatches, readPrivateKey } from "./key.js";
export { type KeyUsage, keyUsages, purposeOids } from "./key-usage.js";
export { pemBlocks } from "./pem.js";
export { CertificateError } from "./problem.js";
export { type TlsSettings, type TlsVersion, tlsSettings } from "./tls-settings.js";
