// A daemon whose sockets polkit guards, and who comes to it.
import { join } from "node:path";
import type { DaemonName } from "./harness.js";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { onTerminal } from "./on-terminal.js";
import { programOf, root } from "./peers.js";
import { Place } from "./place.js";
import type { PolkitBus } from "./polkit-bus.js";
import type { AtTerminal, RawStep, Who } from "./rows/polkit.js";
import { asUser } from "./users.js";

export type ClientName = "virsh" | "virtgate";

const clientProgram = (name: ClientName): string[] =>
  name === "virsh" ? ["/usr/bin/virsh"] : [process.execPath, programOf("cli", "virtgate")];

/** With libvirtd's defaults for what its unix sockets ask. */
const usual = `unix_sock_dir = "FOLDER/sock"
listen_tls = 0
listen_tcp = 1
listen_addr = "127.0.0.1"
auth_tcp = "polkit"`;

export class PolkitPlace {
  readonly place: Place;
  readonly bus: PolkitBus;

  private constructor(place: Place, bus: PolkitBus) {
    this.place = place;
    this.bus = bus;
  }

  static async start(name: DaemonName, bus: PolkitBus, more = ""): Promise<PolkitPlace> {
    const place = await PolkitPlace.make(name, bus, more);
    await place.place.run({ prepare: bus.mounting });
    return place;
  }

  /** Without a daemon yet. */
  static async make(name: DaemonName, bus: PolkitBus, more = ""): Promise<PolkitPlace> {
    const place = new PolkitPlace(await Place.make(name), bus);
    place.configure(more);
    return place;
  }

  configure(more: string): void {
    this.place.configureAll(`${more}\n${usual}\ntcp_port = "${this.place.port}"`);
  }

  stop(): Promise<void> {
    return this.place.remove();
  }

  get socket(): string {
    return this.place.socket;
  }

  named(word: string): string {
    return word
      .replaceAll("{rw}", `test+unix:///default?socket=${this.socket}`)
      .replaceAll("{ro}", `test+unix:///default?socket=${this.socket}-ro`)
      .replaceAll("{tcp}", `test+tcp://127.0.0.1:${this.place.port}/default`);
  }

  async run(client: ClientName, who: Who, words: readonly string[]): Promise<Outcome> {
    const named = words.map((word) => this.named(word));
    return this.#plain(await this.#runAs(who, [...clientProgram(client), ...named]));
  }

  /** The client on a terminal of its own. */
  async runAtTerminal(client: ClientName, { who, agent, typed, words }: AtTerminal): Promise<Outcome> {
    const terminal = join(root, "interop/terminal.py");
    // Lines of a shell that are longer than the terminal would scroll.
    const own = [
      "env",
      `LIBVIRT_DEFAULT_URI=${this.named("{rw}")}`,
      ...clientProgram(client),
      ...words.map((word) => this.named(word)),
    ];
    // The agent is there when its end of the pipe is closed. It is one for the process that becomes the client.
    const first = "pkttyagent --process $$ --notify-fd 3 3>&1 >/dev/tty 2>/dev/tty </dev/tty &";
    const shell = agent ? ["sh", "-c", `wait_for=$(${first}); exec "$@"`, "sh"] : [];
    const shown = await this.#runAs(who, ["python3", terminal, JSON.stringify(typed), ...shell, ...own]);
    const stdout = onTerminal(shown.stdout).replaceAll("virtgate # ", "virsh # ");
    return this.#plain({ ...shown, stdout });
  }

  runRaw(who: Who, steps: readonly RawStep[]): Promise<Outcome> {
    return this.#runAs(who, this.rawCommand(steps));
  }

  rawCommand(steps: readonly string[]): string[] {
    return ["python3", join(root, "interop/polkit-raw.py"), this.socket, ...steps];
  }

  /** A whole command line: as this user, where the bus is the machine's. */
  commandOf(who: Who, command: readonly string[]): [string, ...string[]] {
    return [...this.bus.within, ...asUser(who), ...command] as [string, ...string[]];
  }

  #runAs(who: Who, command: readonly string[]): Promise<Outcome> {
    const [program, ...args] = this.commandOf(who, command);
    return runToEnd(program, args, { env: cleanEnvironment(), cwd: "/" });
  }

  #plain({ stdout, stderr, status }: Outcome): Outcome {
    const plain = (text: string) =>
      text
        .replaceAll(this.place.folder, "<folder>")
        .replaceAll(`:${this.place.port}`, ":<port>")
        // Which only virtgate shows, and only virtgated has.
        .replace(/^support code: VG-\w+\r?\n/gm, "");
    return { stdout: plain(stdout), stderr: plain(stderr), status };
  }
}
