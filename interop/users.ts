// Ordinary users of this machine, for tests of who may do what. They are made once, and stay.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The users by what polkit's rules of the tests say of them, and the group each is in besides its own. */
const users = {
  /** No rule knows it: the action's default. */
  "virtgate-plain": undefined,
  /** Of the group that libvirt's own rule lets in. */
  "virtgate-member": "libvirt",
  "virtgate-group": "virtgate-staff",
  "virtgate-yes": undefined,
  "virtgate-no": undefined,
  "virtgate-self": undefined,
  "virtgate-admin": undefined,
} as const;

export type UserName = keyof typeof users;
export const userNames = Object.keys(users) as UserName[];
export const password = "secret-1";

/** Several test files may want them at the same moment; useradd(8) gives up where another one is at work. */
const script = `
for entry in "$@"; do
  name=\${entry%%:*}; group=\${entry#*:}
  if [ -n "$group" ]; then getent group "$group" >/dev/null || groupadd --system "$group"; fi
  getent passwd "$name" >/dev/null || useradd --create-home --shell /bin/sh "$name"
  if [ -n "$group" ]; then id -nG "$name" | grep -qw "$group" || usermod --append --groups "$group" "$name"; fi
  echo "$name:${password}"
done | chpasswd`;

export function makeUsers(): void {
  const entries = userNames.map((name) => `${name}:${users[name] ?? ""}`);
  execFileSync("flock", ["/run/virtgate-users.lock", "sh", "-ec", script, "sh", ...entries]);
}

export function uidOf(name: string): number {
  const [, , uid] = spawnSync("getent", ["passwd", name], { encoding: "utf8" }).stdout.split(":");
  return Number(uid);
}

/** The beginning of a command line that runs the rest as this user, with its groups and its home. */
export function asUser(name: string): string[] {
  if (name === "root") return [];
  const home = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((line) => line.startsWith(`${name}:`))!
    .split(":")[5]!;
  return [
    "setpriv",
    `--reuid=${name}`,
    `--regid=${name}`,
    "--init-groups",
    "env",
    `HOME=${home}`,
    `USER=${name}`,
  ];
}
