// The certificates of the TLS tests: good ones as libvirt's manual makes them with certtool(1), and everything that can
// be wrong with one. What certtool cannot make (an extension that is missing, or not critical) openssl(1) makes.

interface Common {
  readonly name: string;
  /** Another certificate of this table; itself when left out. */
  readonly issuer?: string;
  /** Certificates may share a key. Default: an authority has its own, everybody else "leaf". */
  readonly key?: string;
}

/** Lines of a certtool template; `serial`, dates and the subject too. */
export interface CerttoolCertificate extends Common {
  readonly template: string;
  /** certtool's other options. */
  readonly options?: readonly string[];
}

/** openssl's extension lines. */
export interface OpensslCertificate extends Common {
  readonly subject: string;
  readonly extensions: string;
  readonly options?: readonly string[];
}

export type CertificateRow = CerttoolCertificate | OpensslCertificate;

/** name -> certtool's options for its private key. RSA where certtool would not write key encipherment otherwise. */
export const keys: Readonly<Record<string, readonly string[]>> = {
  leaf: ["--key-type=rsa", "--bits=2048"],
  other: ["--key-type=ecdsa", "--curve=secp256r1"],
  ec: ["--key-type=ecdsa", "--curve=secp256r1"],
  p384: ["--key-type=ecdsa", "--curve=secp384r1"],
  ed25519: ["--key-type=ed25519"],
  rsa1024: ["--key-type=rsa", "--bits=1024"],
};

const years = "expiration_days = 3650\n";
const past = `activation_date = "2020-01-01 00:00:00 UTC"\nexpiration_date = "2021-01-01 00:00:00 UTC"\n`;
const future = `activation_date = "2040-01-01 00:00:00 UTC"\nexpiration_date = "2041-01-01 00:00:00 UTC"\n`;
const authority = "ca\ncert_signing_key\ncrl_signing_key\n";
const forServers = "tls_www_server\nsigning_key\nencryption_key\n";
const forClients = "tls_www_client\nsigning_key\nencryption_key\n";
const here = "dns_name = localhost\nip_address = 127.0.0.1\nip_address = ::1\n";
const alice = "country = GB\nstate = London\nlocality = London\norganization = Example\ncn = alice\n";

