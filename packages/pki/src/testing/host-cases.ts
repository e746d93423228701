// Certificates and hosts: every certificate is asked for every host.
import { Tag } from "../der.js";
import { raw } from "./der-writer.js";
import { altName, attribute, commonName, type ExtensionSpec, extension, name } from "./maker.js";

const { dns, ip, email, uri, directory, other } = altName;
const san = (...names: Uint8Array[]) => [extension.altNames(names)];
const serverAuth = "1.3.6.1.5.5.7.3.1";
const clientAuth = "1.3.6.1.5.5.7.3.2";

export interface HostCertificate {
  readonly what: string;
  readonly subject: Uint8Array;
  readonly extensions: readonly ExtensionSpec[];
}

const cn = (what: string, value: string | Uint8Array, ...extensions: ExtensionSpec[]) => ({
  what,
  subject: name([attribute("CN", value)]),
  extensions,
});
const alt = (what: string, ...names: Uint8Array[]) => ({
  what,
  subject: commonName("cn.example.org"),
  extensions: san(...names),
});

const long = "l".repeat(251);

export const hostCertificates: readonly HostCertificate[] = [
  cn("common name alone", "host.example.org"),
  cn("common name, other case", "HOST.Example.ORG"),
  cn("common name with a wildcard", "*.example.org"),
  cn("common name that is an IPv4 address", "192.0.2.1"),
  cn("common name that is an IPv6 address", "2001:db8::1"),
  cn("common name for servers", "host.example.org", extension.purposes([serverAuth])),
  cn("common name for clients", "host.example.org", extension.purposes([clientAuth])),
  cn("common name for any purpose", "host.example.org", extension.purposes(["2.5.29.37.0"])),
  cn("common name for step-up", "host.example.org", extension.purposes(["2.16.840.1.113730.4.1"])),
  cn(
    "common name of a CA for step-up",
    "host.example.org",
    extension.purposes(["2.16.840.1.113730.4.1"]),
    extension.basicConstraints(true),
  ),
  cn("common name with a comma", "a,b"),
  cn("common name with a blank", "host.example.org "),
  cn("common name, empty", ""),
  cn("common name with NUL", "host.example.org\0.evil.org"),
  cn("common name beyond ASCII", "hóst.example.org"),
  cn("common name in punycode", "xn--hst-hna.example.org"),
  cn("common name, long", `${long}.example.org`),
  cn("common name, just too long", `${"x".repeat(256)}`),
  {
    what: "two common names",
    subject: name([attribute("CN", "host.example.org")], [attribute("CN", "other.example.org")]),
    extensions: [],
  },
  {
    what: "common name as BMPString",
    subject: name([attribute("CN", raw("0068006f00730074"), Tag.bmpString)]),
    extensions: [],
  },
  {
    what: "common name as IA5String",
    subject: name([attribute("CN", "host", Tag.ia5String)]),
    extensions: [],
  },
  { what: "no common name", subject: name([attribute("O", "host.example.org")]), extensions: [] },
  alt("one DNS name", dns("host.example.org")),
  alt("DNS name with a dot at the end", dns("host.example.org.")),
  alt("one label", dns("localhost")),
  alt("two DNS names", dns("a.example.org"), dns("host.example.org")),
  alt("wildcard", dns("*.example.org")),
  alt("wildcard in front of letters", dns("*st.example.org")),
  alt("wildcard behind letters", dns("ho*.example.org")),
  alt("wildcard in the middle", dns("host.*.org")),
  alt("wildcard with too few labels", dns("*.org")),
  alt("wildcard alone", dns("*")),
  alt("wildcard with an empty last label", dns("*.example.")),
  alt("wildcard twice", dns("*.*.org")),
  alt("wildcard in front of a dash", dns("*-x.example.org")),
  alt("DNS name that is an IPv4 address", dns("192.0.2.1")),
  alt("DNS name with NUL", dns("host.example.org\0.evil.org")),
  alt("DNS name with NUL, then another", dns("x\0"), dns("host.example.org")),
  alt("DNS name beyond ASCII", dns("hóst.example.org")),
  alt("DNS name in punycode", dns("xn--hst-hna.example.org")),
  alt("wildcard and punycode", dns("*.xn--hst-hna.example.org")),
  alt("empty DNS name", dns("")),
  alt("DNS name of blanks", dns(" ")),
  alt("IPv4", ip(192, 0, 2, 1)),
  alt("IPv4 and DNS", ip(192, 0, 2, 1), dns("host.example.org")),
  alt("IPv6", ip(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)),
  alt("IPv6 loopback", ip(...new Array<number>(15).fill(0), 1)),
  alt("IPv4 mapped to IPv6", ip(...new Array<number>(10).fill(0), 0xff, 0xff, 192, 0, 2, 1)),
  alt("IP of five bytes", ip(192, 0, 2, 1, 0)),
  alt("IP of no bytes", ip()),
  alt("IP of twenty bytes, then the right one", ip(...new Array<number>(20).fill(1)), ip(192, 0, 2, 1)),
  alt("e-mail only", email("a@example.org")),
  alt("URI only", uri("https://host.example.org/")),
  alt("directory name only", directory(commonName("host.example.org"))),
  alt("other name only", other("1.2.3.4", "host.example.org")),
  alt("service name only", altName.service("_ldap.host.example.org")),
  alt("other name of 240 bytes", other("1.2.3.4", "o".repeat(240)), dns("host.example.org")),
  alt("long other name only", other("1.2.3.4", "o".repeat(300))),
  alt("long e-mail only", email("e".repeat(300))),
  alt("long directory name only", directory(commonName("n".repeat(300)))),
  alt("long DNS name first", dns("d".repeat(300)), dns("host.example.org")),
  alt("DNS name of 255 first", dns("d".repeat(255)), dns("host.example.org")),
  alt("DNS name of 256 first", dns("d".repeat(256)), dns("host.example.org")),
  alt("long URI first", uri("u".repeat(300)), dns("host.example.org")),
  alt("long IP first", ip(...new Array<number>(300).fill(7)), dns("host.example.org")),
  alt("IP of 256 bytes first", ip(...new Array<number>(256).fill(7)), dns("host.example.org")),
  alt("long e-mail last", dns("host.example.org"), email("e".repeat(300))),
  {
    what: "long URI, and a common name",
    subject: commonName("cn.example.org"),
    extensions: san(uri("u".repeat(300))),
  },
];

export const hosts: readonly string[] = [
  "host.example.org",
  "HOST.EXAMPLE.ORG",
  "host.example.org.",
  "cn.example.org",
  "a.host.example.org",
  "example.org",
  ".example.org",
  "localhost",
  "host",
  "x",
  "192.0.2.1",
  "192.0.2.01",
  "192.0.2",
  "0300.0.2.1",
  "2001:db8::1",
  "2001:DB8:0:0:0:0:0:1",
  "2001:db8::0.0.0.1",
  "::1",
  "::ffff:192.0.2.1",
  "fe80::1%lo",
  "[::1]",
  ":",
  "a:b",
  "a,b",
  "a\\,b",
  "hóst.example.org",
  "xn--hst-hna.example.org",
  "a.hóst.example.org",
  "HÓST.example.org",
  "host.evil.org",
  "*.example.org",
  "ho*.example.org",
  "-x.example.org",
  "y-x.example.org",
  "*",
  "org",
  " ",
  `${long}.example.org`,
];
