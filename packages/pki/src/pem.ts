// PEM: base64 between two marker lines.

/** DER of every block with that label ("CERTIFICATE", "X509 CRL"), in order. Other blocks and text are passed over. */
export function pemBlocks(_text: string | Uint8Array, _label: string): Uint8Array[] {
  throw new Error("not written yet");
}
