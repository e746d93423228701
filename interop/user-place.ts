// A user who is not root, with a home and a runtime directory of their own, and what runs in them: clients, and the daemons
// that those start.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DaemonName } from "./harness.js";
import { type Outcome, runToEnd } from "./harness-process.js";
import { programOf } from "./peers.js";

/** nobody, whom every machine has. */
const uid = 65534;

export type ClientName = "virsh" | "virtgate";

const clients: { readonly [Name in ClientName]: readonly string[] } = {
  virsh: ["/usr/bin/virsh"],
  virtgate: [process.execPath, programOf("cli", "virtgate")],
};

export class UserPlace {
  readonly folder: string;
  /** The folder in which clients look for daemons. */
  readonly programs: string;

  /** Where the user's daemon is `name`: virtgated goes by libvirtd's name, for virsh knows no other. */
  constructor(name: DaemonName) {
    this.folder = mkdtempSync(join(tmpdir(), `virtgate-user-`));
    this.programs = join(this.folder, "bin");
    for (const each of ["bin", "run", "home"]) mkdirSync(join(this.folder, each), { mode: 0o755 });
    for (const each of [".", "bin", "run", "home"]) chownSync(join(this.folder, each), uid, uid);
    chmodSync(this.folder, 0o755);
    const program = name === "libvirtd" ? "/usr/sbin/libvirtd" : programOf("daemon", "virtgated");
    symlinkSync(program, join(this.programs, "libvirtd"));
    symlinkSync(program, join(this.programs, "virttestd"));
  }

  path(inside: string): string {
    return join(this.folder, inside);
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      PATH: `${dirname(process.execPath)}:/usr/sbin:/usr/bin:/bin`,
      LC_ALL: "C",
      HOME: this.path("home"),
      XDG_RUNTIME_DIR: this.path("run"),
      LIBVIRTD_PATH: this.programs,
    };
  }

  /** FOLDER in arguments and variables stands for the folder; a variable that is undefined is not set. */
  async client(name: ClientName, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.run([...clients[name], ...args], env);
  }

  async run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const named = (text: string) => text.replaceAll("FOLDER", this.folder);
    const as = [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--pdeathsig", "KILL", "--"];
    const own: NodeJS.ProcessEnv = {};
    for (const [key, value] of Object.entries({ ...this.environment, ...env })) {
      if (value !== undefined) own[key] = named(value);
    }
    const { stdout, stderr, status } = await runToEnd("setpriv", [...as, ...words.map(named)], {
      env: own,
      cwd: this.folder,
      timeoutMs: 50_000,
    });
    const plain = (text: string) => text.replaceAll(this.folder, "FOLDER");
    return { stdout: plain(stdout), stderr: plain(stderr), status };
  }

  /** Sockets, pid files and locks in a directory, with mode and owner. */
  files(inside = "run/libvirt"): string[] {
    if (!existsSync(this.path(inside))) return [];
    return readdirSync(this.path(inside))
      .filter((name) => /(-sock|\.pid|\.lock)$/.test(name))
      .sort()
      .map((name) => {
        const { mode, uid, gid } = statSync(join(this.path(inside), name));
        return `${name} ${mode.toString(8)} ${uid}:${gid}`;
      });
  }

  /** Waits until somebody holds an fcntl(2) lock of the file. */
  async locked(inside: string): Promise<void> {
    for (let i = 0; i < 800; i++) {
      const inode = statSync(this.path(inside), { throwIfNoEntry: false })?.ino;
      const isLocked = (line: string) => line.includes(" POSIX ") && line.includes(`:${inode} `);
      if (inode !== undefined && read("/proc/locks").split("\n").some(isLocked)) return;
      await sleep(25);
    }
    throw new Error(`nobody locks ${inside}`);
  }

  /** The pids of this user's daemons. */
  daemons(): number[] {
    return this.#processes().filter((pid) => /(libvirtd|virttestd)\0/.test(read(`/proc/${pid}/cmdline`)));
  }

  /** How the one daemon there is was started. */
  howStarted(): unknown {
    const [pid, ...more] = this.daemons();
    if (pid === undefined || more.length > 0) return `${more.length} daemons too many`;
    const command = read(`/proc/${pid}/cmdline`).split("\0");
    const variables = read(`/proc/${pid}/environ`)
      .split("\0")
      .map((each) => each.split("=")[0])
      .filter((name) => name !== "");
    return {
      args: command.filter((word) => word.startsWith("-")),
      directory: readlinkSync(`/proc/${pid}/cwd`),
      variables: variables.sort(),
      session: read(`/proc/${pid}/stat`).split(" ")[5] !== `${process.pid}`,
    };
  }

  /** Ends the daemon as a user would, and waits for it. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    for (const pid of this.daemons()) kill(pid, signal);
    for (let i = 0; i < 400 && this.daemons().length > 0; i++) await sleep(25);
  }

  /** The clients as well, in the middle of whatever they do. */
  killAll(): void {
    for (const pid of this.#processes()) kill(pid, "SIGKILL");
  }

  async remove(): Promise<void> {
    await this.end();
    this.killAll();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Everything that has this folder in its environment. */
  #processes(): number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => read(`/proc/${pid}/environ`).includes(`${this.folder}/`));
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Empty for a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
