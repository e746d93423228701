// What the real libvirtd says to broken files is compared in interop/config.test.ts. Here: what comes of good ones,
// and where ours decides by itself.

import { expect, test } from "vitest";
import type { RunOptions } from "../options.js";
import type { Config } from "./config.js";
import { libvirtd } from "./identity.js";
import { loadConfig } from "./load.js";
import type { Environment } from "./paths.js";
import { StartError } from "./start-error.js";
import type { System } from "./system.js";

const root = { uid: 0, home: "/root" };
const user = { uid: 1000, home: "/home/u" };
const plain: RunOptions = {
  identity: libvirtd,
  configFile: null,
  listen: false,
  pidFile: null,
  timeoutSeconds: 0,
  daemon: false,
  verbose: false,
};

function machine(text: string | NodeJS.ErrnoException): System {
  return {
    readText() {
      if (typeof text === "string") return text;
      throw text;
    },
    exists: () => true,
    groupId: (name) => ({ libvirt: 117, root: 0 })[name],
    servicePort: (name) => ({ "libvirt-tcp": 16509 })[name],
  };
}

const errno = (code: string) => Object.assign(new Error(code), { code });

function load(
  text: string | NodeJS.ErrnoException,
  options: Partial<RunOptions> = {},
  account = root,
  env: Environment = {},
) {
  return loadConfig({ ...plain, ...options }, env, account, machine(text));
}

/** One word per socket: role, mode, group and path. */
const sockets = ({ sockets }: Config) =>
  sockets.map(({ role, mode, gid, path, auth }) => `${role} 0${mode.toString(8)} ${gid} ${auth} ${path}`);

const dir = "/run/libvirt";
const opened: [string, string, typeof root, string[], RegExp[]][] = [
  [
    "by default root's are open, and polkit is asked",
    "",
    root,
    ["rw 0777 null polkit", "ro 0777 null polkit", "admin 0700 null none"],
    [],
  ],
  [
    "with the mode that the file gives",
    'unix_sock_rw_perms = "0770"',
    root,
    ["rw 0770 null polkit", "ro 0777 null polkit", "admin 0700 null none"],
    [],
  ],
  [
    "none for one of them",
    'auth_unix_ro = "none"',
    root,
    ["rw 0777 null polkit", "ro 0777 null none", "admin 0700 null none"],
    [],
  ],
  [
    "in so many words",
    'auth_unix_rw = "polkit"\nauth_unix_ro = "sasl"',
    root,
    ["rw 0777 null polkit given", "ro 0777 null sasl given", "admin 0700 null none"],
    [],
  ],
  [
    "none for both: libvirtd's 0777, with a word about it",
    'auth_unix_rw = "none"\nauth_unix_ro = "none"',
    root,
    ["rw 0777 null none", "ro 0777 null none", "admin 0700 null none"],
    [/every local user may control this host/],
  ],
  [
    "none, group and modes",
    'auth_unix_rw = "none"\nauth_unix_ro = "none"\nunix_sock_group = "libvirt"\nunix_sock_rw_perms = "0770"\nunix_sock_ro_perms = "777"',
    root,
    ["rw 0770 117 none", "ro 0777 117 none", "admin 0700 117 none"],
    [],
  ],
  [
    "a group by number",
    'auth_unix_rw = "none"\nunix_sock_rw_perms = "0770"\nunix_sock_group = "4000"\nauth_unix_ro = "none"',
    root,
    ["rw 0770 4000 none", "ro 0777 4000 none", "admin 0700 4000 none"],
    [],
  ],
  [
    "the admin socket stays with the owner",
    'auth_unix_rw = "none"\nauth_unix_ro = "none"\nunix_sock_rw_perms = "0700"\nunix_sock_admin_perms = "0770"',
    root,
    ["rw 0700 null none", "ro 0777 null none", "admin 0700 null none"],
    [/admin socket serves only/],
  ],
];

