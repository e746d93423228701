// Tells clients whose certificates we take, which is a list of names in the handshake, and nothing more. Node and OpenSSL
// know no names without certificates: whatever stands on that list is also used to complete the chain that we show
// (libvirt's client holds each certificate of it against its rules) and to judge the client's, which we do ourselves.
// So the list is made of certificates that have the CAs' names, and a key that has signed nothing.

/** A certificate in PEM with this name (DER), of which nothing else is true. */
export function certificateOfName(name: Uint8Array): string {
  // A key of this kind cannot have made the signature of an RSA, ECDSA or Ed25519 certificate, and a key identifier of
  // its own fits none: for two reasons OpenSSL never takes it for somebody's issuer.
  const algorithm = sequence(ed448);
  const publicKey = sequence(algorithm, bitString(Buffer.alloc(57)));
  const keyIdentifier = sequence(subjectKeyIdentifier, octets(octets(Buffer.from("nobody's"))));
  const certificate = sequence(
    sequence(
      tagged(0xa0, integer(2)),
      integer(1),
      algorithm,
      name,
      sequence(utcTime("700101000000Z"), utcTime("491231235959Z")),
      name,
      publicKey,
      tagged(0xa3, sequence(keyIdentifier)),
    ),
    algorithm,
    bitString(Buffer.alloc(114)),
  );
  const lines = certificate.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** 1.3.101.113, RFC 8410, and 2.5.29.14, RFC 5280. */
const ed448 = tagged(0x06, Buffer.from("2b6571", "hex"));
const subjectKeyIdentifier = tagged(0x06, Buffer.from("551d0e", "hex"));

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

function octets(bytes: Uint8Array): Buffer {
  return tagged(0x04, bytes);
}

function bitString(bytes: Uint8Array): Buffer {
  return tagged(0x03, Buffer.of(0), bytes);
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.of(value));
}

function utcTime(text: string): Buffer {
  return tagged(0x17, Buffer.from(text));
}
