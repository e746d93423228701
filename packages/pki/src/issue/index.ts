// Issuing: certificate authorities, certificates for servers and clients, revocation lists.
//
// Values in, bytes out: no files and no clock. From the same template, key, serial number and times the result is
// certtool's to the byte.
export { issueCertificate, issueSelfSigned } from "./certificate.js";
export { readTemplate } from "./certtool-template.js";
export {
  type CrlTemplate,
  issueCrl,
  type Revocation,
  type RevocationReason,
  revocationReasons,
} from "./crl.js";
export { generateKey, type KeyPair, type KeyType, keyTypes, privateKeyPem } from "./key.js";
export { type NameAttributeType, type NamePart, parseDn } from "./name.js";
export { certificatePem, crlPem } from "./pem.js";
export { type Issuer, newSerialNumber } from "./signing.js";
export {
  caTemplate,
  clientTemplate,
  type Purpose,
  renewedTemplate,
  serverTemplate,
  type Template,
  type Validity,
} from "./template.js";
