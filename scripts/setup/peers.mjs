// The real tools our tests are compared with, from the distribution: libvirt's daemon, clients and bindings, and
// what signs people in. No service needs to run; the tests start private copies.
import { existsSync, readFileSync } from "node:fs";
import { read, run, say } from "./command.mjs";

/** Debian's package -> what it is here for. */
export const packages = {
  "libvirt-daemon": "the real libvirtd",
  "libvirt-daemon-system": "its users, groups and polkit rules",
  "libvirt-clients": "virsh and virt-admin",
  "python3-libvirt": "libvirt's Python binding",
  "libvirt-dev": "headers of the C binding, for the bench's client",
  gcc: "compiles the bench's client and the SASL peer",
  "libc6-dev": "headers for gcc",
  "sasl2-bin": "SASL users and sample peers",
  "libsasl2-dev": "headers of Cyrus SASL, for a peer with its layer",
  "libsasl2-modules": "SASL mechanisms",
  "libsasl2-modules-gssapi-mit": "SASL with Kerberos",
  "krb5-kdc": "a private Kerberos realm",
  "krb5-admin-server": "its administration",
  "krb5-user": "kinit and klist",
  polkitd: "polkit's decisions",
  "dbus-daemon": "a private system bus for polkit",
  "dbus-bin": "dbus-send, which asks it",
  "gnutls-bin": "certtool and gnutls-cli",
  "openssh-server": "the ssh transport's far end",
  "openssh-client": "the ssh transport",
  "netcat-openbsd": "the ssh and ext transports' helper",
  "qemu-system-x86": "guests",
  "qemu-utils": "their disks",
  systemd: "socket activation and unit files, looked at from outside",
  openssl: "certificates, looked at from outside",
};

function isDebian() {
  if (!existsSync("/etc/debian_version") || read("dpkg-query", ["--version"]) === undefined) return false;
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
}

function missingPackages() {
  const isInstalled = (name) =>
    /^Status: install ok installed$/m.test(read("dpkg", ["--status", name]) ?? "");
  return Object.keys(packages).filter((name) => !isInstalled(name));
}

/** Installs the peers where that is possible and says what it did or why not. The tests name what they skip. */
export function installPeers() {
  if (!isDebian())
    return say(
      "Not Debian or Ubuntu: tests that need libvirt's own tools are skipped where those are missing.",
    );
  const missing = missingPackages();
  if (missing.length === 0) return;
  for (const name of missing) say(`  missing peer: ${name} (${packages[name]})`);
  if (process.getuid?.() !== 0) {
    return say("Not root, so nothing is installed; tests that need these are skipped by name.");
  }
  say("Installing them with apt-get");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const quiet = { env, stdio: ["ignore", "ignore", "inherit"] };
  run("apt-get", ["update", "-qq"], quiet);
  const status = run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], quiet);
  if (status !== 0) say("apt-get failed; tests that need the missing peers are skipped by name.");
}
