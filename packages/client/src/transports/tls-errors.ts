// What OpenSSL says of a handshake -> the words of GnuTLS, which libvirt passes on.

const unexpectedPacket = "An unexpected TLS packet was received.";
const badLength = "A TLS record packet with invalid length was received.";
const badVersion = "A packet with illegal or unsupported version was received.";
const noPriorities = "No or insufficient priorities were set.";
const badParameter = "An illegal parameter has been received.";
const badExtension = "An illegal TLS extension was received.";

/** By the code that Node.js makes of OpenSSL's reason. */
const known: { readonly [code: string]: string } = {
  // A peer that does not speak TLS: OpenSSL takes its first bytes for a version or a length.
  ERR_SSL_WRONG_VERSION_NUMBER: unexpectedPacket,
  ERR_SSL_HTTP_REQUEST: unexpectedPacket,
  ERR_SSL_BAD_RECORD_TYPE: unexpectedPacket,
  ERR_SSL_UNEXPECTED_RECORD: unexpectedPacket,
  ERR_SSL_INVALID_CCS_MESSAGE: unexpectedPacket,
  ERR_SSL_UNEXPECTED_CCS_MESSAGE: unexpectedPacket,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: badLength,
  ERR_SSL_ENCRYPTED_LENGTH_TOO_LONG: badLength,
  ERR_SSL_DATA_LENGTH_TOO_LONG: badLength,
  ERR_SSL_RECORD_TOO_SMALL: "Error decoding the received TLS packet.",
  ERR_SSL_LENGTH_MISMATCH: "Error decoding the received TLS packet.",
  ERR_SSL_LENGTH_TOO_SHORT: "Error decoding the received TLS packet.",
  ERR_SSL_UNEXPECTED_MESSAGE: "An unexpected TLS handshake packet was received.",
  ERR_SSL_EXCESSIVE_MESSAGE_SIZE: "The handshake data size is too large.",
  ERR_SSL_UNSUPPORTED_PROTOCOL: badVersion,
  ERR_SSL_UNKNOWN_PROTOCOL: badVersion,
  ERR_SSL_WRONG_SSL_VERSION: badVersion,
  ERR_SSL_BAD_PROTOCOL_VERSION_NUMBER: badVersion,
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: noPriorities,
  ERR_SSL_NO_CIPHERS_AVAILABLE: noPriorities,
  ERR_SSL_NO_CIPHER_MATCH: noPriorities,
  ERR_SSL_WRONG_CIPHER_RETURNED: "Could not negotiate a supported cipher suite.",
  ERR_SSL_UNKNOWN_CIPHER_RETURNED: "Could not negotiate a supported cipher suite.",
  ERR_SSL_WRONG_CURVE: badParameter,
  ERR_SSL_BAD_KEY_SHARE: badParameter,
  ERR_SSL_BAD_ECPOINT: badParameter,
  ERR_SSL_BAD_EXTENSION: badExtension,
  ERR_SSL_UNSOLICITED_EXTENSION: badExtension,
  ERR_SSL_MISSING_SIGALGS_EXTENSION: "An required TLS extension was received.",
  ERR_SSL_WRONG_SIGNATURE_TYPE: "The signature algorithm is not supported.",
  ERR_SSL_BAD_SIGNATURE: "Public key signature verification has failed.",
  ERR_SSL_DIGEST_CHECK_FAILED: "An error was encountered at the TLS Finished packet calculation.",
  ERR_SSL_DH_KEY_TOO_SMALL:
    "The Diffie-Hellman prime sent by the server is not acceptable (not long enough).",
  ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: "Decryption has failed.",
  ERR_SSL_BAD_DECRYPT: "Decryption has failed.",
  ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED: "The signature algorithm is not supported.",
  ERR_SSL_NO_RENEGOTIATION: "A TLS warning alert has been received.",
  ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: "Safe renegotiation failed.",
};

/** What Node.js says when the connection ends in the middle of a handshake, be it with or without a parting word. */
const endedByPeer = "Client network socket disconnected before secure TLS connection was established";

/**
 * GnuTLS' text for a failed handshake. What has no counterpart there is told in OpenSSL's words, so that somebody can
 * look for them.
 */
export function handshakeText(thrown: Error): string {
  const { code, syscall, message } = thrown as NodeJS.ErrnoException;
  if (message === endedByPeer) return "The TLS connection was non-properly terminated.";
  if (syscall === "write" || code === "EPIPE") return "Error in the push function.";
  if (syscall === "read" || code === "ECONNRESET") return "Error in the pull function.";
  // OpenSSL 3.0 writes SSLV3_ALERT_, later ones SSL/TLS_ALERT_; some alerts have neither word.
  if (code !== undefined && /^ERR_SSL_(.*_ALERT|TLSV1|TLSV13)_/.test(code)) {
    return "A TLS fatal alert has been received.";
  }
  return known[code ?? ""] ?? opensslReason(thrown);
}

/** "wrong version number", as far as OpenSSL gives one. */
export function opensslReason(thrown: Error): string {
  const { reason } = thrown as { reason?: unknown };
  return typeof reason === "string" ? reason : thrown.message;
}
