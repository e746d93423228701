// URIs of the libssh transports, and nothing about what becomes of them; virsh decides that.
// In a query, DIR is the host's folder and SOCKETS that of the daemon.
import type { DialectName } from "../libssh-runs.js";

export interface LibsshRow {
  readonly title: string;
  /** Of the URI. Default: the host's keys are known, and so is the user's. */
  readonly query: string;
  readonly user?: string;
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly options?: readonly string[];
  readonly command?: string;
  /** The server with keys only. */
  readonly keysOnly?: boolean;
  /** Only this one; of the other virsh hangs, or cannot. */
  readonly only?: DialectName;
  readonly home?: string;
}

const ok = "keyfile=DIR/ed25519&known_hosts=DIR/known";
const row = (title: string, query: string, more: Omit<LibsshRow, "title" | "query"> = {}): LibsshRow => ({
  title,
  query,
  ...more,
});
const known = "known_hosts=DIR/known";

export const libsshRows: readonly LibsshRow[] = [
  row("everything as it should be", ok, {
    command: "list --all; suspend nosuch; dumpxml test; uri; screenshot test /dev/null",
  }),
  row("read-only", ok, { options: ["-r"], command: "list; suspend test" }),
  row("native, read-only", `${ok}&proxy=native`, { options: ["-r"], command: "list; suspend test" }),
  row("netcat", `${ok}&proxy=netcat`),
  row("netcat by its path", `${ok}&netcat=/bin/nc.openbsd`),
  row("a socket", `${ok}&socket=SOCKETS/libvirt-sock`),
  row("another name", `${ok}&proxy=native&name=nosuch:///x`),
  row("an unknown parameter", `${ok}&foo=b'%20$(id)`, { command: "uri" }),
  row("a key of RSA", `keyfile=DIR/rsa&${known}`, { only: "libssh" }),
  row("a key of ECDSA", `keyfile=DIR/ecdsa&${known}`),
  row("another user", `keyfile=DIR/ed25519&${known}`, { user: "guest@" }),
  row("no user", ok, { user: "" }),
  row(
    "no_verify has no effect",
    `${ok.replace("known_hosts=DIR/known", "known_hosts=DIR/none")}&no_verify=1`,
  ),
  row("sshauth in any case", `${ok}&sshauth=PRIVKEY`),
  row("sshauth that is none", `${ok}&sshauth=bogus`),
  row("sshauth with one that is none", `${ok}&sshauth=privkey,bogus`),
  row("empty sshauth", `${ok}&sshauth=`),
  row("the same method twice", `keyfile=DIR/stranger&${known}&sshauth=privkey,privkey`),
  row("no key for privkey", `${known}&sshauth=privkey`),
  row("a key in the usual place", known, { home: "DIR/home" }),
  row("a stranger's key", `keyfile=DIR/stranger&${known}&sshauth=privkey`),
  row("a stranger's key, and more to try", `keyfile=DIR/stranger&${known}&sshauth=privkey,agent`),
  row("a key that is not there", `keyfile=DIR/nosuch&${known}&sshauth=privkey`),
  row("a key that is none", `keyfile=/etc/passwd&${known}&sshauth=privkey`),
  row("a key that is a folder", `keyfile=/tmp&${known}&sshauth=privkey`),
  row("no agent", `${known}&sshauth=agent`),
  row("no agent, then a key", `${ok}&sshauth=agent,privkey`),
  row("keys only", ok, { keysOnly: true }),
  row("keys only, a stranger", `keyfile=DIR/stranger&${known}`, { keysOnly: true }),
  row("keys only, without one", known, { keysOnly: true }),
  ...["password", "keyboard-interactive", "password,keyboard-interactive", "agent,password"].map((methods) =>
    row(`keys only, ${methods}`, `${known}&sshauth=${methods}`, { keysOnly: true }),
  ),
  row("wrong passwords from a pipe", `${known}&sshauth=password`, { only: "libssh2" }),
  row("wrong answers from a pipe", `${known}&sshauth=keyboard-interactive`, { only: "libssh2" }),
  row("a passphrase from a pipe", `keyfile=DIR/encrypted&${known}&sshauth=privkey`),
  row("a closed port", ok, { port: 1 }),
  row("an unknown host", ok, { host: "nosuch.invalid" }),
  row("proxy=bogus", `${ok}&proxy=bogus`),
  row("native with netcat", `${ok}&proxy=native&netcat=nc`),
  row("mode=direct", `${ok}&mode=direct`),
  row("mode=legacy", `${ok}&mode=legacy`),
  row("known_hosts_verify=bogus", `${ok}&known_hosts_verify=bogus`),
  row("known_hosts_verify in any case", `${ok}&known_hosts_verify=NORMAL`),
  row("no daemon", `${ok}&socket=/nonexistent`, { only: "libssh" }),
  row("no netcat", `${ok}&netcat=/bin/nosuchnc`, { only: "libssh" }),
  row("a name that is no URI", `${ok}&proxy=native&name=x`, { only: "libssh" }),
  row("a helper that says nothing", `${ok}&netcat=/bin/true`),
];

