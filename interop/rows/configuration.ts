// Configuration files and arguments for config.test.ts.

/** Refused by the parser. */
export const syntax = [
  'a = "x',
  "a = 'x\n'",
  'a = """xxxxx',
  'a = """x',
  "a",
  "a =",
  "a = x",
  "= 1",
  "1a = 1",
  "a-b = 1",
  "\n",
  " \n\t\n",
  "\r\n=",
  "a = 1 b = 2",
  "a=1;;",
  "a = 1,",
  "a = 0x10",
  "a = 1.5",
  "a = -",
  "a = +-1",
  "a = [",
  "a = [ 1",
  "a = [ 1,",
  "a = [ 1 2 ]",
  "a = [ , ]",
  "a = [\n# c\n1 ]",
  'a = 1\n\n\nb = "',
  "[section]",
  "# c\r\nb",
  "a = 1\0",
  "a = true",
  "a = [ 1 ] b",
  'a = "x" y',
  'a = """\n\n\n\n\n',
  "\u00e9 = 1",
  "a = 1\r\rb",
  "a\n= 1",
  "a =\n1",
];

const bools = [
  "listen_tcp",
  "listen_tls",
  "tls_no_sanity_certificate",
  "tls_no_verify_certificate",
  "audit_logging",
];
const numbers = [
  "tcp_min_ssf",
  "min_workers",
  "max_workers",
  "max_clients",
  "max_queued_clients",
  "max_anonymous_clients",
  "prio_workers",
  "max_client_requests",
  "admin_min_workers",
  "admin_max_workers",
  "admin_max_clients",
  "admin_max_queued_clients",
  "admin_max_client_requests",
  "audit_level",
  "log_level",
  "keepalive_count",
  "admin_keepalive_count",
  "ovs_timeout",
];
const signed = ["keepalive_interval", "admin_keepalive_interval"];
const strings = [
  "tls_port",
  "tcp_port",
  "listen_addr",
  "auth_unix_rw",
  "auth_unix_ro",
  "auth_tcp",
  "auth_tls",
  "unix_sock_group",
  "unix_sock_admin_perms",
  "unix_sock_ro_perms",
  "unix_sock_rw_perms",
  "unix_sock_dir",
  "key_file",
  "cert_file",
  "ca_file",
  "crl_file",
  "tls_priority",
  "host_uuid",
  "host_uuid_source",
  "log_filters",
  "log_outputs",
];
const lists = ["access_drivers", "tls_allowed_dn_list", "sasl_allowed_username_list"];

/** Every key with values of another type or out of range. */
export const types = [
  ...bools.flatMap((key) => ["2", "-1", '"x"', "[ 1 ]"].map((value) => `${key} = ${value}`)),
  ...numbers.flatMap((key) => ["-1", '"x"', "[ ]", "4294967296"].map((value) => `${key} = ${value}`)),
  ...signed.flatMap((key) => ["2147483648", "-2147483649", '"x"', "[ ]"].map((value) => `${key} = ${value}`)),
  ...strings.flatMap((key) => ["1", '[ "x" ]'].map((value) => `${key} = ${value}`)),
  ...lists.flatMap((key) => ["1", '"x"', "[ 1 ]", '[ "x", 1 ]'].map((value) => `${key} = ${value}`)),
];

const uuid = "11111111-2222-3333-4444-555555555556";
/** Of the right type, and refused all the same. */
export const values = [
  ...["auth_unix_rw", "auth_unix_ro", "auth_tcp", "auth_tls"].flatMap((key) => [
    `${key} = "bogus"`,
    `${key} = ""`,
    `${key} = "NONE"`,
  ]),
  'auth_unix_rw = """b\nc"""',
  'auth_unix_rw = "no\0ne"',
  'auth_unix_rw = "b"\nauth_unix_rw = "none"',
  "tcp_min_ssf = 111",
  "max_workers = 0",
  "max_clients = 19",
  "max_anonymous_clients = 5001",
  'access_drivers = [ "x", "y" ]',
  'access_drivers = [ "none", "stack" ]',
  'access_drivers = [ "" ]',
  ...["x", "", uuid.replaceAll(/[2-6]/g, "1"), uuid.slice(1), `${uuid}66`, `${uuid}x`, `{${uuid}}`].map(
    (text) => `host_uuid = "${text}"`,
  ),
  'host_uuid_source = "x"',
  ...["5", "4294967295"].map((level) => `log_level = ${level}`),
  ...["x", "1", "1:", "1:+", "0:x", "5:x", "-1:x", "1:a b", "1:qemu 9:x"].map(
    (text) => `log_filters = "${text}"`,
  ),
  ...["x", "1:", "9:stderr", "1:x", "1:stderr:x", "4:file", "4:file:/a:b", "4:syslog", "4:journald:x"].map(
    (text) => `log_outputs = "${text}"`,
  ),
  'log_outputs = "4:file:/nonexist/x"',
  ...["8", "x", "", "0777x", "0777 ", "0o777", "888"].map((text) => `unix_sock_rw_perms = "${text}"`),
  'unix_sock_ro_perms = "x"\nunix_sock_admin_perms = "y"\nunix_sock_rw_perms = "z"',
  'unix_sock_admin_perms = "y"\nunix_sock_rw_perms = "z"',
  ...["nosuchgroup", "", " root", "99999999999", "0x10"].map((text) => `unix_sock_group = "${text}"`),
  `unix_sock_dir = "/${"a".repeat(120)}"`,
];

