// What makes a daemon end, what its clients see of it, and what it leaves behind.
import { readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { remote } from "@virtgate/protocol";
import { cleanEnvironment, type Outcome, runToEnd, spawnTied } from "../harness-process.js";
import type { Place, Started } from "../place.js";
import { orSilence, testDomain, unknownCall, WireClient } from "../wire.js";

export interface Ending {
  readonly title: string;
  readonly configuration?: string;
  readonly play: (place: Place) => Promise<unknown>;
}

/** The real virsh, without the words that differ from one folder and port to the next. */
async function virsh(place: Place, uri: string, ...args: string[]): Promise<Outcome> {
  const { stdout, stderr, status } = await runToEnd("/usr/bin/virsh", ["-c", uri, ...args], {
    timeoutMs: 20_000,
  });
  const plain = (text: string) =>
    text.replaceAll(place.folder, "FOLDER").replaceAll(`:${place.port}`, ":PORT");
  return { stdout: plain(stdout), stderr: plain(stderr), status };
}

const unix = (place: Place) => `test+unix:///default?socket=${place.socket}`;
const tcp = (place: Place) => `test+tcp://127.0.0.1:${place.port}/default`;

/** How long virsh takes from being connected to waiting for events or for its user, amply. */
const virshIsThereMs = 600;

const state = async (daemon: Started) =>
  (await orSilence(daemon.ended, 8_000)) === "silence" ? "runs" : (await daemon.ended).status;

const signals = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGKILL"] as const;

export const endings: readonly Ending[] = [
  ...signals.map((signal) => ({
    title: `${signal} while virsh waits for events`,
    async play(place: Place) {
      const daemon = await place.run();
      const waiting = [unix(place), tcp(place)].map((uri) => virsh(place, uri, "event", "--all", "--loop"));
      await place.connected(2);
      await sleep(virshIsThereMs);
      daemon.signal(signal);
      return { seen: await Promise.all(waiting), status: await state(daemon), left: place.leftovers() };
    },
  })),
  {
    title: "SIGTERM while virsh's shell waits for its user",
    async play(place) {
      const daemon = await place.run();
      const shell = runToEnd("sh", ["-c", `(sleep 4; echo list; echo list) | virsh -c '${unix(place)}'`], {
        env: cleanEnvironment(),
      });
      await place.connected(1);
      await sleep(virshIsThereMs);
      daemon.signal("SIGTERM");
      const { stdout, stderr, status } = await shell;
      const plain = (text: string) => text.replaceAll(place.folder, "FOLDER");
      return { stdout: plain(stdout), stderr: plain(stderr), status, ended: await state(daemon) };
    },
  },
  {
    title: "SIGTERM in the middle of a stream that nobody reads",
    async play(place) {
      const daemon = await place.run();
      const client = await WireClient.open(place.socket);
      client.socket.pause();
      for (let i = 0; i < 50; i++)
        client.call(remote.calls.domainScreenshot, { dom: testDomain, screen: 0, flags: 0 });
      await sleep(300);
      daemon.signal("SIGTERM");
      const status = await state(daemon);
      client.socket.resume();
      const closed = (await orSilence(client.closed, 5_000)) === "silence" ? "open" : "closed";
      return { status, closed, left: place.leftovers() };
    },
  },
  {
    title: "SIGTERM twice, with clients served and waiting",
    configuration: "max_clients = 1\nmax_anonymous_clients = 1",
    async play(place) {
      const daemon = await place.run();
      const client = await WireClient.open(place.socket);
      const waiting = await WireClient.connect(place.socket);
      waiting.call(remote.calls.authList, {});
      await sleep(100);
      daemon.signal("SIGTERM");
      daemon.signal("SIGTERM");
      const status = await state(daemon);
      await Promise.all([client.closed, waiting.closed]);
      return { status, answered: waiting.heard.length, left: place.leftovers() };
    },
  },
  {
    title: "SIGHUP, SIGPIPE, SIGCHLD and SIGWINCH are no end",
    async play(place) {
      const daemon = await place.run();
      const client = await WireClient.open(place.socket);
      for (const signal of ["SIGHUP", "SIGPIPE", "SIGCHLD", "SIGWINCH", "SIGHUP"] as const) {
        daemon.signal(signal);
        await sleep(100);
      }
      const answered = (await client.ask(remote.calls.connectGetHostname, {})) !== undefined;
      client.close();
      return { answered, runs: daemon.isRunning(), after: await virsh(place, unix(place), "list") };
    },
  },
  {
    title: "nobody reads its log on stderr any more",
    configuration: 'log_level = 1\nlog_filters = "1:rpc"\nlog_outputs = "1:stderr"',
    async play(place) {
      const daemon = await place.run();
      daemon.hangUp();
      const seen: unknown[] = [];
      for (let i = 0; i < 3; i++) {
        const client = await WireClient.open(place.socket);
        seen.push((await client.ask(unknownCall, {}))?.header.status);
        client.close();
        await sleep(50);
      }
      const runs = daemon.isRunning();
      daemon.signal("SIGTERM");
      return { seen, runs, left: (await state(daemon)) === 0 ? place.leftovers() : "?" };
    },
  },
  {
    title: "virsh that is stopped is cut off; what it says when it goes on",
    configuration: "keepalive_interval = 1\nkeepalive_count = 2",
    async play(place) {
      await place.run();
      const client = spawnTied("virsh", ["-c", unix(place), "event", "--all", "--loop"], {
        env: cleanEnvironment(),
        stdio: ["ignore", "pipe", "pipe"],
      });
      // Apart, for which of the two arrives first is the system's matter.
      const said = { out: "", err: "" };
      client.stdout?.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
      client.stderr?.on(
        "data",
        (chunk: Buffer) => (said.err += chunk.toString().replaceAll(place.folder, "FOLDER")),
      );
      await place.connected(1);
      await sleep(virshIsThereMs);
      const stoppedMs = performance.now();
      client.kill("SIGSTOP");
      await place.logged("connection closed due to keepalive timeout");
      const seconds = (performance.now() - stoppedMs) / 1000;
      const inTime = seconds > 1.9 && seconds < 15; // a busy machine is late
      client.kill("SIGCONT");
      const status = await new Promise((resolve) => client.once("close", resolve));
      return { inTime: inTime || seconds, said, status };
    },
  },
  {
    title: "a daemon killed leaves its files, and the next takes them over",
    async play(place) {
      const first = await place.run();
      first.signal("SIGKILL");
      const status = await state(first);
      const left = place.leftovers();
      const second = await place.run();
      const list = await virsh(place, unix(place), "list");
      second.signal("SIGTERM");
      return { status, left, list, ended: await state(second), leftInTheEnd: place.leftovers() };
    },
  },
  {
    title: "a second daemon with the same pid file does not start and does no harm",
    async play(place) {
      const first = await place.run();
      const before = statSync(place.socket).ino;
      const second = place.start();
      const status = await state(second);
      const same =
        statSync(place.socket).ino === before && readFileSync(place.pidFile, "utf8") === `${first.pid}`;
      return { status, same, list: await virsh(place, unix(place), "list") };
    },
  },
  {
    title: "a pid file of a process that is gone, or that is somebody else",
    async play(place) {
      const seen: unknown[] = [];
      for (const text of ["99999999", `${process.pid}`, "1", "", "nonsense", "-1"]) {
        place.write("daemon.pid", text);
        const daemon = await place.run();
        daemon.signal("SIGTERM");
        seen.push([await state(daemon), place.leftovers()]);
      }
      return seen;
    },
  },
  ...[
    { title: "--timeout 1 without clients", clientMs: 0 },
    { title: "--timeout 1 counts from when the last client has left", clientMs: 1_800 },
  ].map(({ title, clientMs }) => ({
    title,
    async play(place: Place) {
      // Before it runs: on a busy machine a second may pass until we see that it does.
      const beganMs = performance.now();
      const daemon = await place.run({ args: ["--listen", "--timeout", "1"] });
      if (clientMs > 0) {
        const client = await WireClient.open(place.socket);
        const other = await WireClient.connect(place.port);
        await sleep(clientMs / 2);
        other.close();
        await sleep(clientMs / 2);
        client.close();
      }
      const status = await state(daemon);
      const waitedLongEnough = performance.now() - beganMs > clientMs + 800;
      return { status, waitedLongEnough, left: place.leftovers() };
    },
  })),
];
