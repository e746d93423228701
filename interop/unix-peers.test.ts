// Who is on the other side of a unix socket: a user's daemon with clients of other users, what its administrator is told
// of them, and who that may be.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DaemonName } from "./harness.js";
import { cleanEnvironment, endProcess, type Outcome, runToEnd } from "./harness-process.js";
import { comparesWithItself, missing, programOf, root, title } from "./peers.js";
import { Place } from "./place.js";
import { subjectName } from "./subjects.js";
import { asUser, makeUsers, uidOf } from "./users.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtAdmin", "virtgated", "virtgate");
const oursOnly = why ?? (comparesWithItself ? "is about virtgated" : undefined);

const owner = "virtgate-plain";
const people = ["root", owner, "virtgate-member"] as const;
type Person = (typeof people)[number];

const runAs = (who: string, command: readonly string[]): Promise<Outcome> => {
  const [program, ...args] = [...asUser(who), ...command] as [string, ...string[]];
  return runToEnd(program, args, { env: cleanEnvironment(), cwd: "/" });
};

/** A user's daemon whose sockets everybody may connect to. */
class UserDaemon {
  readonly place: Place;
  readonly #clients: ChildProcess[] = [];

  private constructor(place: Place) {
    this.place = place;
  }

  static async start(name: DaemonName): Promise<UserDaemon> {
    const place = await Place.make(name);
    place.configureAll(`unix_sock_rw_perms = "0777"
listen_tls = 0
listen_tcp = 1
listen_addr = "127.0.0.1"
tcp_port = "${place.port}"
auth_tcp = "none"`);
    place.write("daemon.log", "");
    const uid = uidOf(owner);
    place.giveTo(uid);
    const prepare = `chown ${uid} $0/daemon.log`;
    await place.run({
      uid,
      prepare,
      environment: { HOME: place.folder, XDG_RUNTIME_DIR: place.path("run") },
    });
    const daemon = new UserDaemon(place);
    chmodSync(place.path("run/libvirt"), 0o755);
    chmodSync(daemon.socket("admin-"), 0o777);
    return daemon;
  }

  socket(kind: "" | "admin-"): string {
    return this.place.path(`run/libvirt/libvirt-${kind}sock`);
  }

  get uri(): string {
    return `test+unix:///default?socket=${this.socket("")}`;
  }

  administer(who: string, words: readonly string[]): Promise<Outcome> {
    return runAs(who, [
      "/usr/bin/virt-admin",
      "-c",
      `libvirtd:///session?socket=${this.socket("admin-")}`,
      ...words,
    ]);
  }

  /** A client of this user, which stays. */
  async addClient(who: Person): Promise<number> {
    const command = ["python3", join(root, "interop/polkit-raw.py"), this.socket(""), "list", "open", "stay"];
    const [program, ...args] = [...asUser(who), ...command] as [string, ...string[]];
    const child = spawn(program, args, { cwd: "/", stdio: ["pipe", "pipe", "inherit"] });
    this.#clients.push(child);
    let said = "";
    child.stdout!.on("data", (chunk: Buffer) => {
      said += chunk;
    });
    for (let i = 0; i < 400 && !said.includes("open 0"); i++) await sleep(25);
    return child.pid!;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) await endProcess(client);
    await this.place.remove();
  }
}

