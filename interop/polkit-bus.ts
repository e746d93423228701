// A system bus with polkit on it, of the tests alone. Whoever is to use it runs in a mount namespace in which it is the
// machine's: polkit's setuid helper finds it nowhere else.
import { type ChildProcess, spawnSync } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment, endProcess, spawnTied } from "./harness-process.js";
import { root } from "./peers.js";

const rules = `polkit.addRule(function(action, subject) {
  if (action.id.indexOf("org.libvirt.unix.") != 0) return;
  if (subject.user == "virtgate-yes") return polkit.Result.YES;
  if (subject.user == "virtgate-no") return polkit.Result.NO;
  if (subject.user == "virtgate-self") return polkit.Result.AUTH_SELF;
  if (subject.user == "virtgate-admin") return polkit.Result.AUTH_ADMIN;
  if (subject.isInGroup("virtgate-staff")) return polkit.Result.YES;
});
`;

/** As the system's, but it starts no services by itself: a polkitd that has ended is not there. */
const configuration = (folder: string) => `<busconfig>
  <type>system</type>
  <listen>unix:path=${folder}/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus"/>
    <deny send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Monitoring"/>
  </policy>
  <policy user="root">
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Monitoring"/>
  </policy>
  <includedir>/usr/share/dbus-1/system.d</includedir>
</busconfig>
`;

/** What has to be mounted where, as shell. */
const mountsFrom = (folder: string) =>
  `mkdir -p /run/dbus /etc/polkit-1/rules.d; mount --bind ${folder}/dbus /run/dbus; mount --bind ${folder}/rules /etc/polkit-1/rules.d`;

const readyWithinMs = 20_000;

export class PolkitBus {
  readonly folder = mkdtempSync(join(tmpdir(), "virtgate-polkit-"));
  readonly #mounts: string[] = [];
  #bus: ChildProcess | undefined;
  #polkitd: ChildProcess | undefined;

  private constructor() {
    chmodSync(this.folder, 0o755);
    for (const inside of ["dbus", "rules"]) {
      mkdirSync(join(this.folder, inside));
      chmodSync(join(this.folder, inside), 0o755);
    }
    writeFileSync(join(this.folder, "rules/10-virtgate.rules"), rules, { mode: 0o644 });
    writeFileSync(join(this.folder, "bus.conf"), configuration(this.folder));
  }

  /**
   * `own`: the actions and rules of this machine are those that the daemon's package brings, and no others. `rules`: more
   * of them, which come last.
   */
  static async start({ own = false, rules = "" } = {}): Promise<PolkitBus> {
    const bus = new PolkitBus();
    writeFileSync(join(bus.folder, "rules/20-more.rules"), rules, { mode: 0o644 });
    if (own) {
      const ours = join(root, "packages/daemon/polkit");
      for (const place of ["actions", "rules.d"])
        bus.#mounts.push(`mount --bind ${ours} /usr/share/polkit-1/${place}`);
    }
    await bus.startBus();
    await bus.startPolkitd();
    return bus;
  }

  /** Shell that makes it the machine's bus in a mount namespace. */
  get mounting(): string {
    return [mountsFrom(this.folder), ...this.#mounts].join("; ");
  }

  /** The beginning of a command line that runs the rest where this is the machine's bus. */
  get within(): string[] {
    return ["unshare", "-m", "--propagation", "private", "sh", "-ec", `${this.mounting}; exec "$@"`, "sh"];
  }

  /** What polkitd prints, and its rules with polkit.log(). */
  get log(): string {
    return join(this.folder, "polkitd.log");
  }

  get polkitdPid(): number {
    return this.#polkitd!.pid!;
  }

  get address(): string {
    return `unix:path=${this.folder}/dbus/system_bus_socket`;
  }

  async startBus(): Promise<void> {
    this.#bus = this.#run("dbus-daemon", [
      `--config-file=${this.folder}/bus.conf`,
      "--nofork",
      "--nopidfile",
      "--nosyslog",
    ]);
    await this.#until("the bus", () => this.#ask("ListNames") !== undefined);
  }

  async startPolkitd(): Promise<void> {
    this.#polkitd = this.#run("/usr/lib/polkit-1/polkitd", []);
    await this.#until("polkitd", () => this.#hasPolkit());
  }

  async stopPolkitd(): Promise<void> {
    await endProcess(this.#polkitd!);
  }

  /** polkitd takes no notice of anything until it is woken. */
  freezePolkitd(): void {
    this.#polkitd!.kill("SIGSTOP");
  }

  wakePolkitd(): void {
    this.#polkitd!.kill("SIGCONT");
  }

  /** Without a word to those who are connected. */
  async stopBus(): Promise<void> {
    await endProcess(this.#bus!);
  }

  async stop(): Promise<void> {
    this.#polkitd?.kill("SIGCONT");
    for (const child of [this.#polkitd, this.#bus]) if (child !== undefined) await endProcess(child);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(program: string, args: readonly string[]): ChildProcess {
    const [first, ...rest] = [...this.within, program, ...args];
    const printed = openSync(this.log, "a", 0o644);
    try {
      return spawnTied(first!, rest, {
        env: cleanEnvironment({ DBUS_SYSTEM_BUS_ADDRESS: this.address }),
        stdio: ["ignore", printed, printed],
      });
    } finally {
      closeSync(printed);
    }
  }

  #hasPolkit(): boolean {
    return this.#ask("NameHasOwner", "string:org.freedesktop.PolicyKit1")?.includes("true") ?? false;
  }

  #ask(method: string, ...args: string[]): string | undefined {
    const { status, stdout } = spawnSync(
      "dbus-send",
      [
        `--bus=${this.address}`,
        "--print-reply",
        "--dest=org.freedesktop.DBus",
        "/",
        `org.freedesktop.DBus.${method}`,
        ...args,
      ],
      { encoding: "utf8", env: cleanEnvironment() },
    );
    return status === 0 ? stdout : undefined;
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    while (!holds()) {
      if (Date.now() > deadline) throw new Error(`${what} does not start`);
      await sleep(30);
    }
  }
}
