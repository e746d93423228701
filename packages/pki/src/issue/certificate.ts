// Certificates: a template, a public key and a signer become DER.
import type { KeyObject } from "node:crypto";
import { Certificate } from "../certificate.js";
import { Tag } from "../der.js";
import { element, integer, sequence, time } from "./der-writer.js";
import { certificateExtensions } from "./extensions.js";
import type { KeyPair } from "./key.js";
import { type Issuer, newSerialNumber, type Signer, signed, signerOf } from "./signing.js";
import { subjectDer } from "./subject.js";
import { checkTemplate, type Template } from "./template.js";

/** A certificate for a key, signed by the CA. DER. Throws CertificateError for a template or CA that is no good. */
export function issueCertificate(template: Template, publicKey: KeyObject, issuer: Issuer): Uint8Array {
  checkTemplate(template);
  return certificate(template, publicKey, signerOf(issuer));
}

/** A certificate that its own key signs: a CA's. DER. Throws CertificateError for a template that is no good. */
export function issueSelfSigned(template: Template, { publicKey, privateKey }: KeyPair): Uint8Array {
  checkTemplate(template);
  const name = subjectDer(template.subject);
  return certificate(template, publicKey, { name, keyIdentifier: undefined, privateKey });
}

/** RFC 5280, section 4.1. */
function certificate(template: Template, publicKey: KeyObject, signer: Signer): Uint8Array {
  const version = element(Tag.contextConstructed(0), integer(2)); // which is version 3
  const der = signed(signer.privateKey, (algorithm) =>
    sequence(
      version,
      integer(template.serialNumber ?? newSerialNumber()),
      algorithm,
      signer.name,
      sequence(time(template.notBefore), time(template.notAfter)),
      subjectDer(template.subject),
      publicKey.export({ type: "spki", format: "der" }),
      element(
        Tag.contextConstructed(3),
        sequence(...certificateExtensions(template, publicKey, signer.keyIdentifier)),
      ),
    ),
  );
  void Certificate.fromDer(der).x509; // our own reader and OpenSSL take it, or this throws
  return der;
}
