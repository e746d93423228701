// What libvirt is asked about its own credentials and about its peer: as PEM files, so that virsh can read them.

import { keyPair } from "./keys.js";
import { altName, commonName, type ExtensionSpec, extension, makeCertificate, name, year } from "./maker.js";
import { certificate, pem, privateKey } from "./pem-writer.js";
import { usageCases } from "./usage-cases.js";

/** Files of a client, and what a server would show it. */
export interface CheckCase {
  readonly what: string;
  readonly kind: "own" | "peer";
  readonly cas: readonly Uint8Array[];
  readonly chain: readonly Uint8Array[];
  readonly host?: string;
}

const caKey = keyPair("ed25519", "check ca");
const subKey = keyPair("ed25519", "check sub");
const key = keyPair("ed25519", "check leaf");
const caExtensions = [extension.basicConstraints(true), extension.keyUsage(["keyCertSign"])];
const sane = [extension.basicConstraints(false), extension.keyUsage(["digitalSignature", "keyEncipherment"])];
const san = extension.altNames([altName.ip(127, 0, 0, 1), altName.dns("localhost")]);
const ca = makeCertificate({ subject: commonName("CA"), key: caKey, extensions: caExtensions });

const leaf = (extensions: readonly ExtensionSpec[], more: object = {}) =>
  makeCertificate({
    subject: commonName("leaf"),
    key,
    issuer: commonName("CA"),
    signer: caKey,
    extensions,
    ...more,
  });
const authority = (extensions: readonly ExtensionSpec[], more: object = {}) =>
  makeCertificate({ subject: commonName("CA"), key: caKey, extensions, ...more });

const foreign = () =>
  makeCertificate({ subject: commonName("foreign"), key: subKey, extensions: caExtensions });

export const leafKeyPem = privateKey(key.privateKey);
export { certificate, pem };

/** A client's own certificate that every server case uses. */
export const saneClient = { ca, chain: [leaf(sane)] };

export function checkCases(): CheckCase[] {
  const cases: CheckCase[] = [];
  const own = (what: string, chain: Uint8Array[], cas: Uint8Array[] = [ca]) =>
    cases.push({ what, kind: "own", cas, chain });
  const peer = (what: string, chain: Uint8Array[], cas: Uint8Array[] = [ca], host?: string) =>
    cases.push({ what, kind: "peer", cas, chain, ...(host === undefined ? {} : { host }) });

  for (const [index, extensions] of usageCases().entries()) {
    own(`usage ${index}`, [leaf(extensions)]);
    if (index % 2 === 0) peer(`usage ${index}`, [leaf([...extensions, san])]);
  }
  const authorities = usageCases().filter((extensions) => extensions.every(({ oid }) => oid !== "2.5.29.37"));
  for (const [index, extensions] of authorities.entries()) {
    own(`CA usage ${index}`, [leaf(sane)], [authority(extensions)]);
  }
  own("good", [leaf(sane)]);
  own("expired", [leaf(sane, { notAfter: year(2021) })]);
  own("not yet active", [leaf(sane, { notBefore: year(2037) })]);
  own("CA expired", [leaf(sane)], [authority(caExtensions, { notAfter: year(2021) })]);
  own("CA not yet active", [leaf(sane)], [authority(caExtensions, { notBefore: year(2037) })]);
  own(
    "both expired",
    [leaf(sane, { notAfter: year(2021) })],
    [authority(caExtensions, { notAfter: year(2021) })],
  );
  own("second CA expired", [leaf(sane)], [ca, authority(caExtensions, { notAfter: year(2021) })]);
  own("second CA no CA", [leaf(sane)], [ca, authority(sane)]);
  own("sixteen CAs", [leaf(sane)], [ca, ...Array.from({ length: 15 }, () => authority(caExtensions))]);
  own("seventeen CAs", [leaf(sane)], [ca, ...Array.from({ length: 16 }, () => authority(caExtensions))]);
  own("the right CA as the seventeenth", [leaf(sane)], [...Array.from({ length: 16 }, () => foreign()), ca]);
  const otherCa = makeCertificate({ subject: commonName("other"), key: subKey, extensions: caExtensions });
  own("another CA", [leaf(sane)], [otherCa]);
  own("several CAs", [leaf(sane)], [otherCa, ca]);
  own("CA as leaf", [authority(caExtensions, { key })]);
  own("expired CA as leaf", [authority(caExtensions, { key, notAfter: year(2021) })]);
  own("wrong usage and purpose, critical", [
    leaf([extension.keyUsage(["keyCertSign"]), extension.purposes(["1.3.6.1.5.5.7.3.1"], true)]),
  ]);
  own("wrong usage and purpose, not critical", [
    leaf([extension.keyUsage(["keyCertSign"], false), extension.purposes(["1.3.6.1.5.5.7.3.1"])]),
  ]);
  const sub = makeCertificate({
    subject: commonName("sub"),
    key: subKey,
    issuer: commonName("CA"),
    signer: caKey,
    extensions: caExtensions,
  });
  const deep = (more: object = {}) =>
    makeCertificate({
      subject: commonName("leaf"),
      key,
      issuer: commonName("sub"),
      signer: subKey,
      extensions: [...sane, san],
      ...more,
    });
  own("intermediate in the file", [deep(), sub]);
  own("intermediate among the CAs", [deep()], [ca, sub]);

  peer("good", [leaf([...sane, san])]);
  peer("good, by name", [leaf([...sane, san])], [ca], "localhost");
  peer("another host", [leaf([...sane, extension.altNames([altName.dns("example.org")])])]);
  peer("another host and wrong usage", [
    leaf([extension.keyUsage(["keyCertSign"]), extension.altNames([altName.dns("example.org")])]),
  ]);
  peer("expired", [leaf([...sane, san], { notAfter: year(2021) })]);
  peer("not yet active", [leaf([...sane, san], { notBefore: year(2037) })]);
  peer("unknown CA", [
    makeCertificate({
      subject: commonName("leaf"),
      key,
      issuer: commonName("other"),
      signer: subKey,
      extensions: [...sane, san],
    }),
  ]);
  peer("intermediate sent", [deep(), sub]);
  peer("intermediate missing", [deep()]);
  peer("self-signed", [makeCertificate({ subject: commonName("leaf"), key, extensions: [...sane, san] })]);
  peer("expired certificate behind the CA", [
    leaf([...sane, san]),
    authority(caExtensions, { notAfter: year(2021) }),
  ]);
  peer("future certificate behind the CA", [
    leaf([...sane, san]),
    authority(caExtensions, { notBefore: year(2037) }),
  ]);
  peer("no name", [leaf([...sane, san], { subject: name() })]);
  peer("common name alone", [leaf(sane, { subject: commonName("localhost") })], [ca], "localhost");
  peer("a promise to staple", [leaf([...sane, san, extension.tlsFeatures([5])])]);
  return cases;
}