/** Parts of a URI that the other host's shell gets to see. */
export const commandQueries: readonly string[] = [
  "",
  "&proxy=native",
  "&proxy=netcat",
  "&proxy=netcat&socket=/a/b",
  "&netcat=/bin/n%20c'x",
  "&netcat=$(id)",
  "&foo=b'%20$(id)",
  "&proxy=native&name=a%22b$c%60d%5ce'%0a",
];

export interface KnownHostsRow {
  readonly title: string;
  /** PORT, and KEY(name) for a public key; HASHED(name) is a hashed line of the whole. Null: there is no file. */
  readonly file: string | null;
  readonly verify?: "auto" | "ignore";
  readonly only?: DialectName;
  /** Ours is stricter, or reads more: only what we say counts. */
  readonly ours?: "accepted" | "refused";
}

const at = "[localhost]:PORT";
const all = (name: string) =>
  ["ed25519", "rsa", "ecdsa"].map((type) => `${name} KEY(host_${type})\n`).join("");

export const knownHostsRows: readonly KnownHostsRow[] = [
  { title: "no file", file: null },
  { title: "no file", file: null, verify: "auto" },
  { title: "no file", file: null, verify: "ignore" },
  { title: "an empty file", file: "", verify: "auto" },
  { title: "every key", file: all(at) },
  { title: "one key, which is not the first choice", file: `${at} KEY(host_rsa)\n`, only: "libssh" },
  {
    title: "one key, which is not the first choice",
    file: `${at} KEY(host_rsa)\n`,
    only: "libssh2",
    ours: "accepted",
  },
  { title: "the last line has no end", file: `${at} KEY(host_ecdsa)` },
  {
    title: "another's last line has no end",
    file: "other.example KEY(other)",
    verify: "auto",
    only: "libssh2",
  },
  // virsh would make one line of both.
  {
    title: "another's last line has no end",
    file: "other.example KEY(other)",
    verify: "auto",
    only: "libssh",
    ours: "accepted",
  },
  { title: "the name alone", file: all("localhost") },
  { title: "another key by the name alone", file: "localhost KEY(other)\n" },
  { title: "another key by the name alone", file: "localhost KEY(other)\n", verify: "auto" },
  { title: "a changed key", file: `${at} KEY(other)\n` },
  { title: "a changed key", file: `${at} KEY(other)\n`, verify: "auto" },
  { title: "a changed key", file: `${at} KEY(other)\n`, verify: "ignore" },
  { title: "another key in front", file: `${at} KEY(other)\n${all(at)}` },
  { title: "another key behind", file: `${all(at)}${at} KEY(other)\n` },
  { title: "another host's key", file: "[localhost]:1 KEY(other)\n", verify: "auto" },
  { title: "hashed", file: "HASHED([localhost]:PORT)" },
  { title: "hashed, the name alone", file: "HASHED(localhost)" },
  { title: "a list of names", file: all(`foo,${at},bar`) },
  { title: "a wildcard", file: all("*"), only: "libssh" },
  { title: "a wildcard", file: all("*"), only: "libssh2", ours: "accepted" },
  { title: "a pattern", file: all("[local*]:PO?T".replace("PO?T", "PORT")), only: "libssh" },
  { title: "a name that is refused", file: `!${at},* KEY(host_ed25519)\n`, ours: "refused" },
  { title: "an upper case name", file: all("[LOCALHOST]:PORT"), only: "libssh" },
  {
    title: "comments and blanks",
    file: `# x\n\n  ${at} KEY(host_ed25519) hi\n\t${at}  KEY(host_ecdsa) hi\n`,
  },
  { title: "what is no line", file: `garbage\n${at} ssh-foo AAAA\n${all(at)}`, ours: "accepted" },
  { title: "lines that end as elsewhere", file: all(at).replaceAll("\n", "\r\n"), ours: "accepted" },
  { title: "a revoked key", file: all(`@revoked ${at}`), verify: "auto", ours: "refused" },
  { title: "a revoked key that is known", file: `${all(at)}${all(`@revoked ${at}`)}`, ours: "refused" },
  { title: "a revoked key, not verified", file: all(`@revoked ${at}`), verify: "ignore" },
  { title: "an authority", file: "@cert-authority * KEY(other)\n", ours: "refused" },
];

