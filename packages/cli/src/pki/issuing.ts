// Makes certificates and lists of an authority: the values for @virtgate/pki/issue, and what becomes of the results.

import type { KeyObject } from "node:crypto";
import { Certificate, CertificateError, readPrivateKey } from "@virtgate/pki";
import {
  certificatePem,
  crlPem,
  generateKey,
  type Issuer,
  issueCertificate,
  issueCrl,
  type KeyType,
  privateKeyPem,
  type Template,
  type Validity,
} from "@virtgate/pki/issue";
import { Failure } from "../failure.js";
import { readBounded } from "../tools/read-file.js";
import { passphraseFromFile } from "../tools/secret.js";
import type { Authority } from "./authority.js";
import { nameText } from "./describe.js";
import type { Issued } from "./index-file.js";
import { askPassphrase } from "./passphrase.js";
import type { Role } from "./places.js";

const dayMs = 86_400_000;

/** Hosts whose clocks are a little behind shall not refuse a new certificate. */
const backdatedMs = 3_600_000;

export const validFor = (days: number, now: Date): Validity => ({
  notBefore: new Date(now.getTime() - backdatedMs),
  notAfter: new Date(now.getTime() + days * dayMs),
});

/** The authority ready to sign; asks for the passphrase of its key if that has one. Throws Failure. */
export async function openIssuer(authority: Authority, passphraseFile: string | undefined): Promise<Issuer> {
  const pem = readBounded(authority.keyFile).toString("latin1");
  const isEncrypted = /ENCRYPTED/.test(pem);
  const passphrase = !isEncrypted
    ? undefined
    : passphraseFile === undefined
      ? await askPassphrase("Passphrase of the CA's key: ", false)
      : passphraseFromFile(passphraseFile);
  try {
    return { certificate: authority.certificate().der, privateKey: readPrivateKey(pem, passphrase) };
  } catch (thrown) {
    if (!(thrown instanceof CertificateError)) throw thrown;
    throw new Failure(
      isEncrypted ? "the passphrase does not open the CA's key" : `${authority.keyFile}: ${thrown.message}`,
    );
  }
}

export interface Made {
  readonly issued: Issued;
  readonly certificate: Certificate;
  /** It was meant to last longer than the CA does. */
  readonly cutShort: boolean;
}

/** A certificate with a new key, in the authority's folder. Throws Failure or CertificateError. */
export async function issueNew(
  authority: Authority,
  issuer: Issuer,
  who: { readonly role: Role; readonly name: string; readonly keyType: KeyType; readonly exactly?: boolean },
  template: Template,
): Promise<Made> {
  const keys = await generateKey(who.keyType);
  const { certificate, cutShort } = issue(template, keys.publicKey, issuer, who.exactly);
  const issued = entryOf(who.role, who.name, certificate);
  authority.add(issued, { cert: certificatePem(certificate.der), key: privateKeyPem(keys.privateKey) });
  return { issued, certificate, cutShort };
}

/** The same certificate for another time, with the key it has. */
export function issueRenewed(authority: Authority, issuer: Issuer, old: Issued, template: Template): Made {
  const before = Certificate.listFromPem(readBounded(authority.filesOf(old.role, old.name).cert))[0]!;
  const key = before.publicKey;
  if (key === undefined) throw new Failure(`the key of '${old.name}' is of an unknown kind`);
  const { certificate, cutShort } = issue(template, key, issuer);
  const issued = entryOf(old.role, old.name, certificate);
  authority.renew(old, issued, certificatePem(certificate.der));
  return { issued, certificate, cutShort };
}

/**
 * No certificate outlives its CA: clients would refuse it from that day on, and nobody would know why. `exactly`: the
 * times are the user's own and stay.
 */
function issue(template: Template, publicKey: KeyObject, issuer: Issuer, exactly = false) {
  const ca = Certificate.fromDer(issuer.certificate);
  const cutShort = !exactly && template.notAfter > ca.notAfter;
  const startsEarly = !exactly && template.notBefore < ca.notBefore;
  const within = {
    ...template,
    ...(startsEarly ? { notBefore: ca.notBefore } : {}),
    ...(cutShort ? { notAfter: ca.notAfter } : {}),
  };
  return { certificate: Certificate.fromDer(issueCertificate(within, publicKey, issuer)), cutShort };
}

export const entryOf = (role: Role, name: string, certificate: Certificate): Issued => ({
  role,
  name,
  serial: certificate.serialNumber,
  dn: nameText(certificate.subject),
  notBefore: certificate.notBefore.toISOString(),
  notAfter: certificate.notAfter.toISOString(),
});

/** Expired certificates stay on the list: it is short, and their holders' clocks may be wrong. */
export function writeCrl(authority: Authority, issuer: Issuer, days: number, now: Date): void {
  const number = authority.index.crlNumber + 1;
  const revoked = authority.index.certificates.flatMap(({ serial, revoked }) =>
    revoked === undefined
      ? []
      : [
          {
            serialNumber: serial,
            at: new Date(revoked.at),
            ...(revoked.reason === undefined ? {} : { reason: revoked.reason }),
          },
        ],
  );
  const { notBefore, notAfter } = validFor(days, now);
  authority.saveCrl(
    number,
    crlPem(issueCrl({ number, thisUpdate: notBefore, nextUpdate: notAfter, revoked }, issuer)),
  );
}
