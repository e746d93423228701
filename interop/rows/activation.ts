// Daemons that are handed their sockets, as systemd does it and as nobody should. FOLDER stands for the folder of the
// test, PORT for its port.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { remote } from "@virtgate/protocol";
import { type Outcome, runToEnd } from "../harness-process.js";
import { root } from "../peers.js";
import { hiding, type Place, type StartOptions } from "../place.js";
import { WireClient } from "../wire.js";

export interface Activated {
  readonly title: string;
  readonly configuration?: string;
  readonly play: (place: Place) => Promise<unknown>;
}

/** A start that must fail. */
export interface Refused {
  readonly title: string;
  readonly fds: readonly string[];
  readonly names?: string;
  readonly variables?: Readonly<Record<string, string | null>>;
  readonly args?: readonly string[];
  /** As for a place. */
  readonly prepare?: string;
  /** What ours says where libvirtd goes on or says something else. */
  readonly ours?: string;
}

const main = "unix:FOLDER/sock/libvirt-sock";
const admin = "unix:FOLDER/sock/libvirt-admin-sock";
const readonly = "unix:FOLDER/sock/libvirt-sock-ro";

/** Descriptors from 3 on, and what the variables say of them. */
export function handing(
  fds: readonly string[],
  names: string | null,
  variables: Readonly<Record<string, string | null>> = {},
  keep = false,
): readonly string[] {
  const usual = { LISTEN_PID: "SELF", LISTEN_FDS: `${fds.length}`, LISTEN_FDNAMES: names };
  const specification = { fds, env: { ...usual, ...variables }, keep };
  return ["/usr/bin/python3", join(root, "interop/activate.py"), JSON.stringify(specification)];
}

/** Both end with the same words and status; `ours` are different on purpose. */
export const refused: readonly Refused[] = [
  { title: "a name nobody knows", fds: [main], names: "wrong" },
  {
    title: "a name nobody knows beside one that counts",
    fds: [main, admin],
    names: "libvirtd.socket:x.socket",
  },
  { title: "a name of another daemon", fds: [main], names: "virtqemud.socket" },
  { title: "an empty name", fds: [main, admin], names: "libvirtd.socket:" },
  { title: "--listen as well", fds: [main], names: "libvirtd.socket", args: ["--listen"] },
  { title: "a file", fds: ["file"], names: "libvirtd.socket" },
  { title: "an epoll descriptor", fds: ["epoll"], names: "libvirtd.socket" },
  { title: "a descriptor that is closed", fds: ["closed"], names: "libvirtd.socket" },
  {
    title: "a second one that is closed",
    fds: [main, "closed"],
    names: "libvirtd.socket:libvirtd-admin.socket",
  },
  { title: "a socket that is connected", fds: ["pair"], names: "libvirtd.socket" },
  { title: "TLS without certificates", fds: ["tcp:127.0.0.1:PORT"], names: "libvirtd-tls.socket" },
  {
    title: "a datagram socket",
    fds: ["dgram:FOLDER/sock/libvirt-sock"],
    names: "libvirtd.socket",
    ours: "error : Unable to listen on socket: Invalid argument",
  },
  {
    title: "a UDP socket",
    fds: ["udp"],
    names: "libvirtd.socket",
    ours: "error : Unable to listen on socket: Invalid argument",
  },
];

