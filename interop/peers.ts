// Which of libvirt's own tools are on this machine, and in one sentence why a test cannot have one. Nothing here
// installs anything: npm test does that, and says so.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../scripts/sources.js";

export const root = checkout(import.meta.url);

/** The tables are proved with libvirtd on both sides; our own programs are then not needed. */
export const comparesWithItself = process.env.VIRTGATE_SUBJECT === "libvirtd";

/** What a test may need, and the sentence that is printed when it is not there. */
const needs = {
  root: () => (process.getuid?.() === 0 ? undefined : "needs root (private mount namespaces)"),
  namespaces: () =>
    succeeds("unshare", ["-m", "--propagation", "private", "true"])
      ? undefined
      : "needs private mount namespaces (unshare -m fails here)",
  libvirtd: () => program("/usr/sbin/libvirtd", "libvirt-daemon"),
  virsh: () => program("/usr/bin/virsh", "libvirt-clients"),
  saslpasswd2: () => program("/usr/sbin/saslpasswd2", "sasl2-bin"),
  saslSample: () => program("/usr/sbin/sasl-sample-server", "sasl2-bin"),
  certtool: () => program("/usr/bin/certtool", "gnutls-bin"),
  openssl: () => program("/usr/bin/openssl", "openssl"),
  virtAdmin: () => program("/usr/bin/virt-admin", "libvirt-clients"),
  sshd: () => program("/usr/sbin/sshd", "openssh-server"),
  ssh: () => program("/usr/bin/ssh", "openssh-client"),
  sshHelper: () => program("/usr/bin/virt-ssh-helper", "libvirt-daemon"),
  qemu: () => program("/usr/bin/qemu-system-x86_64", "qemu-system-x86"),
  netcat: () => program("/bin/nc.openbsd", "netcat-openbsd"),
  socketActivate: () => program("/usr/bin/systemd-socket-activate", "systemd"),
  systemdAnalyze: () => program("/usr/bin/systemd-analyze", "systemd"),
  systemdNotify: () => program("/usr/bin/systemd-notify", "systemd"),
  python: () =>
    succeeds("/usr/bin/python3", ["-c", "import libvirt"])
      ? undefined
      : "libvirt's Python binding is not installed (Debian: python3-libvirt)",
  compiler: () =>
    existsSync("/usr/include/libvirt/libvirt.h")
      ? program("/usr/bin/gcc", "gcc")
      : "libvirt's C headers are not installed (Debian: libvirt-dev)",
  saslHeaders: () =>
    existsSync("/usr/include/sasl/sasl.h")
      ? program("/usr/bin/gcc", "gcc")
      : "Cyrus SASL's C headers are not installed (Debian: libsasl2-dev)",
  kdc: () =>
    program("/usr/sbin/krb5kdc", "krb5-kdc") ??
    program("/usr/sbin/kadmin.local", "krb5-admin-server") ??
    program("/usr/bin/kinit", "krb5-user"),
  polkitd: () => program("/usr/lib/polkit-1/polkitd", "polkitd"),
  pkttyagent: () => program("/usr/bin/pkttyagent", "polkitd"),
  pkcheck: () => program("/usr/bin/pkcheck", "polkitd"),
  dbus: () => program("/usr/bin/dbus-daemon", "dbus-daemon") ?? program("/usr/bin/dbus-send", "dbus-bin"),
  pidChoice: () =>
    writable("/proc/sys/kernel/ns_last_pid")
      ? undefined
      : "needs to choose a process' number (/proc/sys/kernel/ns_last_pid is not writable)",
  virtgated: () => (comparesWithItself ? undefined : built("daemon", "virtgated")),
  virtgate: () => (comparesWithItself ? undefined : built("cli", "virtgate")),
} as const;

export type Need = keyof typeof needs;

const answers = new Map<Need, string | undefined>();

/** Why a test with these needs is skipped on this machine, or undefined when it can run. */
export function missing(...wanted: Need[]): string | undefined {
  for (const need of wanted) {
    if (!answers.has(need)) answers.set(need, needs[need]());
    const why = answers.get(need);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** A suite's title with the reason beside it when it is skipped: never silently. */
export function title(name: string, why: string | undefined): string {
  return why === undefined ? name : `${name} [skipped: ${why}]`;
}

function succeeds(name: string, args: string[]): boolean {
  return spawnSync(name, args, { stdio: "ignore" }).status === 0;
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function program(path: string, debianPackage: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return undefined;
  } catch {
    return `${path} is not installed (Debian: ${debianPackage})`;
  }
}

/** Our own programs are not optional: without a build the run fails instead of skipping. */
function built(packageName: string, command: string): undefined {
  const path = programOf(packageName, command);
  if (!existsSync(path)) throw new Error(`${path} does not exist: run npm run build first`);
  return undefined;
}

/** The script that a package installs under this name, for `node`. */
export function programOf(packageName: string, command: string): string {
  const folder = join(root, "packages", packageName);
  const manifest: { bin?: Record<string, string> } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const path = manifest.bin?.[command];
  if (path === undefined) throw new Error(`packages/${packageName}/package.json names no program ${command}`);
  return join(folder, path);
}
