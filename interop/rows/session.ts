// A user's own daemon, started by whoever needs it: one row is played by virsh and by virtgate, with libvirtd and with
// virtgated as the daemon.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientName, UserPlace } from "../user-place.js";

export interface Session {
  readonly title: string;
  readonly play: (place: UserPlace, client: ClientName) => Promise<unknown>;
}

const uri = "test+unix:///default";
const direct = "test+unix:///default?mode=direct";

/** A client that must fail, and what it leaves. */
const fails = (
  title: string,
  environment: NodeJS.ProcessEnv,
  args: string[],
  prepare = (_: UserPlace) => {},
) => ({
  title,
  async play(place: UserPlace, client: ClientName) {
    prepare(place);
    const seen = await place.client(client, args, environment);
    return { seen, files: place.files(), daemons: place.daemons().length };
  },
});

export const sessions: readonly Session[] = [
  {
    title: "the first client starts it, the second finds it",
    async play(place, client) {
      const first = await place.client(client, ["-c", uri, "list; suspend test"]);
      const how = place.howStarted();
      const files = place.files();
      const second = await place.client(client, ["-c", uri, "uri"]);
      const daemons = place.daemons().length;
      await place.end();
      return { first, how, files, second, daemons, left: place.files() };
    },
  },
  {
    title: "without a runtime directory, in the cache",
    async play(place, client) {
      const seen = await place.client(client, ["-c", uri, "list"], { XDG_RUNTIME_DIR: undefined });
      const files = place.files("home/.cache/libvirt");
      await place.end();
      return { seen, files, left: place.files("home/.cache/libvirt") };
    },
  },
  {
    title: "no URI at all, or a session's, means it, too",
    async play(place, client) {
      const seen = [await place.client(client, ["list"], { LIBVIRTD_PATH: "FOLDER/none" })];
      seen.push(
        await place.client(client, ["-c", "qemu:///session", "list"], { LIBVIRTD_PATH: "FOLDER/none" }),
      );
      return seen.map(({ stderr, status }) => ({ stderr, status }));
    },
  },
  {
    title: "a daemon that was killed leaves its files to the next",
    async play(place, client) {
      await place.client(client, ["-c", uri, "list"]);
      await place.end("SIGKILL");
      const left = place.files();
      const seen = await place.client(client, ["-c", uri, "list"]);
      const daemons = place.daemons().length;
      await place.end();
      return { left, seen, daemons, leftInTheEnd: place.files() };
    },
  },
  {
    title: "a crowd of both kinds",
    async play(place, client) {
      const other = client === "virsh" ? "virtgate" : "virsh";
      const crowd = Array.from({ length: 20 }, (_, i) =>
        place.client(i % 2 === 0 ? client : other, ["-c", uri, "list"]),
      );
      const failed = (await Promise.all(crowd)).filter(({ status }) => status !== 0);
      const daemons = place.daemons().length;
      await place.end();
      return { failed, daemons, left: place.files() };
    },
  },
  {
    title: "started by hand four times at once, it runs once",
    async play(place) {
      const program = `${place.programs}/libvirtd`;
      let losers = 0;
      const starts = Array.from({ length: 4 }, async () => {
        const end = await place.run([program]);
        losers++;
        return end;
      });
      for (let i = 0; i < 1_200 && losers < 3; i++) await sleep(25);
      const daemons = place.daemons().length;
      await place.end();
      const ends = await Promise.all(starts);
      const words = ends.map(({ stderr }) => /Failed to acquire pid file[^\n]*/.exec(stderr)?.[0] ?? "ran");
      const statuses = ends.map(({ status }) => status).sort();
      return { daemons, statuses, words: words.sort(), left: place.files() };
    },
  },
  fails("a folder without the program", { LIBVIRTD_PATH: "FOLDER/home" }, ["-c", uri, "list"]),
  fails("a program that ends at once", { LIBVIRTD_PATH: "FOLDER/home" }, ["-c", uri, "list"], (place) =>
    symlinkSync("/bin/false", place.path("home/libvirtd")),
  ),
  fails("a program that does not listen", { LIBVIRTD_PATH: "FOLDER/home" }, ["-c", uri, "list"], (place) =>
    writeFileSync(place.path("home/libvirtd"), "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 }),
  ),
  fails("a driver without a program", { LIBVIRTD_PATH: "FOLDER/home" }, ["-c", direct, "list"]),
  fails("LIBVIRT_AUTOSTART=0", { LIBVIRT_AUTOSTART: "0" }, ["-c", uri, "list"]),
  fails("a socket by its path", {}, ["-c", `${uri}?socket=FOLDER/run/none`, "list"]),
  fails("the system's daemon", {}, ["-c", "qemu+unix:///system?socket=FOLDER/run/none", "list"]),
  fails("a runtime directory that is a file", { XDG_RUNTIME_DIR: "FOLDER/bin/libvirtd" }, [
    "-c",
    uri,
    "list",
  ]),
  fails("a runtime directory that cannot be", { XDG_RUNTIME_DIR: "/proc/none" }, ["-c", uri, "list"]),
  fails("a lock that is a directory", {}, ["-c", uri, "list"], (place) =>
    mkdirSync(place.path("run/libvirt/libvirtd.lock"), { recursive: true, mode: 0o777 }),
  ),
];

/** libvirtd beside a virtgated of the same user. */
export const together: readonly (Omit<Session, "play"> & {
  readonly play: (place: UserPlace) => Promise<unknown>;
  readonly expected: unknown;
})[] = [
  {
    title: "libvirtd keeps off the pid file of a running virtgated",
    async play(place) {
      await place.client("virtgate", ["-c", uri, "list"]);
      const { stderr, status } = await place.run(["/usr/sbin/libvirtd", "--timeout", "1"]);
      const words = /Failed to acquire pid file[^\n]*/.exec(stderr)?.[0];
      const seen = await place.client("virsh", ["-c", uri, "uri"]);
      return { words, status, seen: seen.stdout.trim(), daemons: place.daemons().length };
    },
    expected: {
      words: "Failed to acquire pid file 'FOLDER/run/libvirt/libvirtd.pid': Resource temporarily unavailable",
      status: 1,
      seen: "test+unix:///default",
      daemons: 1,
    },
  },
  {
    title: "virsh waits for the lock of a virtgate that starts a daemon",
    async play(place) {
      // It never listens, so that the lock is held for as long as virtgate has patience: longer than virsh has.
      writeFileSync(place.path("home/libvirtd"), "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
      const first = place.client("virtgate", ["-c", uri, "list"], { LIBVIRTD_PATH: "FOLDER/home" });
      await place.locked("run/libvirt/libvirtd.lock");
      const second = place.client("virsh", ["-c", uri, "list"]);
      const order = await Promise.race([first.then(() => "virtgate"), second.then(() => "virsh")]);
      const [one, other] = await Promise.all([first, second]);
      return { order, statuses: [one.status, other.status] };
    },
    expected: { order: "virtgate", statuses: [1, 0] },
  },
];

/**
 * virtgated alone: by the names of libvirt's daemons of one driver, which Debian does not have, and where libvirtd, killed
 * while it starts, sometimes takes the next one with it.
 */
export const oursAlone: readonly (Session & { readonly expected: unknown })[] = [
  {
    title: "a client and a daemon killed half-way",
    async play(place, client) {
      const seen: unknown[] = [];
      for (const afterMs of [30, 120, 250]) {
        const first = place.client(client, ["-c", uri, "list"]);
        await sleep(afterMs);
        place.killAll();
        await first;
        const { status } = await place.client(client, ["-c", uri, "list"]);
        seen.push([status, place.daemons().length]);
        await place.end();
      }
      return { seen, left: place.files() };
    },
    expected: {
      seen: [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
      left: [],
    },
  },
  {
    title: "read-only, and a driver's own daemon",
    async play(place, client) {
      const readonly = await place.client(client, ["-r", "-c", direct, "list; suspend test"]);
      const how = place.howStarted();
      const files = place.files();
      const found = await place.client(client, ["-c", uri, "list"]);
      const admin = await place.run(["/usr/bin/virt-admin", "-c", "virttestd:///session", "uri"]);
      const daemons = place.daemons().length;
      await place.end();
      return { readonly, how, files, found, admin, daemons, left: place.files() };
    },
    expected: {
      readonly: {
        stdout: " Id   Name   State\n----------------------\n 1    test   running\n\n\n",
        stderr:
          "error: Failed to suspend domain 'test'\nerror: operation forbidden: read only access prevents virDomainSuspend\n",
        status: 1,
      },
      how: {
        args: ["--timeout=120"],
        directory: "/",
        session: true,
        variables: ["HOME", "LC_ALL", "PATH", "XDG_RUNTIME_DIR"],
      },
      files: [
        "virttestd-admin-sock 140700 65534:65534",
        "virttestd-sock 140700 65534:65534",
        "virttestd.pid 100644 65534:65534",
      ],
      found: {
        stdout: " Id   Name   State\n----------------------\n 1    test   running\n\n",
        stderr: "",
        status: 0,
      },
      admin: { stdout: "virttestd:///session\n\n", stderr: "", status: 0 },
      daemons: 1,
      left: [],
    },
  },
];
