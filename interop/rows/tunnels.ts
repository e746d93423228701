// Tunnels: URIs, and nothing about what becomes of them; virsh decides that.
import type { SshUri } from "../ssh-host.js";

export interface SshRow extends SshUri {
  readonly title: string;
  /** In front of the command. */
  readonly options?: readonly string[];
  /** Default: the domains. */
  readonly command?: string;
}

const row = (title: string, uri: Omit<SshRow, "title"> = {}): SshRow => ({ title, ...uri });

/** On any host. FOLDER is the folder of the host, SOCKETS that of the daemon. */
export const sshRows: readonly SshRow[] = [
  row("auto"),
  row("auto, read-only", { options: ["-r"], command: "list; suspend test" }),
  row("auto, without a helper", { key: "no-helper" }),
  row("auto, without a helper, read-only", { key: "no-helper", options: ["-r"], command: "suspend test" }),
  row("auto, without helper and netcat", { key: "no-helper", more: "&netcat=nosuchnc" }),
  row("native", { more: "&proxy=native" }),
  row("native, read-only", { more: "&proxy=native", options: ["-r"], command: "suspend test" }),
  row("native, without a helper", { key: "no-helper", more: "&proxy=native" }),
  row("netcat", { more: "&proxy=netcat" }),
  row("netcat, read-only", { more: "&proxy=netcat", options: ["-r"], command: "suspend test" }),
  row("netcat by its path", { more: "&netcat=/bin/nc.openbsd" }),
  row("netcat that is not there", { more: "&netcat=/bin/nosuchnc" }),
  row("no netcat", { key: "no-netcat", more: "&proxy=netcat" }),
  row("a socket", { more: "&socket=SOCKETS/libvirt-sock" }),
  row("a read-only socket", { more: "&socket=SOCKETS/libvirt-sock-ro", command: "suspend test" }),
  row("a socket that is not there", { more: "&socket=/nonexistent" }),
  row("another name", { more: "&name=test:///default&proxy=netcat" }),
  row("another name for the helper", { more: "&name=nosuch:///x&proxy=native" }),
  row("a name without a scheme", { more: "&name=x&proxy=native" }),
  row("a name with another transport", { more: "&name=test%2Btcp://h/x&proxy=native" }),
  row("a name that is no URI", { more: "&name=a%20b'c%22$(id)&proxy=native" }),
  row("an unknown parameter", { more: "&foo=bar" }),
  row("a path that is no file", { path: "/non'exist" }),
  row("a stream", { command: "screenshot test /dev/null" }),
  row("no_tty", { more: "&no_tty=1" }),

  row("a stranger's key", { key: "stranger" }),
  row("a key that is not there", { key: null, more: "&keyfile=/nonexistent" }),
  row("an unknown host", { known: "unknown", more: "&no_tty=1" }),
  row("an unknown host, not verified", { known: "unknown", more: "&no_verify=1" }),
  row("another host key", { known: "changed" }),
  row("another host key, not verified", { known: "changed", more: "&no_verify=1" }),
  row("a closed port", { port: 1 }),
  row("no ssh", { more: "&command=/nonexistent/ssh" }),
  row("no ssh in PATH", { more: "&command=nosuchssh" }),
  row("ssh that is a folder", { more: "&command=/tmp" }),
  row("a host that is an option", { host: "-oProxyCommand=x" }),
  row("a host with a quote", { host: "h'x" }),
  row("a host with a semicolon", { host: "h;id" }),
  row("a host with a space and a line", { host: "h%20x%0ay" }),
  row("a user that is an option", { user: "-oProxyCommand=x" }),
  row("proxy=bogus", { more: "&proxy=bogus" }),
  row("native with netcat", { more: "&proxy=native&netcat=nc" }),
  row("mode=direct", { more: "&mode=direct" }),
  row("mode=legacy", { more: "&mode=legacy" }),
  row("changes and what comes of them", {
    command: "suspend test; domstate test; resume test; dumpxml test; dominfo nosuch",
  }),
];

/** The daemon is away. */
export const withoutDaemon: readonly SshRow[] = [
  row("auto"),
  row("native, read-only", { more: "&proxy=native", options: ["-r"] }),
  row("netcat", { more: "&proxy=netcat" }),
];

/** Scripts for `ext`. SOCKETS is the folder of the daemon's sockets. */
export const extRows: readonly (readonly [title: string, script: string])[] = [
  ["netcat", "exec nc -U SOCKETS/libvirt-sock"],
  ["netcat, not replaced", "nc -U SOCKETS/libvirt-sock; echo over >&2"],
  ["read-only", "exec nc -U SOCKETS/libvirt-sock-ro"],
  ["words on the way", "echo hello >&2; exec nc -U SOCKETS/libvirt-sock"],
  ["no daemon", "exec nc -U /nonexistent"],
  ["ends", "exit 0"],
  ["fails", "exit 3"],
  ["says why", "echo oops >&2; exit 3"],
  ["says much", "head -c 1024 /dev/zero | tr '\\0' x >&2"],
  ["says it in lines", "printf ' a\\n\\nb \\n\\n' >&2"],
  ["reads, and says why", "head -c 28 >/dev/null; echo oops >&2"],
  ["says why later", "exec <&- >&-; sleep 0.2; echo oops >&2"],
  ["is killed", "kill -9 $$"],
  ["repeats what it hears", "exec cat"],
  ["says something else", "echo hello; exec sleep 20"],
  ["arguments and folder", 'echo "$# $(pwd)" >&2; head -c 28 >/dev/null'],
];

