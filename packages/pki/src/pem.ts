// PEM (RFC 7468): base64 between two marker lines. Text outside the blocks, such as certtool's dump, is passed over.
import { Buffer } from "node:buffer";
import { CertificateError } from "./problem.js";

export interface PemBlock {
  readonly label: string;
  /** The block as it stands in the file, markers included. */
  readonly text: string;
  readonly body: string;
}

const begin = /-----BEGIN ([A-Z0-9 ]{1,40})-----/g;

/** Every block, in order. A block without its end marker is a CertificateError. A NUL ends the text, as in libvirt. */
export function scanPem(text: string | Uint8Array): PemBlock[] {
  const whole = typeof text === "string" ? text : Buffer.from(text).toString("latin1");
  const nul = whole.indexOf("\0");
  const source = nul < 0 ? whole : whole.slice(0, nul);
  const blocks: PemBlock[] = [];
  begin.lastIndex = 0;
  for (let found = begin.exec(source); found !== null; found = begin.exec(source)) {
    const label = found[1]!;
    const marker = `-----END ${label}-----`;
    const bodyStart = begin.lastIndex;
    const end = source.indexOf(marker, bodyStart);
    if (end < 0) throw new CertificateError(`the PEM block of ${label} has no end`);
    begin.lastIndex = end + marker.length;
    blocks.push({
      label,
      text: source.slice(found.index, begin.lastIndex),
      body: source.slice(bodyStart, end),
    });
  }
  return blocks;
}

/** DER of every block with that label ("CERTIFICATE", "X509 CRL"), in order. Other blocks and text are passed over. */
export function pemBlocks(text: string | Uint8Array, label: string): Uint8Array[] {
  return scanPem(text)
    .filter((block) => block.label === label)
    .map(pemBytes);
}

/** The bytes of a block. Throws CertificateError for anything but base64 in it. */
export function pemBytes(block: PemBlock): Uint8Array {
  const base64 = block.body.replaceAll(/[ \t\r\n]+/g, "");
  if (base64 === "" || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    throw new CertificateError(`the PEM block of ${block.label} is not base64`);
  }
  return new Uint8Array(Buffer.from(base64, "base64"));
}
