// A real sshd for the libssh transports: users with passwords, keys of every kind, PAM, and a log that counts who came in.
// It runs in the mount namespace of a daemon with a copy of /etc, so that its users are nobody's of the machine.
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Daemon, isolation } from "./harness.js";
import { cleanEnvironment, endProcess, spawnTied } from "./harness-process.js";
import { takePort } from "./ports.js";

export const hostKeyTypes = ["ed25519", "rsa", "ecdsa"] as const;

/** Users and their passwords. */
export const passwords = { root: "root'pw", guest: "guest pw" } as const;
export const passphrase = "key'pass";

/** A host with its keys; `listen` starts one more sshd for it. */
export class LibsshHost {
  readonly folder = mkdtempSync(join(tmpdir(), "virtgate-libssh-"));
  readonly #daemon: Daemon;
  readonly #stops: (() => Promise<void>)[] = [];
  #log = "";

  private constructor(daemon: Daemon) {
    this.#daemon = daemon;
    chmodSync(this.folder, 0o755);
  }

  static make(daemon: Daemon): LibsshHost {
    const host = new LibsshHost(daemon);
    host.#makeKeys();
    host.#makeUsers();
    return host;
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  path(inside: string): string {
    return join(this.folder, inside);
  }

  /** "ssh-ed25519 AAAA…", without a comment. */
  publicKey(name: string): string {
    return readFileSync(this.path(`${name}.pub`), "utf8")
      .split(" ")
      .slice(0, 2)
      .join(" ")
      .trim();
  }

  /** How often sshd let somebody in so far. */
  get logins(): number {
    return this.#log.match(/^Accepted /gm)?.length ?? 0;
  }

  /** Lines of known_hosts for the host on this port. */
  known(port: number): string {
    return hostKeyTypes.map((type) => `[localhost]:${port} ${this.publicKey(`host_${type}`)}\n`).join("");
  }

  #makeKeys(): void {
    const make = (name: string, type: string, words: string[] = []) => {
      const args = ["-q", "-t", type, "-C", name, "-f", this.path(name), ...words];
      const made = spawnSync("ssh-keygen", words.includes("-N") ? args : [...args, "-N", ""]);
      if (made.status !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
    };
    for (const type of hostKeyTypes) {
      make(`host_${type}`, type);
      make(type, type);
    }
    make("encrypted", "ed25519", ["-N", passphrase]);
    make("encrypted-pem", "ecdsa", ["-m", "PEM", "-N", passphrase]);
    make("stranger", "ed25519");
    make("other", "ed25519");
    const guests = [...hostKeyTypes, "encrypted", "encrypted-pem"];
    writeFileSync(
      this.path("authorized_keys"),
      guests.map((name) => readFileSync(this.path(`${name}.pub`), "utf8")).join(""),
    );
    rmSync(this.path("encrypted.pub"));
    cpSync(this.path("encrypted"), this.path("encrypted-beside"));
    writeFileSync(this.path("encrypted-beside.pub"), `${this.publicKey("other")}\n`);
  }

  #makeUsers(): void {
    const etc = this.path("etc");
    if (spawnSync("cp", ["-a", "/etc", etc]).status !== 0) throw new Error("/etc cannot be copied");
    const hashed = (password: string) =>
      spawnSync("openssl", ["passwd", "-6", password]).stdout.toString().trim();
    const shadow = readFileSync(join(etc, "shadow"), "utf8").replace(/^root:.*\n/m, "");
    const lines = Object.entries(passwords).map(
      ([user, password]) => `${user}:${hashed(password)}:19000:0:99999:7:::\n`,
    );
    writeFileSync(join(etc, "shadow"), `${lines.join("")}${shadow}`);
    appendFileSync(join(etc, "passwd"), "guest:x:64711:64711::/tmp:/bin/sh\n");
    appendFileSync(join(etc, "group"), "guest:x:64711:\n");
    mkdirSync(join(etc, "pam.d"), { recursive: true });
    writeFileSync(
      join(etc, "pam.d/sshd"),
      "auth required pam_unix.so nodelay\naccount required pam_permit.so\nsession required pam_permit.so\n",
    );
  }

  /** Starts an sshd and gives its port. `more` are lines in front of its configuration. */
  async listen(more = ""): Promise<number> {
    const port = await takePort();
    const keys = hostKeyTypes.map((type) => `HostKey ${this.path(`host_${type}`)}\n`).join("");
    const configuration = `${more}
ListenAddress 127.0.0.1:${port}
${keys}
AuthorizedKeysFile ${this.path("authorized_keys")}
PidFile ${this.path(`sshd-${port}.pid`)}
StrictModes no
UsePAM yes
PasswordAuthentication yes
KbdInteractiveAuthentication yes
PermitRootLogin yes
MaxStartups 100
`;
    writeFileSync(this.path(`sshd-${port}`), configuration);
    const find = `mkdir -p /run/sshd; mount --bind ${this.#daemon.folder}/sock /run/libvirt; mount --bind ${this.path("etc")} /etc; exec "$@"`;
    const sshd = ["/usr/sbin/sshd", "-D", "-e", "-f", this.path(`sshd-${port}`)];
    const [program, ...args] = [...isolation(this.#daemon.folder), "sh", "-ec", find, "sh", ...sshd];
    const child = spawnTied(program!, args, {
      env: cleanEnvironment(),
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#log += chunk.toString();
    });
    this.#stops.push(() => endProcess(child));
    for (let attempt = 0; attempt < 400 && child.exitCode === null; attempt++) {
      if (await listens(port)) return port;
      await sleep(25);
    }
    throw new Error(`sshd does not start:\n${this.#log}`);
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => socket.destroy()).once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
}
