// Cyrus SASL's sample client and server: the two ends of a sign-in as lines of base64, on pipes.
//
//   S: the server's list of mechanisms, then its words      C: "MECHANISM" NUL first words, then the client's words
//
// Both say on standard output how it ended, and why on standard error; then each sends messages through the layer.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

const deadlineMs = 10_000;

/** A user of Cyrus' database: made with saslpasswd2. Without a realm in its name it is the host's. */
export interface CyrusUser {
  readonly name: string;
  readonly realm?: string;
  readonly password: string;
}

/** A folder that Cyrus takes its configuration and its users from. */
export class SaslPlace {
  readonly folder = mkdtempSync(join(tmpdir(), "virtgate-sasl-"));
  readonly database = join(this.folder, "passwd.db");

  constructor(mechanisms: string, users: readonly CyrusUser[], more = "") {
    const conf = `mech_list: ${mechanisms}\nsasldb_path: ${this.database}\n${more}`;
    for (const name of ["sample", "libvirt"]) writeFileSync(join(this.folder, `${name}.conf`), conf);
    for (const user of users) this.add(user);
  }

  add({ name, realm = hostname(), password }: CyrusUser): void {
    const args = ["-p", "-c", "-f", this.database, "-a", "libvirt", "-u", realm, name];
    const { status, stderr } = spawnSync("/usr/sbin/saslpasswd2", args, {
      input: password,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`saslpasswd2: ${stderr}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** How the sample program says a sign-in ended. */
export interface Ending {
  readonly complete: boolean;
  /** What it printed on its standard error: Cyrus' reasons. */
  readonly reasons: string;
  readonly said: string;
}

abstract class Sample {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #theirs: string;
  #said = "";
  #reasons = "";
  #read = 0;
  #ended = false;
  #wake: () => void = () => {};

  constructor(program: string, args: readonly string[], place: SaslPlace, theirs: "S" | "C") {
    this.#theirs = `${theirs}: `;
    // Without a terminal of its own it asks for the password on standard input.
    this.#child = spawn("stdbuf", ["-oL", program, ...args], {
      detached: true,
      env: { ...process.env, SASL_CONF_PATH: place.folder },
    });
    this.#child.stdout.on("data", (data) => this.#heard(() => (this.#said += data)));
    this.#child.stderr.on("data", (data) => this.#heard(() => (this.#reasons += data)));
    this.#child.stdin.on("error", () => {}); // it has gone: seen as its end
    this.#child.on("error", (problem) => this.#heard(() => (this.#reasons += problem.message)));
    this.#child.on("close", () => this.#heard(() => (this.#ended = true)));
  }

  #heard(what: () => void): void {
    what();
    this.#wake();
  }

  async #until<T>(look: () => T | undefined): Promise<T> {
    const deadline = Date.now() + deadlineMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`nothing came; it said: ${this.#said}\n${this.#reasons}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  protected write(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Its next words; undefined when it says none and the sign-in is over. */
  async next(): Promise<Uint8Array | undefined> {
    const found = await this.#until(() => {
      const at = this.#said.indexOf(`\n${this.#theirs}`, this.#read);
      const over = this.#said.indexOf("Negotiation complete", this.#read);
      const end = at < 0 ? -1 : this.#said.indexOf("\n", at + 1);
      if (end >= 0 && (over < 0 || at < over)) return { line: this.#said.slice(at + 1, end), end };
      return this.#ended || over >= 0 ? {} : undefined;
    });
    if (found.line === undefined) return undefined;
    this.#read = found.end!;
    return new Uint8Array(Buffer.from(found.line.slice(this.#theirs.length), "base64"));
  }

  /** Ends it and tells how it went. */
  async end(): Promise<Ending> {
    // Without "complete" it is about to give up: what it has to say is worth waiting for.
    await this.#until(() => (this.#ended || /^SSF: .*\n/m.test(this.#said) ? true : undefined)).catch(
      () => {},
    );
    this.#child.kill("SIGKILL");
    await this.#until(() => (this.#ended ? true : undefined));
    return {
      complete: this.#said.includes("Negotiation complete"),
      reasons: this.#reasons,
      said: this.#said,
    };
  }

  /** A line of its summary: "Username", "SSF". */
  summary(name: string): string | undefined {
    return new RegExp(`^${name}: (.*)$`, "m").exec(this.#said)?.[1];
  }

  /** Stops it, whatever it does. */
  stop(): void {
    this.#child.kill("SIGKILL");
  }
}

/** Cyrus as the server. `args`: see sasl-sample-server. */
export class SampleServer extends Sample {
  constructor(place: SaslPlace, args: readonly string[] = []) {
    super("/usr/sbin/sasl-sample-server", ["-s", "libvirt", "-l", ...args], place, "S");
  }

  /** Its list, separated by spaces. */
  async mechanisms(): Promise<string> {
    return Buffer.from((await this.next()) ?? []).toString();
  }

  start(mechanism: string, words: Uint8Array | null): void {
    const first = words === null ? [] : [Buffer.of(0), words];
    this.send(Buffer.concat([Buffer.from(mechanism), ...first]));
  }

  send(words: Uint8Array | null): void {
    this.write(`C: ${Buffer.from(words ?? []).toString("base64")}`);
  }
}

/** Cyrus as the client. `args`: see sasl-sample-client. */
export class SampleClient extends Sample {
  constructor(place: SaslPlace, args: readonly string[] = []) {
    super("/usr/bin/sasl-sample-client", ["-s", "libvirt", "-n", hostname(), "-l", ...args], place, "C");
  }

  /** Offers mechanisms, answers its question for the password, and gives what it starts. */
  async start(offer: string, password?: string): Promise<{ mechanism: string; words: Uint8Array | null }> {
    this.send(Buffer.from(offer), password);
    const bytes = Buffer.from((await this.next()) ?? []);
    const end = bytes.indexOf(0);
    return end < 0
      ? { mechanism: bytes.toString(), words: null }
      : { mechanism: bytes.subarray(0, end).toString(), words: new Uint8Array(bytes.subarray(end + 1)) };
  }

  /** `password`: what it asks for once it has heard that. */
  send(words: Uint8Array | null, password?: string): void {
    this.write(`S: ${Buffer.from(words ?? []).toString("base64")}`);
    if (password !== undefined) this.write(password);
  }
}
