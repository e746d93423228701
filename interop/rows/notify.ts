// What a daemon tells the service manager that started it. FOLDER stands for the folder of the test.
import { remote } from "@virtgate/protocol";
import { ServiceManagerSocket } from "../notify-socket.js";
import { hiding, type Place, type StartOptions } from "../place.js";
import { WireClient } from "../wire.js";

export interface Notified {
  readonly title: string;
  /** Whether libvirtd does the same. It says READY=1, and nothing ever after. */
  readonly alike?: true;
  readonly play: (place: Place) => Promise<unknown>;
  readonly expected: unknown;
}

const ready = "READY=1 STATUS=Serving as libvirtd";

/** The messages of a life with a reload in it, and who sent them. */
async function life(place: Place, address: string, more: StartOptions = {}) {
  const manager = await ServiceManagerSocket.open(address);
  try {
    const daemon = place.start({ ...more, environment: { NOTIFY_SOCKET: address } });
    await manager.heard("READY=1");
    const client = await WireClient.open(place.socket);
    const served = (await client.ask(remote.calls.connectGetHostname, {})) !== undefined;
    client.close();
    daemon.signal("SIGHUP");
    if (place.name === "virtgated") await manager.heard("READY=1", 2);
    daemon.signal("SIGTERM");
    const { status } = await daemon.ended;
    if (place.name === "virtgated") await manager.heard("STOPPING=1");
    const itself = manager.messages.every(({ pid }) => pid === daemon.pid);
    const { byProgram } = manager;
    return { served, said: manager.messages.map(({ text }) => text), itself, byProgram, status };
  } finally {
    await manager.close();
  }
}

const whole = [
  ready,
  "RELOADING=1 MONOTONIC_USEC=<number> STATUS=Reading the configuration again",
  ready,
  "STOPPING=1 STATUS=Stopping: SIGTERM",
];

export const notified: readonly Notified[] = [
  {
    title: "a path",
    alike: true,
    play: (place) => life(place, place.path("notify")),
    expected: { served: true, said: whole, itself: true, byProgram: false, status: 0 },
  },
  {
    title: "an abstract name",
    alike: true,
    play: (place) => life(place, `@${place.folder}`),
    expected: { served: true, said: whole, itself: true, byProgram: false, status: 0 },
  },
  {
    // Which speaks in its parent's name, where it is root.
    title: "without native code, by systemd-notify",
    play: (place) => life(place, place.path("notify"), { prepare: hiding("koffi") }),
    expected: { served: true, said: whole, itself: true, byProgram: true, status: 0 },
  },
  {
    title: "nobody hears it, and it serves",
    alike: true,
    async play(place) {
      const daemon = await place.run({ environment: { NOTIFY_SOCKET: place.path("none") } });
      daemon.signal("SIGTERM");
      const { status } = await daemon.ended;
      return { status, logged: place.count("daemon.log", "Failed to notify systemd") };
    },
    expected: { status: 0, logged: 1 },
  },
  {
    title: "a start that fails says nothing",
    async play(place) {
      const manager = await ServiceManagerSocket.open(place.path("notify"));
      const environment = { NOTIFY_SOCKET: place.path("notify") };
      const { status } = await place.start({ environment, args: ["--listen", "-p", "FOLDER/none/pid"] })
        .ended;
      await manager.close();
      return { status, said: manager.messages };
    },
    expected: { status: 1, said: [] },
  },
  {
    title: "--daemon names the process that stays",
    async play(place) {
      const manager = await ServiceManagerSocket.open(place.path("notify"));
      const environment = { NOTIFY_SOCKET: place.path("notify") };
      const { ended } = place.start({ environment, args: ["--daemon", "--timeout", "1"] });
      const { status } = await ended;
      await manager.heard("STOPPING=1");
      const [first] = manager.messages;
      await manager.close();
      return { status, said: manager.messages.map(({ text }) => text.replace(`${first?.pid}`, "<sender>")) };
    },
    expected: {
      status: 0,
      said: [`${ready} MAINPID=<sender>`, "STOPPING=1 STATUS=Stopping: timeout without clients"],
    },
  },
];