test.each(opened)("sockets: %s", (_, text, account, expected, warnings) => {
  const config = load(text, {}, account);
  const names = { rw: "libvirt-sock", ro: "libvirt-sock-ro", admin: "libvirt-admin-sock" };
  const full = expected.map(
    (line) => `${line.replace(" given", "")} ${dir}/${names[line.split(" ")[0] as keyof typeof names]}`,
  );
  expect(sockets(config)).toEqual(full);
  for (const [index, { role, isAuthGiven }] of config.sockets.entries()) {
    if (role !== "admin") expect(isAuthGiven).toBe(new RegExp(`auth_unix_${role} = `).test(text));
    if (expected[index]!.endsWith(" given")) expect(isAuthGiven).toBe(true);
  }
  expect(config.warnings).toEqual(warnings.map((pattern) => expect.stringMatching(pattern)));
});

test("a user's daemon has no read-only socket and asks nobody", () => {
  const config = load("", {}, user, { XDG_RUNTIME_DIR: "/r" });
  expect(sockets(config)).toEqual([
    "rw 0700 null none /r/libvirt/libvirt-sock",
    "admin 0700 null none /r/libvirt/libvirt-admin-sock",
  ]);
  expect(config).toMatchObject({ privileged: false, pidFile: "/r/libvirt/libvirtd.pid", warnings: [] });
});

const none = 'listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\n';
const ports: [string, string, Config["tcp"], RegExp[]][] = [
  ["nothing asked for", "listen_tls = 0", null, []],
  ["TCP", none, { address: null, port: 16509, auth: "none", inherited: null }, []],
  [
    "an address and a port",
    `${none}listen_addr = "::1"\ntcp_port = "0"`,
    { address: "::1", port: 0, auth: "none", inherited: null },
    [],
  ],
  [
    "a service by name",
    `${none}tcp_port = "libvirt-tcp"`,
    { address: null, port: 16509, auth: "none", inherited: null },
    [],
  ],
];

const sock = 'auth_unix_rw = "none"\nauth_unix_ro = "none"\nunix_sock_rw_perms = "0700"\n';

test.each(ports)("ports: %s", (_, text, tcp, warnings) => {
  const config = load(sock + text, { listen: true });
  expect(config.tcp).toEqual(tcp);
  expect(config.warnings).toEqual(warnings.map((pattern) => expect.stringMatching(pattern)));
  expect(load(sock + text).tcp).toBeNull(); // not without --listen
});

const tlsDefaults = {
  address: null,
  service: "16514",
  auth: "none",
  checksOwn: true,
  rules: { verifies: true, allowedDns: null },
  priority: null,
};

test("TLS is on by default, with the machine's files or the user's", () => {
  const system = load(sock, { listen: true });
  expect(system.tls).toMatchObject({ ...tlsDefaults, files: { ca: "/etc/pki/CA/cacert.pem" } });
  expect(system.warnings).toEqual([]);
  const { tls } = load("", { listen: true }, user, { HOME: "/h" });
  expect(tls?.files.key).toBe("/h/.pki/libvirt/serverkey.pem");
  expect(load(sock).tls).toBeNull();
  expect(load(`${sock}listen_tls = 0`, { listen: true }).tls).toBeNull();
});

test("every word of the file about TLS", () => {
  const text = `tls_port = "libvirt-tls"\nlisten_addr = "::1"\ntls_no_sanity_certificate = 1\ntls_no_verify_certificate = 1
ca_file = "/a"\ncert_file = "/c"\nkey_file = "/k"\ncrl_file = "/l"\ntls_allowed_dn_list = [ ]\ntls_priority = "SECURE256"`;
  expect(load(`${sock}${text}`, { listen: true }).tls).toEqual({
    address: "::1",
    inherited: null,
    service: "libvirt-tls",
    auth: "none",
    files: { ca: "/a", cert: "/c", key: "/k", crl: "/l" },
    checksOwn: false,
    rules: { verifies: false, allowedDns: [] },
    priority: "SECURE256",
  });
});

const notYet: [string, Partial<RunOptions>, number, string][] = [
  [
    `${none}tcp_port = "65536"`,
    { listen: true },
    6,
    "Unable to resolve address '(null)' service '65536': Servname not supported for ai_socktype",
  ],
  ['unix_sock_rw_perms = "-777"', {}, 6, "Failed to parse mode '-777'"],
  ['unix_sock_rw_perms = "10777"', {}, 6, "Failed to parse mode '10777'"],
  ['unix_sock_group = "-1"', {}, 6, "invalid argument: Failed to parse group '-1'"],
];