/** libvirtd starts all the same: with its own sockets on top of those of systemd, or in a way nobody meant. */
export const refusedByOurs: readonly (Refused & { readonly ours: string })[] = [
  {
    title: "no names",
    fds: [main],
    variables: { LISTEN_FDNAMES: null },
    ours: "error : internal error: Missing LISTEN_FDNAMES env from systemd socket activation",
  },
  {
    title: "fewer names than descriptors",
    fds: [main, admin],
    names: "libvirtd.socket",
    ours: "error : internal error: Expecting 2 FD names but got 1",
  },
  {
    title: "more descriptors promised than there are",
    fds: [main],
    names: "libvirtd.socket",
    variables: { LISTEN_FDS: "1000000" },
    ours: "error : internal error: Expecting 1000000 FD names but got 1",
  },
  {
    title: "a TCP socket by the name of a unix socket",
    fds: ["tcp:127.0.0.1:PORT"],
    names: "libvirtd.socket",
    ours: "error : an activation file descriptor is a TCP socket where its name promises a unix socket",
  },
  {
    title: "a unix socket by the name of a port",
    fds: [main],
    names: "libvirtd-tcp.socket",
    ours: "error : an activation file descriptor is a unix socket where its name promises a TCP socket",
  },
  {
    title: "an admin socket for everybody, where users are not known",
    prepare: hiding("koffi"),
    fds: ["open:FOLDER/sock/libvirt-admin-sock"],
    names: "libvirtd-admin.socket",
    ours: "error : the socket '<folder>/sock/libvirt-admin-sock' is not its owner's alone, and nothing else checks who connects: give its unit SocketMode=0600",
  },
];

/** A real client's words, without those that differ from one folder and port to the next. */
export async function said(place: Place, program: string, ...args: string[]): Promise<Outcome> {
  const { stdout, stderr, status } = await runToEnd(program, args, { timeoutMs: 20_000 });
  const plain = (text: string) =>
    text.replaceAll(place.folder, "FOLDER").replaceAll(`:${place.port}`, ":PORT");
  return { stdout: plain(stdout), stderr: plain(stderr), status };
}

const uri = (place: Place, socket: string) => `test+unix:///default?socket=${place.path(`sock/${socket}`)}`;

const list = (place: Place, socket = "libvirt-sock") =>
  said(place, "/usr/bin/virsh", "-c", uri(place, socket), "list; suspend test");

/** Starts it with these descriptors; without `--listen`. */
const start = (place: Place, launcher: readonly string[], more: StartOptions = {}) =>
  place.start({
    args: [],
    ...more,
    launcher: launcher.map((word) => word.replaceAll("PORT", `${place.port}`)),
  });

