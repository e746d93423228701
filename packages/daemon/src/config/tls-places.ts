// Where the TLS socket finds its certificates: the files that libvirtd.conf names, or libvirt's usual places.

import { join } from "node:path";
import type { TlsFiles } from "./config.js";
import type { Settings } from "./keys.js";

/** libvirtd's usual places for the whole machine. */
const systemFiles = {
  ca: "/etc/pki/CA/cacert.pem",
  crl: "/etc/pki/CA/cacrl.pem",
  cert: "/etc/pki/libvirt/servercert.pem",
  key: "/etc/pki/libvirt/private/serverkey.pem",
} as const satisfies TlsFiles;

/**
 * The four files. `userDirectory` is where a user's daemon looks first (null for root's), `exists` whether a file is
 * there, readable or not. Throws an Error with libvirtd's text when the file names some of them and not the others.
 */
export function tlsFiles(
  { caFile, crlFile, certFile, keyFile }: Settings,
  userDirectory: string | null,
  exists: (path: string) => boolean,
): TlsFiles {
  // libvirtd then takes no notice of a crl_file either.
  if (caFile === null && certFile === null && keyFile === null) return usualFiles(userDirectory, exists);
  if (caFile === null) throw incomplete("No CA certificate path set to match server key/cert");
  if (certFile === null) throw incomplete("No server certificate path set to match server key");
  if (keyFile === null) throw incomplete("No server key path set to match server cert");
  return { ca: caFile, crl: crlFile, cert: certFile, key: keyFile };
}

function incomplete(problem: string): Error {
  return new Error(`unsupported configuration: ${problem}`);
}

function usualFiles(userDirectory: string | null, exists: (path: string) => boolean): TlsFiles {
  if (userDirectory === null) return systemFiles;
  const own = (name: string) => join(userDirectory, name);
  const cert = own("servercert.pem");
  const key = own("serverkey.pem");
  // Key and certificate belong together; the other two go each for itself.
  const pair = exists(key) && exists(cert) ? { cert, key } : { cert: systemFiles.cert, key: systemFiles.key };
  return {
    ca: exists(own("cacert.pem")) ? own("cacert.pem") : systemFiles.ca,
    crl: exists(own("cacrl.pem")) ? own("cacrl.pem") : systemFiles.crl,
    ...pair,
  };
}
