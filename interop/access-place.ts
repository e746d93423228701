// A daemon with access_drivers = ["polkit"], the domains that rules are about, and ordinary users who come to it. libvirtd's
// own test driver asks nobody: libvirtd serves QEMU's domains, and virtgated the test hypervisor's.
import { mkdirSync, writeFileSync } from "node:fs";
import type { DaemonName } from "./harness.js";
import { cleanEnvironment, endProcess, type Outcome, runToEnd } from "./harness-process.js";
import { root } from "./peers.js";
import { Place } from "./place.js";
import type { PolkitBus } from "./polkit-bus.js";
import { type AccessCase, prelude } from "./rows/access.js";
import type { Who } from "./rows/polkit.js";
import { Talk } from "./talk.js";
import { asUser } from "./users.js";

const configuration = `access_drivers = [ "polkit" ]
unix_sock_rw_perms = "0777"`;

/** Nothing of QEMU's is started: it is only asked what it can do. */
const qemu = `user = "root"
group = "root"
dynamic_ownership = 0
security_driver = "none"
namespaces = [ ]
cgroup_controllers = [ ]
`;

export type Road = "rw" | "ro" | "tcp";

export class AccessPlace {
  readonly place: Place;
  readonly bus: PolkitBus;
  #keeper: Talk | undefined;

  private constructor(place: Place, bus: PolkitBus) {
    this.place = place;
    this.bus = bus;
  }

  static async start(name: DaemonName, bus: PolkitBus): Promise<AccessPlace> {
    const place = new AccessPlace(await Place.make(name, configuration), bus);
    mkdirSync(place.place.path("etc"), { recursive: true });
    writeFileSync(place.place.path("etc/qemu.conf"), qemu);
    await place.place.run({ prepare: bus.mounting });
    await place.#define();
    return place;
  }

  async stop(): Promise<void> {
    if (this.#keeper !== undefined) await endProcess(this.#keeper.child);
    await this.place.remove();
  }

  commandOf(who: Who, command: readonly string[]): [string, ...string[]] {
    return [...asUser(who), ...command] as [string, ...string[]];
  }

  get #isReal(): boolean {
    return this.place.name === "libvirtd";
  }

  uri(road: Road): string {
    const [hypervisor, path] = this.#isReal ? ["qemu", "/system"] : ["test", "/default"];
    if (road === "tcp") return `${hypervisor}+tcp://127.0.0.1:${this.place.port}${path}`;
    return `${hypervisor}+unix://${path}?socket=${this.place.socket}${road === "ro" ? "-ro" : ""}`;
  }

  /** What each case showed: see access-cases.py. */
  async run(who: Who, road: Road, cases: readonly AccessCase[]): Promise<unknown[]> {
    const { stdout, stderr, status } = await this.#runAs(
      who,
      [...this.#script(road), ...(road === "ro" ? ["--readonly"] : [])],
      JSON.stringify(cases),
    );
    if (status !== 0) throw new Error(`access-cases.py ended with ${status}:\n${stderr}`);
    return JSON.parse(stdout, (_key, value: unknown) =>
      typeof value === "string" ? this.plain(value) : value,
    );
  }

  async virsh(who: Who, road: Road, words: readonly string[]): Promise<Outcome> {
    const { stdout, stderr, status } = await this.#runAs(who, ["virsh", "-c", this.uri(road), ...words]);
    return { stdout: this.plain(stdout), stderr: this.plain(stderr), status };
  }

  plain(text: string): string {
    return text
      .replaceAll(this.place.folder, "<folder>")
      .replaceAll("'QEMU'", "'Test'")
      .replaceAll("connect_driver=QEMU", "connect_driver=Test")
      .replace(/^support code: VG-\w+\n/gm, "")
      .replace(/^VG-\w+$/, "");
  }

  #script(road: Road): string[] {
    const kind = this.#isReal ? "qemu" : "test";
    return ["/usr/bin/python3", `${root}/interop/access-cases.py`, this.uri(road), kind, this.bus.log];
  }

  #runAs(who: Who, command: readonly string[], input?: string): Promise<Outcome> {
    const [program, ...args] = this.commandOf(who, command);
    return runToEnd(program, args, { env: cleanEnvironment(), cwd: "/", input, timeoutMs: 55_000 });
  }

  /** As root, whom polkit lets do everything; the test hypervisor lasts as long as this one is connected. */
  async #define(): Promise<void> {
    const keeper = new Talk(this, "root", [
      "/usr/bin/python3",
      "-c",
      prelude,
      this.uri("rw"),
      this.#isReal ? "qemu" : "test",
    ]);
    this.#keeper = keeper;
    await keeper.says(/ready/);
  }
}
