// Clients at the TLS port: what they show, what they are told, and what the daemon's log says about them.
import { constants } from "node:crypto";
import type { TlsClient } from "../tls-client-raw.js";
import type { TlsFileNames, TlsSetup } from "../tls-daemons.js";
import { usages } from "./tls-certificates.js";

export interface VirshRow {
  readonly title?: string;
  /** The folder of `pkipath=`: certificate (null: none) and CA. */
  readonly client?: string | null;
  readonly ca?: string;
  readonly host?: string;
  /** Further parameters of the URI. */
  readonly parameters?: string;
  readonly transport?: "tls" | "tcp";
  readonly commands?: string;
}

export interface Setting {
  readonly title: string;
  readonly setup: TlsSetup;
  readonly virsh?: readonly VirshRow[];
  readonly raw?: readonly (TlsClient & { readonly title?: string })[];
}

const oneOf = (parameters: string): VirshRow => ({ parameters });
const priority = (text: string) => oneOf(`tls_priority=${text.replaceAll("+", "%2B")}`);
const shows = (cert: string): TlsClient => ({ cert });

const renegotiating = { secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT };

export const settings: readonly Setting[] = [
  {
    title: "as the manual says",
    setup: { crl: "crl" },
    virsh: [
      {},
      { commands: "list --all; domstate test; nodeinfo" },
      { host: "127.0.0.1" },
      {
        commands:
          "dumpxml test; screenshot test /dev/null; event --domain test --event lifecycle --timeout 1",
      },
      { client: null },
      { client: "client-comma" },
      { client: "client-revoked" },
      { client: "client-revoked", parameters: "tls_priority=NORMAL:-VERS-TLS1.3" },
      { client: null, parameters: "tls_priority=NORMAL:-VERS-TLS1.3" },
      { client: "client-otherca", ca: "two-cas" },
      { client: "client-otherca", ca: "otherca" },
      { client: "client-otherca", ca: "otherca", parameters: "no_verify=1" },
      { client: "client", ca: "otherca" },
      { client: null, ca: "otherca" },
      { client: null, ca: "otherca", parameters: "no_verify=1" },
      { client: "client-expired" },
      { client: "client-inter2-chain", ca: "ca-and-inter-both" },
      { client: "client-inter2", ca: "ca-and-inter-both" },
      { client: "client:usage!-neither" },
      { client: "client:usage-neither" },
      { client: "client:purpose-server" },
      { client: "client:purpose!-server" },
      { client: "client-rsa1024" },
      { transport: "tcp" },
      ...[
        "NORMAL",
        "NORMAL:-VERS-ALL:+VERS-TLS1.3",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2",
        "NORMAL:-VERS-TLS1.3:-KX-ALL:+RSA",
        "NORMAL:-VERS-TLS1.3:-KX-ALL:+ECDHE-RSA",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CAMELLIA-128-CBC",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305",
        "NORMAL:-CIPHER-ALL:+AES-128-GCM",
        "NORMAL:-GROUP-ALL:+GROUP-X25519",
        "NORMAL:-GROUP-ALL:+GROUP-SECP256R1",
        "NORMAL:-GROUP-ALL:+GROUP-SECP521R1",
        "SECURE128",
        "SECURE256",
        "PERFORMANCE",
        "PFS",
        "BOGUS",
      ].map(priority),
    ],
    raw: [
      {},
      shows("client"),
      shows("client-comma"),
      shows("client-no-name"),
      shows("client-revoked"),
      shows("client-expired"),
      shows("client-future"),
      shows("client-inter1"),
      shows("client-inter1-chain"),
      shows("client-inter2"),
      shows("client-inter2-chain"),
      shows("client-inter2-mixed"),
      shows("client-inter2-with-ca"),
      shows("client-inter-expired-chain"),
      shows("client-too-long-chain"),
      shows("client-of-client-chain"),
      shows("client-and-ca"),
      shows("client-and-stranger"),
      shows("client-and-expired"),
      shows("client-ca-expired"),
      shows("client-rsa1024"),
      shows("client-sha1"),
      shows("ca"),
      shows("server"),
      ...usages.map(([usage]) => shows(`client:${usage}`)),
      ...(["TLSv1.2", "TLSv1.3"] as const).map((version) => ({
        title: version,
        cert: "client",
        options: { minVersion: version, maxVersion: version },
      })),
      { title: "P-521 alone", cert: "client", options: { ecdhCurve: "P-521" } },
      { title: "secure renegotiation is not known", cert: "client", options: renegotiating },
    ],
  },
  {
    title: "an old revocation list",
    setup: { crl: "crl-old" },
    raw: [shows("client"), shows("client-revoked")],
  },
  {
    title: "a revocation list of somebody else",
    setup: { crl: "crl-otherca" },
    raw: [shows("client"), shows("client-revoked")],
  },
  {
    title: "a list of names",
    setup: {
      more: String.raw`tls_allowed_dn_list = [ "C=GB,ST=London,L=London,O=Example,CN=bob", "O=Red\\, Hat,CN=*", "CN=*,C=*" ]`,
    },
    virsh: [{ client: "client" }, { client: "client-bob" }],
    raw: [shows("client"), shows("client-bob"), shows("client-comma"), shows("client-expired"), {}],
  },
  {
    title: "a pattern",
    setup: { more: 'tls_allowed_dn_list = [ "*CN=a*", "" ]' },
    raw: [shows("client"), shows("client-bob"), shows("client-comma"), shows("client-no-name")],
  },
  {
    title: "nobody's name",
    setup: { more: "tls_allowed_dn_list = [ ]" },
    virsh: [{ client: "client" }, { client: null }],
  },
  {
    title: "no questions asked",
    setup: { more: 'tls_no_verify_certificate = 1\ntls_allowed_dn_list = [ "nobody" ]', crl: "crl" },
    virsh: [{}, { client: null }, { client: "client-revoked" }],
    raw: [{}, shows("client"), shows("client-otherca"), shows("client-expired"), shows("client-revoked")],
  },
  {
    title: "several CAs in a file",
    setup: { ca: "two-cas" },
    raw: [shows("client"), shows("client-otherca"), shows("client-inter1-chain"), shows("client-ca-expired")],
  },
  {
    title: "an intermediate CA in the file",
    setup: { ca: "ca-and-inter1", cert: "server-inter1-chain" },
    virsh: [
      { client: "client" },
      { client: "client", ca: "ca-and-inter1" },
      { client: "client-inter1", ca: "ca-and-inter1" },
      { client: "client-inter2-chain", ca: "ca-and-inter-both" },
    ],
    raw: [shows("client-inter1"), shows("client-inter2"), shows("client-inter2-chain")],
  },
  {
    title: "TLS 1.3 alone",
    setup: { more: 'tls_priority = "NORMAL:-VERS-ALL:+VERS-TLS1.3"' },
    virsh: [{}, priority("NORMAL:-VERS-ALL:+VERS-TLS1.2")],
  },
  {
    title: "TLS 1.2 alone",
    setup: { more: 'tls_priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2"' },
    virsh: [{}, priority("NORMAL:-VERS-ALL:+VERS-TLS1.3")],
  },
  {
    title: "SECURE256",
    setup: { more: 'tls_priority = "SECURE256"' },
    virsh: [{}],
    raw: [shows("client"), shows("client:nothing")],
  },
  {
    title: "IPv6",
    setup: { address: "::1" },
    virsh: [{ host: "[::1]" }],
  },
  {
    title: "an elliptic key",
    setup: { cert: "server-ec" },
    virsh: [{}, priority("NORMAL:-VERS-ALL:+VERS-TLS1.2")],
  },
  {
    title: "an Edwards key",
    setup: { cert: "server-ed25519" },
    virsh: [{}],
  },
];