describe.skipIf(why)(title("a user's daemon treats other users as libvirtd's does", why), () => {
  let peer: UserDaemon;
  let subject: UserDaemon;
  beforeAll(async () => {
    makeUsers();
    [peer, subject] = await Promise.all([UserDaemon.start("libvirtd"), UserDaemon.start(subjectName)]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([peer?.stop(), subject?.stop()]);
  });

  test.each(people)("%s finds the host", async (who) => {
    const [expected, got] = await Promise.all(
      [peer, subject].map(({ uri }) => runAs(who, ["/usr/bin/virsh", "-c", uri, "list; suspend test"])),
    );
    expect(got).toEqual(expected);
  });

  /** Whether the client was still writing when the connection was closed is a matter of time; SIGPIPE may end it. */
  const wasClosed = ({ status, stderr }: Outcome) =>
    status === "SIGPIPE" ||
    /client socket is closed|Cannot (recv|write) data: (Connection reset by peer|Broken pipe)/.test(stderr);

  test.each(people)("%s as administrator", async (who) => {
    const outcomes = await Promise.all([peer, subject].map((daemon) => daemon.administer(who, ["srv-list"])));
    for (const outcome of outcomes) {
      if (who === owner) expect(outcome).toMatchObject({ status: 0, stderr: "" });
      else
        expect({ ...outcome, wasClosed: wasClosed(outcome) }).toMatchObject({ stdout: "", wasClosed: true });
    }
    if (who === owner) return;
    const words = `with uid ${uidOf(who)}`;
    const [there, here] = await Promise.all([peer, subject].map(({ place }) => place.logged(words)));
    expect(here!.replace(/client \d+/, "")).toBe(there!.replace(/client \d+/, ""));
  });

  test("the administrator is told who the clients are", async () => {
    const told = async (daemon: UserDaemon) => {
      const pids: number[] = [];
      for (const who of people) pids.push(await daemon.addClient(who));
      const { stdout } = await daemon.administer(owner, ["client-list", "libvirtd"]);
      const ids = [...stdout.matchAll(/^ (\d+) /gm)].map(([, id]) => Number(id)).sort((a, b) => a - b);
      const info = ids.slice(-people.length).map((id) => `client-info libvirtd ${id}`);
      const outcome = await daemon.administer(owner, [info.join("; ")]);
      return outcome.stdout
        .replace(/^(id +: )\d+$/gm, "$1<id>")
        .replace(/^(connection_time: ).*$/gm, "$1<time>")
        .replace(
          /^(unix_process_id: )(\d+)$/gm,
          (_, label, pid) => `${label}<of ${people[pids.indexOf(Number(pid))]}>`,
        );
    };
    const [expected, got] = await Promise.all([told(peer), told(subject)]);
    expect(got).toBe(expected);
    for (const who of people) expect(got).toContain(`unix_user_name : ${who}\n`);
    for (const who of people) expect(got).toContain(`unix_process_id: <of ${who}>\n`);
  });
});

describe.skipIf(oursOnly)(title("EXTERNAL is the user of the socket", oursOnly), () => {
  test("virtgate signs in with it, whom the list allows", async () => {
    makeUsers();
    const place = await Place.make(subjectName, 'auth_unix_rw = "sasl"\nunix_sock_rw_perms = "0777"');
    place.configure(
      'auth_unix_rw = "sasl"\nunix_sock_rw_perms = "0777"\nsasl_allowed_username_list = [ "virtgate-y*" ]',
    );
    place.write("sasl2/libvirt.conf", "mech_list: external\n");
    try {
      await place.run();
      const uri = `test+unix:///default?socket=${place.socket}`;
      const virtgate = [process.execPath, programOf("cli", "virtgate")];
      for (const each of [uri, `${uri}&auth=sasl.EXTERNAL`]) {
        const { stdout, stderr } = await runAs("virtgate-yes", [...virtgate, "-c", each, "list"]);
        expect(stdout + stderr).toMatch(/^ Id .*running/s);
      }
      const refused = await runAs("root", [...virtgate, "-c", uri, "list"]);
      expect(refused.stderr).toContain("error: authentication failed: authentication failed\n");
      await place.logged("SASL client identity 'root' not allowed by ACL");
      // libvirt's client knows EXTERNAL for certificates only.
      const virsh = await runAs("virtgate-yes", ["/usr/bin/virsh", "-c", uri, "list"]);
      expect(virsh.stderr).toContain("no mechanism available");
    } finally {
      await place.remove();
    }
  }, 60_000);
});