/** Both daemons must agree. */
export const alike: readonly Activated[] = [
  {
    title: "three sockets by their names, which stay when it ends",
    async play(place) {
      const names = "libvirtd-admin.socket:libvirtd-ro.socket:libvirtd.socket";
      const daemon = start(place, handing([admin, readonly, main], names));
      await place.listens("sock/libvirt-sock");
      const seen = [await list(place), await list(place, "libvirt-sock-ro")];
      const socket = place.path("sock/libvirt-admin-sock");
      const servers = await said(
        place,
        "/usr/bin/virt-admin",
        "-c",
        `libvirtd:///system?socket=${socket}`,
        "uri",
      );
      const pidFile = place.exists("daemon.pid");
      daemon.signal("SIGTERM");
      const { status } = await daemon.ended;
      return { seen, servers, pidFile, status, left: place.leftovers().sort() };
    },
  },
  {
    title: "one socket is all that there is",
    async play(place) {
      const daemon = start(place, handing([main], "libvirtd.socket"));
      await place.listens("sock/libvirt-sock");
      const seen = await list(place);
      const there = place.leftovers().sort();
      daemon.signal("SIGINT");
      return { seen, there, status: (await daemon.ended).status, left: place.leftovers() };
    },
  },
  {
    title: "a port, and two sockets of one name, of which one does not listen yet",
    async play(place) {
      const fds = ["tcp:127.0.0.1:PORT", "bound:FOLDER/sock/second", main];
      const daemon = start(place, handing(fds, "libvirtd-tcp.socket:libvirtd.socket:libvirtd.socket"));
      await place.listens("sock/libvirt-sock");
      const tcp = `test+tcp://127.0.0.1:${place.port}/default`;
      const seen = [await list(place), await said(place, "/usr/bin/virsh", "-c", tcp, "list")];
      seen.push(await list(place, "second"));
      daemon.signal("SIGTERM");
      return { seen, status: (await daemon.ended).status, left: place.leftovers().sort() };
    },
  },
  {
    title: "variables that are not for this process",
    async play(place) {
      const seen: unknown[] = [];
      for (const variables of [
        { LISTEN_PID: "PARENT" },
        { LISTEN_PID: "SELFx" },
        { LISTEN_PID: null },
        { LISTEN_FDS: "x" },
        { LISTEN_FDS: "0" },
      ]) {
        const launcher = handing(["unix:FOLDER/sock/other"], "libvirtd.socket", variables);
        const daemon = start(place, launcher, { args: ["--listen"] });
        await daemon.ready();
        seen.push(place.leftovers().sort());
        daemon.signal("SIGTERM");
        seen.push([(await daemon.ended).status, place.leftovers()]);
      }
      return seen;
    },
  },
  {
    title: "SIGHUP keeps the sockets",
    async play(place) {
      const daemon = start(place, handing([main], "libvirtd.socket"));
      await place.listens("sock/libvirt-sock");
      const client = await WireClient.open(place.socket);
      daemon.signal("SIGHUP");
      const answered = (await client.ask(remote.calls.connectGetHostname, {})) !== undefined;
      const after = await list(place);
      client.close();
      daemon.signal("SIGTERM");
      return { answered, after, status: (await daemon.ended).status, left: place.leftovers() };
    },
  },
  {
    title: "systemd-socket-activate",
    async play(place) {
      const port = `127.0.0.1:${place.port}`;
      const names = "--fdname=libvirtd.socket:libvirtd-tcp.socket";
      const launcher = ["systemd-socket-activate", "-l", place.socket, "-l", port, names];
      const daemon = start(place, launcher);
      await place.listens("sock/libvirt-sock");
      const tcp = `test+tcp://${port}/default`;
      const seen = [await list(place), await said(place, "/usr/bin/virsh", "-c", tcp, "list")];
      daemon.signal("SIGTERM");
      return { seen, status: (await daemon.ended).status, left: place.leftovers() };
    },
  },
  {
    title: "it ends when nobody is there, starts again with the next client, and nobody is lost",
    async play(place) {
      const launcher = handing([main], "libvirtd.socket", {}, true);
      const keeper = start(place, launcher, { args: ["--timeout", "1"] });
      await place.listens("sock/libvirt-sock");
      const answers: string[] = [];
      // Around the end of each life, which nobody but the daemon knows.
      for (let life = 0; life < 2; life++) {
        const lives = () => keeper.printed().split("ended 0").length - 1;
        for (let turn = 0; lives() <= life && turn < 40; turn++) {
          const client = await WireClient.open(place.socket);
          answers.push(
            (await client.ask(remote.calls.connectGetHostname, {})) === undefined ? "lost" : "served",
          );
          client.close();
          await sleep(turn === 0 ? 900 : 1_000 + (turn % 5) * 3);
        }
      }
      keeper.signal("SIGTERM");
      await keeper.ended;
      const ends = keeper.printed().match(/ended -?\d+/g) ?? [];
      return { lost: answers.includes("lost"), ends: [...new Set(ends)], left: place.leftovers() };
    },
  },
];

/** libvirtd forgets the sockets, which were for the process that it leaves, and makes its own. */
export const ours: readonly (Activated & { readonly expected: unknown })[] = [
  {
    title: "--daemon takes the sockets along",
    async play(place) {
      const launcher = handing([main], "virtgated.socket");
      const { status } = await start(place, launcher, { args: ["--daemon", "--timeout", "1"] }).ended;
      const seen = (await list(place)).status;
      const there = place.leftovers().sort();
      await place.gone("daemon.pid");
      return { status, seen, there, left: place.leftovers() };
    },
    expected: { status: 0, seen: 0, there: ["daemon.pid", "libvirt-sock"], left: ["libvirt-sock"] },
  },
];
