// DER to PEM, with the labels that GnuTLS and OpenSSL read.

export const pem = (label: string, der: Uint8Array) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString("base64")
    .replace(/.{1,64}/g, "$&\n")}-----END ${label}-----\n`;

export const certificatePem = (der: Uint8Array): string => pem("CERTIFICATE", der);
export const crlPem = (der: Uint8Array): string => pem("X509 CRL", der);
