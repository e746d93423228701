// What a running daemon has opened, and for whom.
import { readdirSync, statSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment, runToEnd } from "../harness-process.js";
import type { Place } from "../place.js";
import { unknownCall, WireClient } from "../wire.js";
import { addresses, owners } from "./starting.js";

export interface Serving {
  readonly title: string;
  readonly configuration?: string;
  readonly play: (place: Place) => Promise<unknown>;
}

const nobody = 65534;

function modes(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const { mode, uid, gid } = statSync(`${folder}/${name}`);
      return `${name} ${mode.toString(8)} ${uid}:${gid}`;
    });
}

/** virsh as another user; words and status. */
async function virshAs(place: Place, uid: number, uri: string): Promise<unknown> {
  const as = [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--", "virsh", "-c", uri, "list"];
  const env = cleanEnvironment({ HOME: place.path("run") });
  const { stdout, stderr, status } = await runToEnd("setpriv", as, { env, timeoutMs: 20_000 });
  return { stdout, stderr: stderr.replaceAll(place.folder, "FOLDER"), status };
}

const socketUri = (path: string) => `test+unix:///default?socket=${path}`;

function answers(port: number, host: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once("connect", () => {
      socket.destroy();
      resolve(`${host} answers`);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(`${host} ${error.code}`));
  });
}

async function exists(path: string): Promise<boolean> {
  for (let i = 0; i < 400; i++) {
    if (statSync(path, { throwIfNoEntry: false })) return true;
    await sleep(25);
  }
  return false;
}

/** Both daemons must agree. */
export const alike: readonly Serving[] = [
  ...owners.map((configuration) => ({
    title: `owner and mode: ${configuration.replaceAll("\n", ", ") || "as is"}`,
    configuration,
    async play(place: Place) {
      await place.run();
      return modes(place.path("sock"));
    },
  })),
  ...addresses.map((configuration) => ({
    title: configuration,
    configuration,
    async play(place: Place) {
      await place.run();
      const hosts = ["127.0.0.1", "127.0.0.2", "::1"];
      const seen = await Promise.all(hosts.map((host) => answers(place.port, host)));
      return seen;
    },
  })),
  {
    title: "every address of the machine, when none is named",
    async play(place) {
      place.configureAll(`listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\ntcp_port = "${place.port}"
unix_sock_dir = "FOLDER/sock"\nauth_unix_rw = "none"\nunix_sock_rw_perms = "0700"`);
      await place.run();
      return Promise.all(["127.0.0.1", "127.0.0.2", "::1"].map((host) => answers(place.port, host)));
    },
  },
  {
    title: "no port without --listen",
    async play(place) {
      place.start({ args: [] });
      return [await exists(place.socket), await answers(place.port, "127.0.0.1")];
    },
  },
  {
    title: "virsh of another user at a socket that is not for him",
    configuration: 'unix_sock_rw_perms = "0700"\nunix_sock_ro_perms = "0777"',
    async play(place) {
      await place.run();
      return [
        await virshAs(place, nobody, socketUri(place.socket)),
        await virshAs(place, nobody, socketUri(place.path("sock/libvirt-sock-ro"))),
        await virshAs(place, 0, socketUri(place.socket)),
      ];
    },
  },
  {
    title: "virsh of a group that may",
    configuration: 'unix_sock_rw_perms = "0770"\nunix_sock_group = "nogroup"',
    async play(place) {
      await place.run();
      return virshAs(place, nobody, socketUri(place.socket));
    },
  },
  {
    title: "a user's own daemon, and who reaches it",
    async play(place) {
      place.giveTo(nobody);
      const environment = { HOME: place.path("run"), XDG_RUNTIME_DIR: place.path("run") };
      const daemon = place.start({ uid: nobody, bare: true, args: [], environment });
      const folder = place.path("run/libvirt");
      // Of the two it is the later one.
      if (!(await exists(`${folder}/libvirt-admin-sock`))) throw new Error(`no socket: ${daemon.printed()}`);
      const own = new Set(["libvirt-sock", "libvirt-admin-sock", "libvirtd.pid"]);
      const files = modes(folder).filter((line) => own.has(line.split(" ")[0]!));
      const theFolder = statSync(folder).mode.toString(8);
      const seen = [await virshAs(place, nobody, socketUri(`${folder}/libvirt-sock`))];
      seen.push(await virshAs(place, 1, socketUri(`${folder}/libvirt-sock`)));
      daemon.signal("SIGTERM");
      const { status } = await daemon.ended;
      const left = readdirSync(folder).filter((name) => own.has(name));
      return { files, theFolder, seen, status, left };
    },
  },
  {
    title: "a user's daemon with a port and a read-only socket in its file",
    configuration: 'unix_sock_ro_perms = "0777"',
    async play(place) {
      place.giveTo(nobody);
      const environment = { HOME: place.path("run"), XDG_RUNTIME_DIR: place.path("run") };
      await place.run({ uid: nobody, environment });
      return [modes(place.path("sock")), await virshAs(place, nobody, socketUri(place.socket))];
    },
  },
  {
    title: "a disk that is full of log stops nobody",
    configuration: 'log_level = 1\nlog_outputs = "1:file:FOLDER/tiny/log"',
    async play(place) {
      const daemon = await place.run({
        prepare: "mkdir $0/tiny; mount -t tmpfs -o size=16k none $0/tiny",
      });
      const client = await WireClient.open(place.socket);
      for (let i = 0; i < 300; i++) await client.ask(unknownCall, {});
      client.close();
      const log = statSync(`/proc/${daemon.pid}/root${place.folder}/tiny/log`);
      const after = await virshAs(place, 0, socketUri(place.socket));
      return [log.size > 4_000 && log.size <= 16_384, after, daemon.isRunning()];
    },
  },
];
