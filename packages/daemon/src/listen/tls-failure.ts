// Why a handshake failed, in GnuTLS's words, which libvirtd's log has: OpenSSL knows the same things by other names.

const notSupported = "No supported cipher suites have been found.";
const closed = "The TLS connection was non-properly terminated.";
const unexpected = "An unexpected TLS packet was received.";

/** OpenSSL's code, as far as libvirtd has been watched in the same situation. */
const words: Readonly<Record<string, string>> = {
  ERR_SSL_NO_SHARED_CIPHER: notSupported,
  ERR_SSL_UNSUPPORTED_PROTOCOL: notSupported,
  ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM: notSupported,
  ERR_SSL_NO_SUITABLE_KEY_SHARE: notSupported,
  ERR_SSL_NO_SHARED_SIGNATURE_ALGORITHMS: notSupported,
  ERR_SSL_VERSION_TOO_LOW: notSupported,
  ERR_SSL_WRONG_VERSION_NUMBER: unexpected,
  ERR_SSL_UNEXPECTED_MESSAGE: unexpected,
  ERR_SSL_HTTP_REQUEST: unexpected,
  ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: "Decryption has failed.",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "A TLS record packet with invalid length was received.",
  ECONNRESET: "Error in the pull function.",
  EPIPE: "Error in the push function.",
};

export function failureWords(error: NodeJS.ErrnoException | undefined): string {
  if (error === undefined) return closed;
  const { code = "" } = error;
  if (/_ALERT_/.test(code)) return "A TLS fatal alert has been received.";
  // Node's own word for an end in the middle of a handshake.
  if (code === "ECONNRESET" && error.message === "socket hang up") return closed;
  return words[code] ?? "Error decoding the received TLS packet.";
}
