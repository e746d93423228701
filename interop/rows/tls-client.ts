// What a TLS client meets. Names are those of tls-certificates.ts; what comes out is decided by virsh.
import { usages } from "./tls-certificates.js";

export interface ServerRow {
  /** The certificate of the server. */
  readonly certificate: string;
  /** Whom the URI names. Default: localhost and 127.0.0.1. */
  readonly hosts?: readonly string[];
  /** More parameters of the URI, one connection for each. */
  readonly parameters?: readonly string[];
}

const everyName = ["localhost", "LOCALHOST", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1"];
const server = (certificate: string): ServerRow => ({ certificate });
const named = (certificate: string): ServerRow => ({ certificate, hosts: everyName });
const anyway = (certificate: string): ServerRow => ({
  certificate,
  hosts: ["localhost"],
  parameters: ["", "no_verify=1", "no_verify=0", "no_sanity=1"],
});

export const servers: readonly ServerRow[] = [
  ...["server", "server-cn", "server-elsewhere", "server-ipv4", "server-ipv6"].map(named),
  ...["server-cn-ipv4", "server-cn-email", "server-wildcard", "server-upper"].map(named),
  ...["server-elsewhere", "server-expired", "server-future", "server-otherca"].map(anyway),
  ...["server-signing-only", "server-client-only", "server:nothing", "server:basic-true"].map(anyway),
  ...[
    "server-inter1",
    "server-inter2",
    "server-inter1-chain",
    "server-inter2-chain",
    "server-inter2-mixed",
    "server-and-ca",
    "server-and-stranger",
    "server-ca-expired",
    "server-rsa1024",
    "server-sha1",
    "server-ec",
    "server-p384",
    "server-ed25519",
    "client",
    "client-self",
  ].map(server),
  ...usages.map(([usage]) => ({ certificate: `server:${usage}`, hosts: ["localhost"] })),
];

/** The client's own certificate, and its authority's when that is not "ca". */
export const clients: readonly [certificate: string | null, ca: string][] = [
  [null, "ca"],
  ...[
    "client",
    "client-bob",
    "client-comma",
    "client-revoked",
    "client-expired",
    "client-future",
    "client-otherca",
    "client-inter1",
    "client-inter2",
    "client-inter1-chain",
    "client-inter2-chain",
    "client-inter2-mixed",
    "client-inter2-with-ca",
    "client-and-ca",
    "client-and-stranger",
    "client-and-expired",
    "client-inter-expired-chain",
    "client-self",
    "client-of-client",
    "client-of-client-chain",
    "client-rsa1024",
    "client-sha1",
    "client-no-name",
    "server",
    "ca",
    ...usages.map(([usage]) => `client:${usage}`),
  ].map((name): [string, string] => [name, "ca"]),
  ["client-otherca", "otherca"],
  ["client-otherca", "two-cas"],
  ["client-inter1", "ca-and-inter1"],
  ["client-inter2", "ca-and-inter-both"],
  ["client-ca-expired", "ca-expired"],
];

/** Whom the client trusts; it has a certificate of "ca". */
export const authorities: readonly string[] = [
  "ca",
  "otherca",
  "two-cas",
  "ca-and-expired",
  "ca-expired",
  "ca-future",
  "ca-renewed",
  "ca-twice",
  "ca-and-inter1",
  "ca-no-basic",
  "ca-basic-false",
  "ca-basic-not-critical",
  "ca-no-sign",
  "ca-no-sign-not-critical",
  "ca-no-usage",
  "ca-purpose",
  "ca-nothing",
  "server",
  "inter1",
];

export interface FileRow {
  readonly title: string;
  /** Shell commands in a good folder of certificates; $0 is the folder with all of them. */
  readonly prepare: string;
  /** Only somebody who is not root can be kept from reading. */
  readonly asUser?: true;
}

const pem = (label: string, body: string) => `-----BEGIN ${label}-----\\n${body}\\n-----END ${label}-----\\n`;
const file = (title: string, prepare: string): FileRow => ({ title, prepare });
const locked = (title: string, prepare: string): FileRow => ({ title, prepare, asUser: true });

export const files: readonly FileRow[] = [
  file("all is well", "true"),
  file("no authority", "rm cacert.pem"),
  file("no certificate", "rm clientcert.pem"),
  file("no key", "rm clientkey.pem"),
  file("neither", "rm client*"),
  file("an authority without a word", ": > cacert.pem"),
  file("an authority that is garbage", "echo garbage > cacert.pem"),
  file("an authority that is a folder", "rm cacert.pem; mkdir cacert.pem"),
  file("an authority of other bytes", `printf -- '${pem("CERTIFICATE", "AAAA")}' > cacert.pem`),
  file("a second authority of other bytes", `printf -- '${pem("CERTIFICATE", "AAAA")}' >> cacert.pem`),
  file("an authority that is cut off", "sed -i 4,8d cacert.pem"),
  file("seventeen authorities", "for i in $(seq 16); do cat $0/ca-cert.pem >> cacert.pem; done"),
  file("a large file of authorities", "head -c 70000 /dev/zero | tr '\\0' ' ' >> cacert.pem"),
  file("a certificate without a word", ": > clientcert.pem"),
  file("a certificate that is garbage", "echo garbage > clientcert.pem"),
  file("a certificate that is a folder", "rm clientcert.pem; mkdir clientcert.pem"),
  file("a certificate of other bytes", `printf -- '${pem("CERTIFICATE", "AAAA")}' > clientcert.pem`),
  file("a second certificate of other bytes", `printf -- '${pem("CERTIFICATE", "AAAA")}' >> clientcert.pem`),
  file("a certificate under another name", `printf -- '${pem("PUBLIC KEY", "AAAA")}' > clientcert.pem`),
  file("a certificate in DER", "openssl x509 -in $0/client-cert.pem -outform der -out clientcert.pem"),
  file("a certificate that is not base64", "sed -i '3s/./!/' clientcert.pem"),
  file("a large file of certificates", "head -c 70000 /dev/zero | tr '\\0' ' ' >> clientcert.pem"),
  file("a key without a word", ": > clientkey.pem"),
  file("a key that is garbage", "echo garbage > clientkey.pem"),
  file("a key that is a folder", "rm clientkey.pem; mkdir clientkey.pem"),
  file("a key of other bytes", `printf -- '${pem("PRIVATE KEY", "AAAA")}' > clientkey.pem`),
  file("a key under another name", `printf -- '${pem("PUBLIC KEY", "AAAA")}' > clientkey.pem`),
  file("a key of another certificate", "cp $0/ec-key.pem clientkey.pem"),
  file("another key of the same kind", "openssl genrsa -traditional 2048 > clientkey.pem 2>/dev/null"),
  file(
    "a key with a passphrase",
    "openssl pkcs8 -topk8 -in $0/leaf-key.pem -passout pass:x -out clientkey.pem",
  ),
  file(
    "a key with a passphrase, of old",
    "openssl rsa -in $0/leaf-key.pem -aes128 -traditional -passout pass:x -out clientkey.pem 2>/dev/null",
  ),
  file("a key in PKCS#8", "openssl pkcs8 -topk8 -nocrypt -in $0/leaf-key.pem -out clientkey.pem"),
  file("a key in PKCS#1", "openssl rsa -in $0/leaf-key.pem -traditional -out clientkey.pem 2>/dev/null"),
  file("a certificate in the key's file", "cat $0/client-cert.pem >> clientkey.pem"),
  file("a key in the certificate's file", "cat $0/leaf-key.pem >> clientcert.pem"),
  file(
    "a key on an elliptic curve",
    "cp $0/server:nothing-cert.pem clientcert.pem; cp $0/ec-key.pem clientkey.pem",
  ),
  file("revocations", "cp $0/crl.pem cacrl.pem"),
  file("revocations of old", "cp $0/crl-old.pem cacrl.pem"),
  file("revocations of another authority", "cp $0/crl-otherca.pem cacrl.pem"),
  file("revocations without a word", ": > cacrl.pem"),
  file("revocations that are garbage", "echo garbage > cacrl.pem"),
  file("revocations that are a folder", "mkdir cacrl.pem"),
  file("revocations of other bytes", `printf -- '${pem("X509 CRL", "AAAA")}' > cacrl.pem`),
  locked("an authority that cannot be read", "chmod 600 cacert.pem"),
  locked("a certificate that cannot be read", "chmod 600 clientcert.pem"),
  locked("a key that cannot be read", "chmod 600 clientkey.pem"),
  locked("revocations that cannot be read", "cp $0/crl.pem cacrl.pem; chmod 600 cacrl.pem"),
  locked("a folder that cannot be read", "chmod 700 ."),
];

/** `+` and `%` as a URI has them. Only what OpenSSL can do as well. */
export const priorities: readonly string[] = [
  "",
  "NORMAL",
  "NORMAL:-VERS-ALL:%2BVERS-TLS1.3",
  "NORMAL:-VERS-ALL:%2BVERS-TLS1.2",
  "NORMAL:-VERS-ALL:%2BVERS-TLS1.1",
  "NORMAL:-VERS-ALL:%2BVERS-TLS1.0",
  "NORMAL:-VERS-ALL",
  "SECURE256",
  "SECURE192",
  "SECURE128",
  "PERFORMANCE",
  "LEGACY",
  "PFS",
  "NONE",
  "BOGUS",
  "@SYSTEM",
  "@LIBVIRT,SYSTEM",
  "NORMAL:%25COMPAT",
  "NORMAL:%2BBOGUS",
  "NORMAL:BOGUS",
  "NORMAL:-CIPHER-ALL:%2BAES-256-GCM",
  "NORMAL:-CIPHER-ALL:%2BCHACHA20-POLY1305",
  "NORMAL:-KX-ALL:%2BRSA:-VERS-TLS1.3",
  "NORMAL:-SIGN-ALL:%2BSIGN-ECDSA-SHA256",
  "NORMAL:-GROUP-ALL:%2BGROUP-X25519",
  "NORMAL:-GROUP-ALL:%2BGROUP-FFDHE2048",
  "NORMAL:%25PROFILE_HIGH",
  "NORMAL:%25PROFILE_ULTRA",
  "SECURE256:%25PROFILE_LOW",
];

/** URIs that do not get as far as certificates, or to somebody else. PORT, TCP and PKI stand for the real ones. */
export const uris = `
  test+tls://localhost:PORT/default?pkipath=PKI
  TEST+TLS://localhost:PORT/default?PKIPATH=PKI
  test://localhost:PORT/default?pkipath=PKI
  test+tls://localhost:PORT/default?pkipath=PKI/
  test+tls://localhost:PORT/default?pkipath=PKI&pkipath=/nonexistent
  test+tls://localhost:PORT/default?pkipath=/nonexistent&pkipath=PKI
  test+tls://localhost:PORT/default?pkipath=
  test+tls://localhost:PORT/default?pkipath=/nonexistent
  test+tls://localhost:PORT/default?pkipath=relative
  test+tls://localhost:PORT/default?pkipath=/nonexistent&no_sanity=1
  test+tls://localhost:PORT/default?pkipath=PKI&no_verify=bad
  test+tls://localhost:PORT/default?pkipath=PKI&no_sanity=bad
  test+tls://localhost:PORT/default?pkipath=PKI&auth=sasl
  test+tls://localhost:PORT/nonexistent?pkipath=PKI
  remote+tls://localhost:PORT/?pkipath=PKI&name=test:///default
  test+tls://localhost:1/default?pkipath=PKI
  test+tls://localhost:1/default?pkipath=PKI&tls_priority=BOGUS
  test+tls://[::1]:1/default?pkipath=PKI
  test+tls://nosuchhost.invalid/default?pkipath=PKI
  test+tls://nosuchhost.invalid/default?pkipath=/nonexistent
  test+tls://localhost:TCP/default?pkipath=PKI
  test+tcp://localhost:PORT/default
`
  .trim()
  .split(/\s+/);
