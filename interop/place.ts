// A folder in which daemons are started, ended and started again with the same configuration, sockets and pid file:
// for the tests of beginnings and ends. Whoever only needs a running daemon takes startDaemon().
import type { ChildProcess } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { command, configuration, type DaemonName, isolation, mounts } from "./harness.js";
import { cleanEnvironment, endProcess, spawnTied } from "./harness-process.js";
import { root } from "./peers.js";
import { plainLog } from "./plain-log.js";
import { takePort } from "./ports.js";

export interface StartOptions {
  /** Instead of `--listen`. */
  readonly args?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Runs as this user and group instead of root. */
  readonly uid?: number;
  /** Without `-f` and `-p`: the daemon finds its files by itself. */
  readonly bare?: true;
  /** What starts the daemon, given its command line, and becomes it; FOLDER is the folder of the test. */
  readonly launcher?: readonly string[];
  /** The program instead of the usual one. */
  readonly program?: readonly string[];
  /** Shell commands in the daemon's mount namespace, before it starts. */
  readonly prepare?: string;
}

/** For `prepare`: hides a package from the daemon, which is alone in seeing it so. */
export const hiding = (module: string): string =>
  `mkdir -p $0/none; mount --bind $0/none ${join(root, "node_modules", module)}`;

/** How a daemon's life ended, and what it had said by then. */
export interface Ending {
  readonly status: number | string;
  readonly text: string;
}

export interface Started {
  readonly pid: number;
  /** Resolves when the daemon's pid file names it and its socket is there. */
  ready(): Promise<void>;
  readonly ended: Promise<Ending>;
  isRunning(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Nobody reads its stdout and stderr any more. */
  hangUp(): void;
  /** On stdout and stderr. */
  printed(): string;
}

const readyWithinMs = 20_000;

export class Place {
  readonly name: DaemonName;
  readonly folder: string;
  readonly port: number;
  readonly #children: ChildProcess[] = [];

  private constructor(name: DaemonName, port: number) {
    this.name = name;
    this.port = port;
    this.folder = mkdtempSync(join(tmpdir(), `virtgate-${name}-`));
    chmodSync(this.folder, 0o755);
    for (const inside of ["sock", ...Object.values(mounts)]) mkdirSync(this.path(inside), { mode: 0o755 });
  }

  static async make(name: DaemonName, more = ""): Promise<Place> {
    const place = new Place(name, await takePort());
    place.configure(more);
    return place;
  }

  path(inside: string): string {
    return join(this.folder, inside);
  }

  /** The text with this folder for FOLDER. */
  named(text: string): string {
    return text.replaceAll("FOLDER", this.folder);
  }

  get socket(): string {
    return this.path("sock/libvirt-sock");
  }

  get pidFile(): string {
    return this.path("daemon.pid");
  }

  /** Writes libvirtd.conf: the lines given, then the usual ones; of two equal keys the daemon takes the first. */
  configure(more: string): void {
    this.write("libvirtd.conf", configuration(this.folder, this.port, this.named(more)));
  }

  /** Writes libvirtd.conf: these lines alone. */
  configureAll(lines: string): void {
    this.write("libvirtd.conf", `${this.named(lines)}\nlog_outputs = "3:file:${this.folder}/daemon.log"\n`);
  }

  /** The folder belongs to this user from now on. */
  giveTo(uid: number): void {
    for (const inside of [".", "sock", "run", "log", "libvirtd.conf"]) chownSync(this.path(inside), uid, uid);
  }

  log(): string {
    return existsSync(this.path("daemon.log")) ? readFileSync(this.path("daemon.log"), "utf8") : "";
  }

  /** Waits until so many clients are connected, whether they are served or not. */
  async connected(clients: number): Promise<void> {
    for (let i = 0; i < 400; i++) {
      if (unixConnections(this.socket) + tcpSockets(this.port, "01") >= clients) return;
      await sleep(25);
    }
    throw new Error(`fewer than ${clients} clients connect to ${this.name}`);
  }

  /** Waits for a line of the log that holds these words, and gives it without time and process. */
  async logged(words: string): Promise<string> {
    for (let i = 0; i < 200; i++) {
      const line = this.log()
        .split("\n")
        .find((each) => each.includes(words));
      if (line !== undefined) return plainLog(line, this.folder);
      await sleep(25);
    }
    throw new Error(`the log has no line with ${words}:\n${this.log()}`);
  }