/** Programs that are none. */
export const noPrograms = [
  "/nonexistent/x",
  "/tmp",
  "/etc/passwd",
  "nosuchprogram",
  "./nosuchprogram",
  "",
  "-x",
];

/** For a program in the place of ssh that prints its arguments. */
export const argumentUris: readonly string[] = [
  "test+ssh://h/default",
  "test+ssh:///default",
  "test+ssh://h",
  "test+ssh://u@h:22/default?keyfile=/k&no_tty=1&no_verify=1",
  "test+ssh://u@h/default?no_tty=0&no_verify=0&keyfile=",
  "test+ssh://h:0/default",
  "test+ssh://[::1]:5/default",
  "test+ssh://[fe80::1%25lo]/default",
  "test+ssh://-oProxyCommand=x/default",
  "test+ssh://-lfoo@h/default?keyfile=-x",
  "test+ssh://h%20x'y%0az/default",
  "test+ssh://u%20'x%0ay@h/default",
  ...["auto", "native", "netcat"].flatMap((proxy) => [
    `test+ssh://h/default?proxy=${proxy}`,
    `test+ssh://h/default?proxy=${proxy}&socket=/s`,
    `test+ssh://h/default?proxy=${proxy}&netcat=n`,
    `qemu+ssh://h/session?proxy=${proxy}`,
    `qemu+ssh://h/session?proxy=${proxy}&socket=/s`,
    `qemu+ssh://h/system?proxy=${proxy}&mode=legacy`,
    `qemu+ssh://h/system?proxy=${proxy}&mode=auto`,
  ]),
  "qemu+ssh://h/session",
  "qemu+ssh://h/session?socket=/s",
  "qemu+ssh://h/session?netcat=n",
  "qemu+ssh://h/session?netcat=n&socket=/s",
  "qemu+ssh://h/system?mode=direct",
  "remote+ssh://h/",
  "remote+ssh://h/session",
  "REMOTE+ssh://h/",
  "QEMU+SSH://h/system",
  "lxc+ssh://h/",
  "qemu+ssh://h//system",
  "qemu+ssh://h/sys%C3%A4",
  "test+ssh://h/default?foo=bar",
  "test+ssh://h/default?foo=bar&baz=%26",
  "test+ssh://h/default?a=b;c=d",
  "test+ssh://h/default?foo=%ff",
  "test+ssh://h/a'b",
  "test+ssh://h/a%20b%22%60$x;y&z",
  "test+ssh://h/a(b)*c~d!e",
  "test+ssh://h/default?name=",
  "test+ssh://h/default?name=foo:///x%20y'z%0a",
  "test+ssh://h/default?name=a%22b$c%60d%5ce",
  "test+ssh://h/default?netcat=/bin/n%20c'x",
  "test+ssh://h/default?netcat=-e%20nc",
  "test+ssh://h/default?netcat=",
  "test+ssh://h/default?netcat=n%0al",
  "test+ssh://h/default?socket=",
  "test+ssh://h/default?pkipath=/x&auth=sasl&authfile=/y&sshauth=bogus&known_hosts=/z",
];

/** virsh on a host where the helper is libvirt's or ours. */
export const virshOverSsh: readonly SshRow[] = [
  row("auto"),
  row("auto, read-only", { options: ["-r"], command: "list; suspend test" }),
  row("auto, without a helper", { key: "no-helper" }),
  row("native", { more: "&proxy=native" }),
  row("native, read-only", { more: "&proxy=native", options: ["-r"], command: "list; suspend test" }),
  row("native, more of it", {
    more: "&proxy=native",
    command: "suspend test; domstate test; resume test; dumpxml test; hostname; dominfo nosuch",
  }),
  row("native, an unknown parameter", { more: "&proxy=native&foo=b'%20$(id)", command: "uri" }),
  row("native, much at once", { more: "&proxy=native", command: "capabilities; domcapabilities; sysinfo" }),
  row("native, a stream", { more: "&proxy=native", command: "screenshot test /dev/null" }),
  row("netcat", { more: "&proxy=netcat" }),
  row("netcat, read-only", { more: "&proxy=netcat", options: ["-r"], command: "list; suspend test" }),
];

/** Command lines of the helper, where no daemon is. Usage and version are its own. */
export const helperWords: readonly (readonly string[])[] = [
  ["test:///default"],
  ["-r", "test:///default"],
  ["test:///default", "--readonly"],
  ["--readonly=1", "qemu:///system"],
  ["qemu:///system"],
  ["qemu:///session"],
  ["-rr", "qemu:///session"],
  ["qemu:///system?mode=direct&socket=/x"],
  ["qemu:///system?no_tty=maybe&mode=bogus"],
  ["remote:///"],
  ["remote:///session"],
  ["lxc:///"],
  ["nosuch:///x"],
  ["TEST+UNIX:///default"],
  ["test+unix://h/x"],
  ["test+tcp://h/x"],
  ["test+ssh://h/x"],
  ["test+ext:///x"],
  ["test+bogus:///x"],
  ["test://h/x"],
  [""],
  ["-"],
  ["x"],
  ["/session"],
  ["qemu:///a b"],
  ["qemu:///a'b%27$(id)"],
  ["--", "qemu:///system"],
  ["-x", "qemu:///system"],
  ["-rx", "qemu:///system"],
  ["--read", "qemu:///system"],
  ["--readonly", "--nosuch=1", "qemu:///system"],
];
