// What a daemon may find in the place of its certificates. Names are those of rows/tls-certificates.ts; "/..." is a path.
import { usages } from "./tls-certificates.js";

export interface TlsFilesRow {
  readonly ca?: string;
  readonly cert?: string;
  /** Default: the certificate's own. */
  readonly key?: string;
  readonly crl?: string;
  /** Lines of libvirtd.conf. */
  readonly more?: string;
  /** libvirtd goes on with GnuTLS's own words about the bytes, which ours are not. */
  readonly detailIsOurs?: true;
}

const noSanity = "tls_no_sanity_certificate = 1";
const certificate = (name: string): TlsFilesRow => ({ cert: name });
const authority = (name: string): TlsFilesRow => ({ ca: name });

/** GARBAGE is a file with a word in it, EMPTY has none, DER holds bytes, BROKEN is PEM around something else. */
export const files: readonly TlsFilesRow[] = [
  {},
  { crl: "crl" },
  { crl: "crl-old" },
  { crl: "crl-otherca" },
  { more: noSanity },
  // --- our own certificate ---
  ...usages.map(([usage]) => certificate(`server:${usage}`)),
  ...[
    "server-cn",
    "server-elsewhere",
    "server-expired",
    "server-future",
    "server-client-only",
    "server-signing-only",
    "server-otherca",
    "server-inter1",
    "server-inter2",
    "server-inter1-chain",
    "server-inter2-chain",
    "server-rsa1024",
    "server-sha1",
    "server-ec",
    "server-p384",
    "server-ed25519",
    "server-and-ca",
    "server-and-stranger",
    "ca-before-server",
    "client",
    "client-self",
    "client-no-name",
    "client-of-client",
    "ca",
  ].map(certificate),
  // --- the CAs ---
  ...[
    "otherca",
    "two-cas",
    "ca-twice",
    "ca-renewed",
    "ca-and-expired",
    "ca-and-inter1",
    "ca-expired",
    "ca-future",
    "ca-no-basic",
    "ca-basic-false",
    "ca-basic-not-critical",
    "ca-no-sign",
    "ca-no-sign-not-critical",
    "ca-no-usage",
    "ca-purpose",
    "ca-nothing",
    "ca-rsa1024",
    "server",
    "client-self",
  ].map(authority),
  { ca: "ca-and-inter1", cert: "server-inter1" },
  { ca: "ca-and-inter1", cert: "server-inter1-chain" },
  { ca: "inter1", cert: "server-inter1" },
  { ca: "inter1", cert: "server-inter2-chain" },
  { ca: "ca-and-inter-both", cert: "server-inter2" },
  { ca: "ca-and-inter-both", cert: "server-inter2-mixed" },
  { ca: "ca-expired", cert: "server-ca-expired" },
  { ca: "ca-and-expired", cert: "server-ca-expired" },
  { ca: "client-self", cert: "client-self" },
  { ca: "server", cert: "server" },
  // --- key and certificate ---
  { key: "client-bob" },
  { key: "other" },
  { key: "ec" },
  { cert: "server-ec", key: "server" },
  { key: "ca" },
  // --- files that are not what they should be ---
  ...["/none", "GARBAGE", "EMPTY", "DER", "DIRECTORY", "BROKEN"].flatMap((path): TlsFilesRow[] => {
    // GnuTLS says which rule of its decoder the bytes break; ours says which field it is.
    const ours = path === "BROKEN" ? ({ detailIsOurs: true } as const) : {};
    return [
      { ca: path },
      { cert: path },
      { key: path },
      { crl: path },
      { ca: path, more: noSanity, ...ours },
      { cert: path, more: noSanity, ...ours },
    ];
  }),
  { key: "ENCRYPTED" },
  { key: "server-cert" },
  { ca: "/none", cert: "GARBAGE" },
  { ca: "GARBAGE", cert: "/none" },
  { ca: "GARBAGE", cert: "GARBAGE" },
  { cert: "/none", key: "/none" },
  { cert: "server-expired", key: "/none" },
  { cert: "server-expired", ca: "ca-expired" },
  { cert: "server-expired", ca: "otherca" },
  { cert: "server:purpose-client", ca: "otherca" },
  { cert: "server:usage-neither", ca: "ca-no-sign-not-critical" },
  { key: "/none", crl: "GARBAGE" },
  { cert: "/none", crl: "GARBAGE" },
  { cert: "GARBAGE", key: "GARBAGE", more: noSanity },
  { key: "GARBAGE", cert: "/none" },
  // --- without the checks ---
  ...["server-expired", "server-otherca", "ca", "server:usage!-neither", "client"].map((cert) => ({
    cert,
    more: noSanity,
  })),
  { ca: "ca-expired", more: noSanity },
  { ca: "ca-nothing", more: noSanity },
  { key: "ec", more: noSanity },
  // --- other keys of the file ---
  { more: "tls_no_verify_certificate = 1" },
  { more: "tls_allowed_dn_list = [ ]" },
  { more: 'tls_priority = "NORMAL"' },
];

/** The whole of libvirtd.conf's part about the files. */
export const incomplete: readonly string[] = [
  'ca_file = "/x"',
  'cert_file = "/x"',
  'key_file = "/x"',
  'ca_file = "/x"\ncert_file = "/y"',
  'ca_file = "/x"\nkey_file = "/y"',
  'cert_file = "/x"\nkey_file = "/y"',
  'cert_file = "/x"\ncrl_file = "/y"',
];

/** Both as processes, with the usual places. $0/pki is /etc/pki; PKI is the folder of the certificates. */
export const usualPlaces: readonly { title: string; prepare: string; lines?: string }[] = [
  { title: "nothing there", prepare: "true" },
  { title: "the CA alone", prepare: "mkdir $0/pki/CA; cp PKI/ca-cert.pem $0/pki/CA/cacert.pem" },
  {
    title: "without a key",
    prepare: `mkdir $0/pki/CA $0/pki/libvirt; cp PKI/ca-cert.pem $0/pki/CA/cacert.pem
cp PKI/server-cert.pem $0/pki/libvirt/servercert.pem`,
  },
  { title: "all of it", prepare: "GOOD" },
  { title: "a broken revocation list", prepare: "GOOD; echo x >$0/pki/CA/cacrl.pem" },
  {
    title: "a crl_file alone is not looked at",
    prepare: "GOOD",
    lines: 'crl_file = "/etc/libvirt/libvirtd.conf"',
  },
  {
    title: "an expired certificate",
    prepare: "GOOD; cp PKI/server-expired-cert.pem $0/pki/libvirt/servercert.pem",
  },
  {
    title: "TCP's problems come first",
    prepare: "true",
    lines: 'listen_tcp = 1\nauth_tcp = "none"\ntcp_port = "x"',
  },
];