/** What is no file: the path, DIR is the host's folder. */
export const noFiles: readonly (readonly [path: string, only?: DialectName])[] = [
  ["DIR"],
  ["/etc/passwd/x"],
  ["/dev/null"],
  ["DIR/made/for/it", "libssh"],
];

/** Somebody at a terminal. */
export interface LibsshTerminalRow {
  readonly title: string;
  readonly query: string;
  readonly answers: readonly (readonly [question: string, answer: string])[];
  readonly user?: string;
  readonly only?: DialectName;
}

const rootPassword = ["localhost: ", "root'pw\n"] as const;
const wrong = ["localhost: ", "wrong\n"] as const;
const keyPassphrase = [": ", "key'pass\n"] as const;

export const libsshTerminalRows: readonly LibsshTerminalRow[] = [
  { title: "a password", query: `${known}&sshauth=password`, answers: [rootPassword] },
  { title: "a password at second try", query: `${known}&sshauth=password`, answers: [wrong, rootPassword] },
  { title: "by the usual order", query: known, answers: [["localhost: ", "guest pw\n"]], user: "guest@" },
  { title: "behind a stranger's key", query: `${known}&keyfile=DIR/stranger`, answers: [rootPassword] },
  {
    title: "wrong passwords",
    query: `${known}&sshauth=password`,
    answers: Array.from({ length: 6 }, () => wrong),
    only: "libssh2",
  },
  {
    title: "a question of the server's",
    query: `${known}&sshauth=keyboard-interactive`,
    answers: [["assword: ", "root'pw\n"]],
  },
  {
    title: "an answer at second try",
    query: `${known}&sshauth=keyboard-interactive,password`,
    answers: [
      ["assword: ", "wrong\n"],
      ["assword: ", "root'pw\n"],
    ],
  },
  {
    title: "a passphrase",
    query: `${known}&sshauth=privkey&keyfile=DIR/encrypted`,
    answers: [keyPassphrase],
  },
  {
    title: "a wrong passphrase",
    query: `${known}&keyfile=DIR/encrypted`,
    answers: [[": ", "wrong\n"]],
  },
  { title: "no passphrase", query: `${known}&keyfile=DIR/encrypted`, answers: [[": ", "\n"]] },
  {
    title: "a passphrase in PEM",
    query: `${known}&sshauth=privkey&keyfile=DIR/encrypted-pem`,
    answers: [keyPassphrase],
    only: "libssh",
  },
  {
    title: "the server does not want the key that stands beside it",
    query: `${known}&sshauth=privkey&keyfile=DIR/encrypted-beside`,
    answers: [],
    only: "libssh",
  },
  {
    title: "a host and a password",
    query: "known_hosts=DIR/WHO-new&sshauth=password",
    answers: [["?: ", "y\n"], rootPassword],
  },
  ...["Y", "yes", "n", ""].map((answer) => ({
    title: `an unknown host: ${answer}`,
    query: `known_hosts=DIR/WHO-${answer}&keyfile=DIR/ed25519`,
    answers: [["?: ", `${answer}\n`]] as const,
  })),
];
