// What this package refuses, in one class.

/**
 * A certificate, list, key, name or priority string that is refused.
 *
 * `message` is libvirt's text where libvirt has one; otherwise it says what was expected and in which field. It
 * never contains key material or a passphrase.
 */
export class CertificateError extends Error {
  override readonly name = "CertificateError";
}
