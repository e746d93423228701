// Unit files for systemd that fit a configuration: the service, and the sockets that start it.

import { isIP } from "node:net";
import type { Config, UnixListener } from "../config/config.js";
import { ExitStatus, StartError } from "../config/start-error.js";

export interface Units {
  /** What the files are called after: virtgated.service. */
  readonly name: string;
  readonly config: Config;
  /** The daemon's command line without `--timeout`. */
  readonly command: readonly string[];
  /** For a user's service manager. */
  readonly user: boolean;
  /** The group's name or number, where the configuration has one. */
  readonly group: string | null;
  /** Ports as the configuration has them, whether or not it opens them: their units need not be enabled. */
  readonly ports: { readonly tcp: number; readonly tls: number; readonly address: string | null };
}

/** As libvirt's own units have it: the next client starts the daemon again. */
const idleSeconds = 120;

/** File name -> text. Throws StartError for what a unit cannot say. */
export function unitFiles(units: Units): Map<string, string> {
  const { name, config } = units;
  const files = new Map([[`${name}.service`, service(units)]]);
  for (const listener of config.sockets) {
    const { unit, what } = roles[listener.role];
    files.set(`${name}${unit}.socket`, unixSocket(units, listener, `${config.identity.name} ${what}`));
  }
  if (config.identity.ports === "none") return files;
  const { tcp, tls } = units.ports;
  files.set(`${name}-tcp.socket`, portSocket(units, tcp, `${config.identity.name} non-TLS IP socket`));
  files.set(`${name}-tls.socket`, portSocket(units, tls, `${config.identity.name} TLS IP socket`));
  return files;
}

const roles: { readonly [Role in UnixListener["role"]]: { readonly unit: string; readonly what: string } } = {
  rw: { unit: "", what: "local socket" },
  ro: { unit: "-ro", what: "local read-only socket" },
  admin: { unit: "-admin", what: "admin socket" },
};

function service({ name, config, command, user }: Units): string {
  const sockets = config.sockets.map(({ role }) => `${name}${roles[role].unit}.socket`);
  const after = user ? [] : ["network.target", "local-fs.target", "remote-fs.target", "dbus.service"];
  const args = `${name.toUpperCase()}_ARGS`;
  return text([
    "Unit",
    ["Description", `Virtualization daemon (virtgated as ${config.identity.name})`],
    ["Documentation", "https://libvirt.org/daemons.html"],
    ...sockets.map((socket) => ["Wants", socket] as const),
    ...conflicts(config, "service"),
    ...after.map((unit) => ["After", unit] as const),
    "Service",
    ["Type", "notify"],
    "# The daemon itself, or systemd-notify where the package @virtgate/native is missing.",
    ["NotifyAccess", "all"],
    ["Environment", `"${args}=--timeout ${idleSeconds}"`],
    ...(user ? [] : [["EnvironmentFile", `-/etc/default/${name}`] as const]),
    ["ExecStart", `${command.map(quoted).join(" ")} $${args}`],
    ["ExecReload", "/bin/kill -HUP $MAINPID"],
    "# Guests outlive the daemon.",
    ["KillMode", "process"],
    ["Restart", "on-failure"],
    ["LimitNOFILE", "8192"],
    ["TasksMax", "32768"],
    // A user's manager could do these only by taking the setuid helpers of guests' networks away.
    ...(user ? [] : sandbox),
    "Install",
    ["WantedBy", user ? "default.target" : "multi-user.target"],
    ...sockets.map((socket) => ["Also", socket] as const),
  ]);
}

/** What a daemon with guests, bridges and images anywhere on the host can do without. */
const sandbox = [
  ["ProtectSystem", "yes"],
  ["ProtectClock", "yes"],
  ["ProtectHostname", "yes"],
  ["ProtectKernelLogs", "yes"],
  ["RestrictSUIDSGID", "yes"],
  ["LockPersonality", "yes"],
  ["KeyringMode", "private"],
] as const;

function unixSocket({ name, user, config, group }: Units, listener: UnixListener, what: string): string {
  const isMain = listener.role === "rw";
  return text([
    "Unit",
    ["Description", what],
    ["Before", `${name}.service`],
    ...(isMain ? conflicts(config, "socket") : bound(name)),
    "Socket",
    ["ListenStream", place(listener.path, config, user)],
    ["Service", `${name}.service`],
    ["SocketMode", `0${listener.mode.toString(8).padStart(3, "0")}`],
    ...(group === null ? [] : [["SocketGroup", group] as const]),
    ["DirectoryMode", user ? "0700" : "0755"],
    ["RemoveOnStop", "yes"],
    "Install",
    ["WantedBy", "sockets.target"],
  ]);
}

function portSocket({ name, ports: { address } }: Units, port: number, what: string): string {
  if (address !== null && isIP(address) === 0) {
    const problem = `listen_addr is the name '${address}': a socket unit needs the address itself`;
    throw new StartError(ExitStatus.config, problem);
  }
  const host = address === null ? "" : isIP(address) === 6 ? `[${address}]:` : `${address}:`;
  return text([
    "Unit",
    ["Description", what],
    ["Before", `${name}.service`],
    ...bound(name),
    "Socket",
    ["ListenStream", `${host}${port}`],
    // An address may come up after the sockets.
    ...(host === "" ? [] : [["FreeBind", "yes"] as const]),
    ["Service", `${name}.service`],
    "Install",
    ["WantedBy", "sockets.target"],
  ]);
}

/** The other sockets come and go with the main one. */
const bound = (name: string) => [
  ["BindsTo", `${name}.socket`] as const,
  ["After", `${name}.socket`] as const,
];

/** libvirt's own units of the same daemon have the same sockets. */
function conflicts({ identity }: Config, kind: "service" | "socket"): (readonly [string, string])[] {
  const parts = kind === "service" ? [".service"] : [".socket", "-ro.socket", "-admin.socket"];
  return identity.name === "libvirtd" ? parts.map((part) => ["Conflicts", `libvirtd${part}`]) : [];
}

/** In a user's unit the runtime directory is whichever that user has. */
function place(path: string, { runDirectory }: Config, user: boolean): string {
  const own = user && path.startsWith(`${runDirectory}/`);
  return own ? `%t/libvirt${path.slice(runDirectory.length)}` : path.replaceAll("%", "%%");
}

/** A word of a command line, as systemd.service(5) quotes it. */
function quoted(word: string): string {
  const escaped = word.replaceAll("\\", "\\\\").replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /^[\w@%+=:,./$-]+$/.test(escaped) ? escaped : `"${escaped.replaceAll('"', '\\"')}"`;
}

/** Sections, settings and comments. */
function text(parts: readonly (string | readonly [string, string])[]): string {
  const lines = parts.map((part) => {
    if (typeof part !== "string") return `${part[0]}=${part[1]}`;
    return part.startsWith("#") ? part : `\n[${part}]`;
  });
  return `${lines.join("\n").trimStart()}\n`;
}