test.each(notYet)("%j is refused", (text, options, exitStatus, message) => {
  expect(() => load(text, options)).toThrow(
    expect.objectContaining({ name: "StartError", exitStatus, message }),
  );
});

test("what is not switched on is not refused", () => {
  expect(() =>
    load('listen_tls = 1\nauth_tcp = "polkit"\nauth_tls = "polkit"\nlisten_tcp = 1'),
  ).not.toThrow();
  expect(() => load('auth_unix_ro = "polkit"', {}, user)).not.toThrow();
  expect(load('listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "polkit"', { listen: true }).tcp?.auth).toBe(
    "polkit",
  );
});

const files: [string, string | null, NodeJS.ErrnoException, string | null][] = [
  ["the default file may be missing", null, errno("ENOENT"), null],
  [
    "one that is named may not",
    "/f",
    errno("ENOENT"),
    "Can't load config file: Failed to open file '/f': No such file or directory: /f",
  ],
  [
    "nor may the default one be unreadable",
    null,
    errno("EACCES"),
    "Can't load config file: Failed to open file '/etc/libvirt/libvirtd.conf': Permission denied: /etc/libvirt/libvirtd.conf",
  ],
  [
    "nor be a directory",
    "/f",
    errno("EISDIR"),
    "Can't load config file: Failed to read file '/f': Is a directory: /f",
  ],
  [
    "nor be endless",
    "/f",
    errno("EOVERFLOW"),
    "Can't load config file: Failed to read file '/f': Value too large for defined data type: /f",
  ],
];

test.each(files)("files: %s", (_, configFile, error, message) => {
  if (message === null) expect(load(error, { configFile }).file).toBeNull();
  else expect(() => load(error, { configFile })).toThrow(expect.objectContaining({ exitStatus: 1, message }));
});

test("a mistake of ours is no start error", () => {
  const broken = {
    ...machine(""),
    groupId: () => {
      throw new TypeError("ours");
    },
  };
  expect(() => loadConfig(plain, {}, root, { ...broken, readText: () => 'unix_sock_group = "x"' })).toThrow(
    TypeError,
  );
});

const logs: [string, string, Environment, Partial<RunOptions>, string][] = [
  ["default", "", {}, {}, "3 | 3:stderr"],
  [
    "from the file",
    'log_level = 4\nlog_filters = "1:a"\nlog_outputs = "2:file:/x"',
    {},
    {},
    "4 1:*a* 2:file:/x",
  ],
  [
    "the environment goes before it",
    'log_level = 4\nlog_filters = "1:a"\nlog_outputs = "2:file:/x"',
    { LIBVIRT_DEBUG: "debug", LIBVIRT_LOG_FILTERS: "2:b", LIBVIRT_LOG_OUTPUTS: "1:stderr" },
    {},
    "1 2:*b* 1:stderr",
  ],
  [
    "empty variables are none",
    "log_level = 4",
    { LIBVIRT_DEBUG: "", LIBVIRT_LOG_FILTERS: "", LIBVIRT_LOG_OUTPUTS: "" },
    {},
    "4 | 4:stderr",
  ],
  [
    "--verbose means info at least",
    "log_level = 4",
    { LIBVIRT_DEBUG: "4" },
    { verbose: true },
    "2 | 2:stderr",
  ],
  ["and not less than debug", "", { LIBVIRT_DEBUG: "1" }, { verbose: true }, "1 | 1:stderr"],
  ["a daemon logs to its file", "", {}, { daemon: true }, "3 | 3:file:/var/log/libvirt/libvirtd.log"],
];

test.each(logs)("log: %s", (_, text, env, options, expected) => {
  const { level, filters, outputs } = load(text, options, root, env).log;
  const list = (items: readonly { level: number; match?: string; to?: string; name?: string }[]) =>
    items.map(({ level, match, to, name }) => `${level}:${match ?? to}${name ? `:${name}` : ""}`).join(" ") ||
    "|";
  expect(`${level} ${list(filters)} ${list(outputs)}`).toBe(expected);
});

test.each([
  [{ LIBVIRT_DEBUG: "9" }, "invalid argument: Failed to set logging priority, argument '9' is invalid"],
  [{ LIBVIRT_LOG_FILTERS: "x" }, "invalid argument: Malformed format for filter 'x'"],
  [{ LIBVIRT_LOG_OUTPUTS: "x" }, "invalid argument: Malformed format for log output 'x'"],
])("log: %j is refused", (env, message) => {
  expect(() => load("", {}, root, env)).toThrow(new StartError(1, message));
});