/** Of several mistakes, both report the same one. */
export const orders = [
  'auth_unix_rw = "x"\nlisten_tls = "x"',
  'auth_tcp = "x"\nauth_tls = "y"\nauth_unix_ro = "z"\nauth_unix_rw = "w"',
  'tcp_min_ssf = 1\novs_timeout = "x"',
  'max_workers = 0\nmin_workers = "x"',
  'log_filters = "x"\nlog_outputs = "y"\nhost_uuid = "x"\nlog_level = 9',
  'log_filters = "x"\nlog_level = 9',
  'log_filters = "x"\naccess_drivers = [ "x" ]',
  'access_drivers = [ "x" ]\nmax_clients = 1',
  'max_clients = 1\nunix_sock_group = "nosuchgroup"',
  'unix_sock_group = "nosuchgroup"\nunix_sock_rw_perms = "x"',
];

/** Both accept these: with too few clients added, both come as far as the check of the limits and fail there. */
export const accepted = [
  "",
  "# c\n\n",
  "a = 1;",
  "a = 1\r\n",
  'a = """x"y"""',
  "a = [ [ 1 ], ]",
  "a = 99999999999999999999999",
  "max_workers = +5",
  "keepalive_interval = -1",
  "keepalive_required = [ 1 ]",
  "AUTH_UNIX_RW = 1",
  "min_workers = 30\nmax_workers = 2",
  "admin_max_clients = 0",
  "max_client_requests = 0",
  "tcp_min_ssf = 112",
  "log_level = 0",
  "audit_level = 3",
  `host_uuid = " ${uuid} "`,
  `host_uuid = "${uuid.replaceAll("-", "")}"`,
  'access_drivers = [ "none" ]',
  'access_drivers = [ "polkit" ]',
  'access_drivers = [ "none", "polkit" ]',
  "access_drivers = [ ]",
  'host_uuid_source = "machine-id"',
  'log_filters = "  1:x,y  3:*rpc* "',
  'log_outputs = " 4:stderr  04:stderr "',
  'auth_tcp = "sasl"',
  "listen_tls = 1",
  'ca_file = "/x"',
  "tls_allowed_dn_list = [ ]",
];

/** Further arguments, and last what the file holds. */
export const withArguments = [
  ["-l", 'ca_file = "/x"'],
  ["-l", 'ca_file = "/x"\ncert_file = "/y"'],
  ["-l", 'key_file = "/x"'],
  ["-l", 'listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\nlisten_addr = "127.0.0.1"\ntcp_port = "abc"'],
  ["-l", 'listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\ntcp_port = "-1"'],
  ["-p", "/nonexist/pid", ""],
  ["-p", "/tmp", ""],
  ["-f", "/nonexist", ""],
  ["-f", "/etc/passwd/x", ""],
  ["-f", "/tmp", ""],
  ["-t", "abc", "a"],
  ["-t", "-1", ""],
];

/** The first line on stdout and stderr, and the status. */
export const commandLines = [
  ["--bogus"],
  ["-x"],
  ["-vx"],
  ["-?"],
  ["-f"],
  ["-vp"],
  ["--timeout"],
  ["--pid"],
  ["--listen=3"],
  ["--ver"],
  ["--=x"],
  ["extra"],
  ["-"],
  ["--", "-V"],
  ["extra", "--bogus"],
  ["--bogus=x"],
  ["--help"],
  ["-h", "extra"],
  ["-hV"],
];

/** What libvirtd takes and we refuse, each for the reason given where it is refused. */
export const stricter: [string, string][] = [
  // It counts modulo 2^64 and so reads 5.
  [
    "max_workers = 18446744073709551621",
    "Can't load config file: internal error: FILE: value for 'max_workers' parameter must be in range 0:4294967295: FILE",
  ],
];
