// Which four files a TLS client uses, by libvirt's rules (watched with strace).

import type { Environment } from "../environment.js";

export interface TlsFiles {
  /** The authorities that are trusted. */
  readonly ca: string;
  /** What they have revoked. It may be missing. */
  readonly crl: string;
  /** The client's own. Both or neither: with one of them missing, the client goes without. */
  readonly certificate: string;
  readonly key: string;
}

const systemFiles: TlsFiles = {
  ca: "/etc/pki/CA/cacert.pem",
  crl: "/etc/pki/CA/cacrl.pem",
  certificate: "/etc/pki/libvirt/clientcert.pem",
  key: "/etc/pki/libvirt/private/clientkey.pem",
};

/**
 * `pkipath` of the URI is the only place if it is given. Root has the system's files; others have their own in
 * ~/.pki/libvirt, and for what is missing there the system's: authorities and revocations each by itself,
 * certificate and key together.
 */
export function tlsFiles(pkipath: string | undefined, environment: Environment): TlsFiles {
  if (pkipath !== undefined) return filesIn(pkipath);
  if (environment.uid === 0) return systemFiles;
  const own = filesIn(`${environment.homeDirectory()}/.pki/libvirt`);
  const { ca, crl, certificate, key } = systemFiles;
  const hasPair = environment.exists(own.key) && environment.exists(own.certificate);
  return {
    ca: environment.exists(own.ca) ? own.ca : ca,
    crl: environment.exists(own.crl) ? own.crl : crl,
    certificate: hasPair ? own.certificate : certificate,
    key: hasPair ? own.key : key,
  };
}

const filesIn = (folder: string): TlsFiles => ({
  ca: `${folder}/cacert.pem`,
  crl: `${folder}/cacrl.pem`,
  certificate: `${folder}/clientcert.pem`,
  key: `${folder}/clientkey.pem`,
});