/** The client's judgement on the server. */
export const servers: readonly { readonly cert: string; readonly virsh: readonly VirshRow[] }[] = [
  { cert: "server-cn", virsh: [{ host: "localhost" }, { host: "127.0.0.1" }] },
  { cert: "server-elsewhere", virsh: [{}, { parameters: "no_verify=1" }] },
  { cert: "server-ipv4", virsh: [{ host: "127.0.0.1" }, { host: "localhost" }] },
  { cert: "server-cn-ipv4", virsh: [{ host: "127.0.0.1" }] },
  { cert: "server-cn-email", virsh: [{}] },
  { cert: "server-wildcard", virsh: [{}] },
  { cert: "server-upper", virsh: [{}] },
  { cert: "server-expired", virsh: [{}, { parameters: "no_verify=1" }] },
  { cert: "server-future", virsh: [{}] },
  { cert: "server-otherca", virsh: [{}, { ca: "two-cas" }] },
  { cert: "server-signing-only", virsh: [{}, { parameters: "no_verify=1" }] },
  { cert: "server-client-only", virsh: [{}] },
  { cert: "server-inter1", virsh: [{}, { ca: "ca-and-inter1" }] },
  { cert: "server-inter1-chain", virsh: [{}] },
  { cert: "server-inter2-chain", virsh: [{}] },
  { cert: "server-inter2-mixed", virsh: [{}] },
  { cert: "server-and-ca", virsh: [{}] },
  { cert: "server-and-stranger", virsh: [{}] },
  { cert: "ca", virsh: [{}] },
  { cert: "server-sha1", virsh: [{}] },
  { cert: "server-rsa1024", virsh: [{}] },
  {
    cert: "server-encipherment",
    virsh: [{}, priority("NORMAL:-VERS-TLS1.3"), priority("NORMAL:-VERS-TLS1.3:-KX-ALL:+RSA")],
  },
  ...[
    "usage!-neither",
    "usage-neither",
    "usage-signature",
    "usage-encipherment",
    "purpose!-client",
    "purpose-client",
    "basic-true",
    "nothing",
  ].map((usage) => ({ cert: `server:${usage}`, virsh: [{}] })),
];