  /** How many lines of a file hold these words. */
  count(inside: string, words: string): number {
    return readFileSync(this.path(inside), "utf8")
      .split("\n")
      .filter((line) => line.includes(words)).length;
  }

  exists(inside: string): boolean {
    return existsSync(this.path(inside));
  }

  /** Waits until somebody listens on the unix socket. */
  listens(inside: string): Promise<void> {
    return until(`nobody listens on ${inside}`, () =>
      unixSockets(this.path(inside)).some((fields) => fields[3] === "00010000"),
    );
  }

  /** Waits until the file is there. */
  made(inside: string): Promise<void> {
    return until(`${inside} does not come`, () => this.exists(inside));
  }

  /** Waits until the file is not there any more. */
  gone(inside: string): Promise<void> {
    return until(`${inside} stays`, () => !this.exists(inside));
  }

  write(inside: string, text: string): void {
    writeFileSync(this.path(inside), text);
  }

  /** The sockets and the pid file that are there. */
  leftovers(): string[] {
    return [
      ...readdirSync(this.path("sock")),
      ...readdirSync(this.folder).filter((name) => name.endsWith(".pid")),
    ];
  }

  /** Of two equal options the later one counts: `args` may name another pid file. */
  start(options: StartOptions = {}): Started {
    const files = options.bare ? [] : ["-f", this.path("libvirtd.conf"), "-p", this.pidFile];
    const own = [
      ...(options.launcher ?? []).map((word) => this.named(word)),
      ...(options.program ?? command(this.name)),
      ...files,
      ...(options.args ?? ["--listen"]).map((arg) => this.named(arg)),
    ];
    const { uid, prepare } = options;
    const as = uid === undefined ? [] : asUser(uid);
    const shell = prepare === undefined ? [] : ["sh", "-ec", `${prepare}; exec "$@"`, this.folder];
    const [program, ...args] = [...isolation(this.folder), ...shell, ...as, ...own];
    const child = spawnTied(program!, args, {
      env: cleanEnvironment(options.environment),
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.push(child);
    const printed: string[] = [];
    child.stdout?.on("data", (chunk: Buffer) => printed.push(chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => printed.push(chunk.toString()));
    const isRunning = () => child.exitCode === null && child.signalCode === null;
    const words = () => printed.join("");
    return {
      pid: child.pid ?? -1,
      ready: () => this.#ready(child, isRunning, words),
      ended: new Promise((resolve) => {
        child.once("close", (code, signal) =>
          resolve({ status: code ?? signal ?? "?", text: plainLog(words(), this.folder) }),
        );
      }),
      isRunning,
      signal: (name) => void child.kill(name),
      hangUp: () => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      },
      printed: words,
    };
  }

  /** Starts a daemon and waits until it serves. */
  async run(options: StartOptions = {}): Promise<Started> {
    const started = this.start(options);
    await started.ready();
    return started;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#children.map((child) => endProcess(child)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #ready(child: ChildProcess, isRunning: () => boolean, printed: () => string): Promise<void> {
    // Only the daemon itself knows when it serves: it writes its pid file first, and opens TCP last.
    const deadline = Date.now() + readyWithinMs;
    while (isRunning() && Date.now() < deadline) {
      if (
        tcpSockets(this.port, "0A") > 0 &&
        existsSync(this.pidFile) &&
        readFileSync(this.pidFile, "utf8") === `${child.pid}`
      )
        return;
      await sleep(25);
    }
    throw new Error(`${this.name} is not ready:\n${printed()}${this.log()}`);
  }
}

function asUser(uid: number): string[] {
  return ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--pdeathsig", "KILL", "--"];
}

// Asked of the kernel and not of the daemon: a connection to find out would count as a client.

/** Sockets of our own end of the port in a state: 0A listens, 01 is connected. */
function tcpSockets(port: number, state: "0A" | "01"): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((table) => readFileSync(table, "latin1").split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(local) && fields[3] === state).length;
}

function unixConnections(path: string): number {
  return unixSockets(path).filter((fields) => fields[5] === "03").length;
}

function unixSockets(path: string): string[][] {
  return readFileSync("/proc/net/unix", "latin1")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[7] === path);
}

async function until(problem: string, isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 800; i++) {
    if (isSo()) return;
    await sleep(25);
  }
  throw new Error(problem);
}