test("limits and the rest, each under its own name", () => {
  const keys = {
    max_clients: 101,
    max_queued_clients: 102,
    max_anonymous_clients: 3,
    max_client_requests: 104,
    min_workers: 105,
    max_workers: 106,
    prio_workers: 107,
    admin_max_clients: 201,
    admin_max_queued_clients: 202,
    admin_max_client_requests: 204,
    admin_min_workers: 205,
    admin_max_workers: 206,
    keepalive_interval: -1,
    keepalive_count: 302,
    admin_keepalive_interval: 401,
    admin_keepalive_count: 402,
  };
  const text = Object.entries(keys)
    .map(([key, value]) => `${key} = ${value}`)
    .join("\n");
  const config = load(
    `${text}\nhost_uuid = "00112233-4455-6677-8899-aabbccddeeff"\ntls_priority = "NORMAL"`,
    { timeoutSeconds: 9, pidFile: "/p" },
  );
  expect(config).toMatchObject({
    limits: {
      maxClients: 101,
      maxQueuedClients: 102,
      maxAnonymousClients: 3,
      maxClientRequests: 104,
      minWorkers: 105,
      maxWorkers: 106,
      prioWorkers: 107,
    },
    adminLimits: {
      maxClients: 201,
      maxQueuedClients: 202,
      maxClientRequests: 204,
      minWorkers: 205,
      maxWorkers: 206,
    },
    keepalive: { intervalSeconds: -1, count: 302 },
    adminKeepalive: { intervalSeconds: 401, count: 402 },
    hostUuid: Uint8Array.from(Buffer.from("00112233445566778899aabbccddeeff", "hex")),
    timeoutSeconds: 9,
    pidFile: "/p",
    settings: { tlsPriority: "NORMAL" },
  });
});

test("a refusal of the parser is a start error that quotes it", () => {
  expect(() => load("x", { configFile: "/f" })).toThrow(
    "Can't load config file: configuration file syntax error: /f:1: expecting an assignment: /f",
  );
});

const guarded: [string, Partial<RunOptions>, typeof root, Environment, string, object | null][] = [
  ['auth_unix_rw = "none"\nauth_unix_ro = "none"', {}, root, {}, "none none none", null],
  [
    'auth_unix_rw = "sasl"\nauth_unix_ro = "none"',
    {},
    root,
    {},
    "sasl none none",
    {
      files: [
        "/etc/sasl2/libvirt.conf",
        "/etc/sasl/libvirt.conf",
        "/usr/lib/x86_64-linux-gnu/sasl2/libvirt.conf",
        "/usr/lib/sasl2/libvirt.conf",
      ],
      isRoot: true,
      configHome: "/etc",
      allowedUsers: null,
      tcpMinSsf: 56,
    },
  ],
  [
    'auth_unix_rw = "sasl"\nsasl_allowed_username_list = [ ]\ntcp_min_ssf = 112',
    {},
    user,
    { SASL_CONF_PATH: "/a:/b", XDG_CONFIG_HOME: "/c" },
    "sasl none",
    {
      files: ["/a/libvirt.conf", "/b/libvirt.conf"],
      isRoot: false,
      configHome: "/c",
      allowedUsers: [],
      tcpMinSsf: 112,
    },
  ],
  // Ports count only with --listen, and a user's daemon has no read-only socket.
  ['auth_unix_ro = "sasl"\nlisten_tcp = 1', {}, user, {}, "none none", null],
];

test.each(guarded)("%j %j: who asks for sign-in", (text, options, account, env, auths, sasl) => {
  const config = load(text, options, account, env);
  expect(config.sockets.map(({ auth }) => auth).join(" ")).toBe(auths);
  expect(config.sasl).toEqual(sasl);
});

test("TCP asks for SASL unless told otherwise, TLS only if told", () => {
  const { tcp, tls, sasl } = load('listen_tcp = 1\nauth_unix_rw = "none"', { listen: true });
  expect([tcp?.auth, tls?.auth, sasl === null]).toEqual(["sasl", "none", false]);
  expect(load('auth_tls = "sasl"', { listen: true }).tls?.auth).toBe("sasl");
});
