// A private CA with a certificate for the daemons and one for the client, the same for all of them. ECDSA on P-256, as
// `virtgate pki` makes them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  caTemplate,
  certificatePem,
  clientTemplate,
  generateKey,
  issueCertificate,
  issueSelfSigned,
  parseDn,
  privateKeyPem,
  serverTemplate,
  type Template,
} from "@virtgate/pki/issue";

const dayMs = 86_400_000;

export interface Certificates {
  /** Holds cacert.pem, clientcert.pem and clientkey.pem, as `pkipath=` wants them, and the server's two. */
  readonly folder: string;
  /** The lines of libvirtd.conf that name them. */
  readonly configuration: string;
  remove(): void;
}

export async function makeCertificates(): Promise<Certificates> {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-bench-pki-"));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  const now = Date.now();
  const validity = { notBefore: new Date(now - dayMs), notAfter: new Date(now + dayMs) };

  const ca = await generateKey("ecdsa");
  const caDer = issueSelfSigned(caTemplate(parseDn("CN=bench"), validity), ca);
  write("cacert.pem", certificatePem(caDer));
  const issue = async (name: string, template: Template) => {
    const { publicKey, privateKey } = await generateKey("ecdsa");
    const der = issueCertificate(template, publicKey, { certificate: caDer, privateKey: ca.privateKey });
    write(`${name}cert.pem`, certificatePem(der));
    write(`${name}key.pem`, privateKeyPem(privateKey));
  };
  await issue("server", serverTemplate(parseDn("CN=localhost"), { dns: ["localhost"], ip: [] }, validity));
  await issue("client", clientTemplate(parseDn("CN=bench client"), validity));
  return {
    folder,
    configuration: `
key_file = "${folder}/serverkey.pem"
cert_file = "${folder}/servercert.pem"
ca_file = "${folder}/cacert.pem"
`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