/** Files exchanged in their usual places, and read again on request: whether they are, and who gets in with which CA. */
export const updates: readonly { readonly files: TlsFileNames; readonly ca?: string }[] = [
  { files: { cert: "server-ec" } },
  { files: { cert: "server-otherca", ca: "otherca" }, ca: "two-cas" },
  { files: { cert: "server" }, ca: "ca" },
  { files: { cert: "server", key: "other" } },
  { files: { cert: "server-expired" } },
  { files: { cert: "server", ca: "otherca" } },
  { files: { cert: "server", ca: "ca-nothing" } },
  { files: { cert: "server-elsewhere" } },
  { files: { cert: "server" } },
];

/** Bytes that are no TLS, or not enough of it: what is answered, and what the log says. */
export const strangers: readonly {
  readonly title: string;
  readonly hex: string;
  readonly ending?: "close" | "reset";
}[] = [
  { title: "nothing", hex: "", ending: "close" },
  { title: "half a ClientHello", hex: "16030100b4010000b00303", ending: "close" },
  { title: "half a ClientHello and a reset", hex: "16030100b4010000b00303", ending: "reset" },
  { title: "a call of the remote program", hex: "0000001c2000808600000001000000420000000000000000000000" },
  { title: "three bytes", hex: "000000", ending: "close" },
  { title: "HTTP", hex: "474554202f20485454502f312e300d0a0d0a" },
  { title: "a record that is too long", hex: "1603017fff0100" },
  { title: "a record of nothing", hex: "1603010000" },
  { title: "a ServerHello", hex: "16030100050200000100" },
  { title: "application data", hex: "1703010005aabbccddee" },
  { title: "an empty ClientHello", hex: "160300000401000000" },
];