const authorities: readonly CertificateRow[] = [
  { name: "ca", template: `cn = Example\n${authority}${years}` },
  { name: "otherca", template: `cn = Other CA\n${authority}${years}` },
  { name: "ca-expired", template: `cn = Expired CA\n${authority}${past}` },
  { name: "ca-future", template: `cn = Future CA\n${authority}${future}` },
  // The same name and key as "ca", made anew.
  { name: "ca-renewed", key: "ca", template: `cn = Example\n${authority}${years}serial = 77\n` },
  { name: "ca-rsa1024", key: "rsa1024", template: `cn = Weak CA\n${authority}${years}` },
  { name: "inter1", issuer: "ca", template: `cn = Inter 1\n${authority}${years}` },
  { name: "inter2", issuer: "inter1", template: `cn = Inter 2\n${authority}${years}` },
  { name: "inter-expired", issuer: "ca", template: `cn = Inter Expired\n${authority}${past}` },
  { name: "ca-pathlen0", template: `cn = Short CA\npath_len = 0\n${authority}${years}` },
  { name: "inter-too-long", issuer: "ca-pathlen0", template: `cn = Inter Long\n${authority}${years}` },
  ...[
    ["ca-no-basic", "keyUsage=critical,keyCertSign"],
    ["ca-basic-false", "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,keyCertSign"],
    ["ca-basic-not-critical", "basicConstraints=CA:TRUE\nkeyUsage=critical,keyCertSign"],
    ["ca-no-sign", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature"],
    ["ca-no-sign-not-critical", "basicConstraints=critical,CA:TRUE\nkeyUsage=digitalSignature"],
    ["ca-no-usage", "basicConstraints=critical,CA:TRUE"],
    ["ca-purpose", "basicConstraints=critical,CA:TRUE\nextendedKeyUsage=critical,clientAuth"],
    ["ca-nothing", ""],
  ].map(([name, extensions]) => ({ name: name!, subject: `/CN=${name}`, extensions: extensions! })),
];

/** Name and, for openssl, extensions: what is said of usage and purpose, in all combinations that differ. */
export const usages: readonly (readonly [name: string, extensions: string])[] = [
  ["nothing", ""],
  ...["", "critical,"].flatMap((critical) => {
    const mark = critical === "" ? "" : "!";
    return [
      [`usage${mark}-both`, `keyUsage=${critical}digitalSignature,keyEncipherment`],
      [`usage${mark}-signature`, `keyUsage=${critical}digitalSignature`],
      [`usage${mark}-encipherment`, `keyUsage=${critical}keyEncipherment`],
      [`usage${mark}-neither`, `keyUsage=${critical}nonRepudiation`],
      [`usage${mark}-sign`, `keyUsage=${critical}keyCertSign`],
      [`purpose${mark}-server`, `extendedKeyUsage=${critical}serverAuth`],
      [`purpose${mark}-client`, `extendedKeyUsage=${critical}clientAuth`],
      [`purpose${mark}-both`, `extendedKeyUsage=${critical}serverAuth,clientAuth`],
      [`purpose${mark}-other`, `extendedKeyUsage=${critical}emailProtection`],
      [`purpose${mark}-any`, `extendedKeyUsage=${critical}anyExtendedKeyUsage`],
      [`purpose${mark}-client-and-other`, `extendedKeyUsage=${critical}clientAuth,codeSigning`],
      [`purpose${mark}-server-and-other`, `extendedKeyUsage=${critical}serverAuth,codeSigning`],
    ] as const;
  }),
  [
    "usage!-both-purpose-client",
    "keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=clientAuth",
  ],
  [
    "usage-neither-purpose!-other",
    "keyUsage=nonRepudiation\nextendedKeyUsage=critical,clientAuth,serverAuth",
  ],
  ["basic-false", "basicConstraints=CA:FALSE"],
  ["basic-true", "basicConstraints=CA:TRUE"],
  ["basic!-true", "basicConstraints=critical,CA:TRUE"],
  ["unknown", "1.2.3.4.5=DER:0500"],
  ["unknown!", "1.2.3.4.5=critical,DER:0500"],
];

const servers: readonly CertificateRow[] = [
  {
    name: "server",
    issuer: "ca",
    template: `organization = Example\ncn = localhost\n${here}${forServers}${years}`,
  },
  { name: "server-cn", issuer: "ca", template: `cn = localhost\n${forServers}${years}` },
  {
    name: "server-elsewhere",
    issuer: "ca",
    template: `cn = vm.invalid\ndns_name = vm.invalid\n${forServers}${years}`,
  },
  { name: "server-ipv4", issuer: "ca", template: `cn = x\nip_address = 127.0.0.1\n${forServers}${years}` },
  { name: "server-ipv6", issuer: "ca", template: `cn = x\nip_address = ::1\n${forServers}${years}` },
  { name: "server-cn-ipv4", issuer: "ca", template: `cn = 127.0.0.1\n${forServers}${years}` },
  // A name of the wrong type beside a fitting CN.
  {
    name: "server-cn-email",
    issuer: "ca",
    template: `cn = localhost\nemail = a@b.invalid\n${forServers}${years}`,
  },
  {
    name: "server-wildcard",
    issuer: "ca",
    template: `cn = x\ndns_name = "*.localhost"\n${forServers}${years}`,
  },
  { name: "server-upper", issuer: "ca", template: `cn = x\ndns_name = LOCALHOST\n${forServers}${years}` },
  { name: "server-expired", issuer: "ca", template: `cn = localhost\n${here}${forServers}${past}` },
  { name: "server-future", issuer: "ca", template: `cn = localhost\n${here}${forServers}${future}` },
  { name: "server-client-only", issuer: "ca", template: `cn = localhost\n${here}${forClients}${years}` },
  {
    name: "server-signing-only",
    issuer: "ca",
    template: `cn = localhost\n${here}tls_www_server\nsigning_key\n${years}`,
  },
  { name: "server-otherca", issuer: "otherca", template: `cn = localhost\n${here}${forServers}${years}` },
  { name: "server-inter1", issuer: "inter1", template: `cn = localhost\n${here}${forServers}${years}` },
  { name: "server-inter2", issuer: "inter2", template: `cn = localhost\n${here}${forServers}${years}` },
  {
    name: "server-ca-expired",
    issuer: "ca-expired",
    template: `cn = localhost\n${here}${forServers}${years}`,
  },
  {
    name: "server-rsa1024",
    key: "rsa1024",
    issuer: "ca",
    template: `cn = localhost\n${here}${forServers}${years}`,
  },
  {
    name: "server-encipherment",
    key: "leaf",
    issuer: "ca",
    subject: "/CN=localhost",
    extensions: "subjectAltName=DNS:localhost\nkeyUsage=keyEncipherment",
  },
  {
    name: "server-sha1",
    issuer: "ca",
    template: `cn = localhost\n${here}${forServers}${years}`,
    options: ["--hash=SHA1"],
  },
  ...(["ec", "p384", "ed25519"] as const).map((key) => ({
    name: `server-${key}`,
    key,
    issuer: "ca",
    subject: "/CN=localhost",
    extensions:
      "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\nkeyUsage=critical,digitalSignature,keyEncipherment",
  })),
  ...usages.map(([usage, extensions]) => ({
    name: `server:${usage}`,
    key: "ec",
    issuer: "ca",
    subject: "/CN=localhost",
    extensions: `subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n${extensions}`,
  })),
];

const clients: readonly CertificateRow[] = [
  { name: "client", issuer: "ca", template: `${alice}${forClients}${years}` },
  { name: "client-bob", issuer: "ca", template: `${alice.replace("alice", "bob")}${forClients}${years}` },
  {
    name: "client-revoked",
    issuer: "ca",
    template: `${alice.replace("alice", "carol")}${forClients}${years}`,
  },
  {
    name: "client-comma",
    issuer: "ca",
    template: `organization = "Red\\, Hat"\ncn = "a+b"\nemail = "a@b.invalid"\n${forClients}${years}`,
  },
  { name: "client-expired", issuer: "ca", template: `${alice}${forClients}${past}` },
  { name: "client-future", issuer: "ca", template: `${alice}${forClients}${future}` },
  { name: "client-otherca", issuer: "otherca", template: `${alice}${forClients}${years}` },
  { name: "client-inter1", issuer: "inter1", template: `${alice}${forClients}${years}` },
  { name: "client-inter2", issuer: "inter2", template: `${alice}${forClients}${years}` },
  { name: "client-inter-expired", issuer: "inter-expired", template: `${alice}${forClients}${years}` },
  { name: "client-too-long", issuer: "inter-too-long", template: `${alice}${forClients}${years}` },
  { name: "client-ca-expired", issuer: "ca-expired", template: `${alice}${forClients}${years}` },
  { name: "client-self", template: `${alice}${forClients}${years}` },
  // Signed by somebody who is no authority.
  { name: "client-of-client", issuer: "client", template: `${alice}${forClients}${years}` },
  { name: "client-rsa1024", key: "rsa1024", issuer: "ca", template: `${alice}${forClients}${years}` },
  { name: "client-sha1", issuer: "ca", template: `${alice}${forClients}${years}`, options: ["--hash=SHA1"] },
  {
    name: "client-no-name",
    key: "ec",
    issuer: "ca",
    subject: "/",
    extensions: "subjectAltName=DNS:nobody\nkeyUsage=critical,digitalSignature,keyEncipherment",
  },
  ...usages.map(([usage, extensions]) => ({
    name: `client:${usage}`,
    key: "ec",
    issuer: "ca",
    subject: "/C=GB/O=Example/CN=alice",
    extensions,
  })),
];

export const certificates: readonly CertificateRow[] = [...authorities, ...servers, ...clients];

/** File name -> the certificates whose PEM it holds, in this order. */
export const bundles: Readonly<Record<string, readonly string[]>> = {
  "two-cas": ["otherca", "ca"],
  "ca-and-expired": ["ca", "ca-expired"],
  "ca-and-inter1": ["ca", "inter1"],
  "ca-and-inter-both": ["inter2", "inter1", "ca"],
  "ca-twice": ["ca", "ca-renewed"],
  "server-and-ca": ["server", "ca"],
  "server-and-stranger": ["server", "otherca"],
  "ca-before-server": ["ca", "server"],
  "server-inter1-chain": ["server-inter1", "inter1"],
  "server-inter2-chain": ["server-inter2", "inter2", "inter1"],
  "server-inter2-mixed": ["server-inter2", "inter1", "inter2"],
  "client-inter1-chain": ["client-inter1", "inter1"],
  "client-inter2-chain": ["client-inter2", "inter2", "inter1"],
  "client-inter2-mixed": ["client-inter2", "inter1", "inter2"],
  "client-inter2-with-ca": ["client-inter2", "inter2", "inter1", "ca"],
  "client-and-ca": ["client", "ca"],
  "client-and-stranger": ["client", "otherca"],
  "client-and-expired": ["client", "ca-expired"],
  "client-inter-expired-chain": ["client-inter-expired", "inter-expired"],
  "client-too-long-chain": ["client-too-long", "inter-too-long"],
  "client-of-client-chain": ["client-of-client", "client"],
};

/** Revocation lists: the authority, whom it has revoked, and the rest of the template. */
export const lists: Readonly<
  Record<string, { issuer: string; revoked: readonly string[]; template: string }>
> = {
  crl: { issuer: "ca", revoked: ["client-revoked"], template: "crl_next_update = 3650\ncrl_number = 1\n" },
  "crl-empty": { issuer: "ca", revoked: [], template: "crl_next_update = 3650\ncrl_number = 2\n" },
  "crl-old": {
    issuer: "ca",
    revoked: ["client-revoked"],
    template: `crl_this_update_date = "2020-01-01 00:00:00 UTC"\ncrl_next_update_date = "2021-01-01 00:00:00 UTC"\ncrl_number = 1\n`,
  },
  "crl-otherca": {
    issuer: "otherca",
    revoked: ["client-revoked"],
    template: "crl_next_update = 3650\ncrl_number = 1\n",
  },
};
