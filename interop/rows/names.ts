// virtgated in the place of libvirt's many daemons, found by the real clients under their names. FOLDER stands for the
// folder of the test, PORT for its port.
import { symlinkSync } from "node:fs";
import { runToEnd } from "../harness-process.js";
import { programOf } from "../peers.js";
import type { Place, Started, StartOptions } from "../place.js";

export interface Named {
  readonly title: string;
  readonly play: (place: Place) => Promise<unknown>;
  readonly expected: unknown;
}

/** A client in the daemon's mount namespace, where the usual places are the test's. */
async function inside(place: Place, daemon: Started, ...words: string[]): Promise<unknown> {
  const { stdout, stderr, status } = await runToEnd("nsenter", ["-t", `${daemon.pid}`, "-m", ...words], {
    timeoutMs: 20_000,
  });
  const text = `${stdout}${stderr}`.replaceAll(place.folder, "FOLDER").replaceAll(`${place.port}`, "PORT");
  return status === 0 ? text.trim() : [status, text.trim()];
}

const usual = 'auth_unix_rw = "none"\nauth_unix_ro = "none"\nunix_sock_rw_perms = "0700"\n';

/** A /run of its own, for the pid file. */
const ownRun = "mount -t tmpfs none /run; mkdir /run/libvirt; mount --bind $0/run /run/libvirt";

/** Without `-f`, `-p` and `--listen`: it finds its files by its name. */
async function bare(place: Place, socket: string, more: StartOptions): Promise<Started> {
  const daemon = place.start({ bare: true, args: [], prepare: ownRun, ...more });
  await Promise.race([place.made(socket), daemon.ended]);
  return daemon;
}

async function end(daemon: Started): Promise<number | string> {
  daemon.signal("SIGTERM");
  return (await daemon.ended).status;
}

const called = (place: Place, name: string) => {
  const link = place.path(name);
  symlinkSync(programOf("daemon", "virtgated"), link);
  return [process.execPath, link];
};

const virsh = (uri: string, ...more: string[]) => ["/usr/bin/virsh", ...more, "-c", uri, "uri"];

export const named: readonly Named[] = [
  {
    title: "called virttestd: its own file, sockets, pid file, and the server's name",
    async play(place) {
      place.write(
        "etc/virttestd.conf",
        `${usual}log_outputs = "1:file:FOLDER/test.log"`.replace("FOLDER", place.folder),
      );
      place.write("etc/libvirtd.conf", "broken");
      const daemon = await bare(place, "run/virttestd-admin-sock", { program: called(place, "virttestd") });
      const seen = [
        await inside(place, daemon, ...virsh("test+unix:///default?mode=direct")),
        await inside(place, daemon, ...virsh("test+unix:///default")),
        await inside(place, daemon, ...virsh("test+unix:///default?mode=direct", "-r")),
        await inside(place, daemon, ...virsh("test+unix:///default?mode=legacy")),
        await inside(place, daemon, "virt-admin", "-c", "virttestd:///system", "srv-list"),
        await inside(place, daemon, "sh", "-c", "ls /run/libvirt /run/virttestd.pid"),
      ];
      const status = await end(daemon);
      return { seen, status, logged: place.exists("test.log") };
    },
    expected: {
      seen: [
        "test+unix:///default?mode=direct",
        "test+unix:///default",
        "test+unix:///default?mode=direct",
        [
          1,
          "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory",
        ],
        "Id   Name\n-----------------\n 0    virttestd\n 1    admin",
        "/run/virttestd.pid\n\n/run/libvirt:\nvirttestd-admin-sock\nvirttestd-sock\nvirttestd-sock-ro",
      ],
      status: 0,
      logged: true,
    },
  },
  {
    title: "--daemon-name, and libvirt.conf's remote_mode",
    async play(place) {
      place.write("etc/virttestd.conf", usual);
      place.write("etc/libvirt.conf", 'remote_mode = "direct"\n');
      const daemon = await bare(place, "run/virttestd-admin-sock", { args: ["--daemon-name", "virttestd"] });
      const seen = await inside(place, daemon, ...virsh("test+unix:///default"));
      const ours = await inside(
        place,
        daemon,
        process.execPath,
        programOf("cli", "virtgate"),
        ...virsh("test+unix:///default").slice(1),
      );
      return { seen, ours, status: await end(daemon) };
    },
    expected: { seen: "test+unix:///default", ours: "test+unix:///default", status: 0 },
  },
  {
    title: "virtproxyd: libvirtd's sockets, and ports by the file alone",
    async play(place) {
      place.write(
        "etc/virtproxyd.conf",
        `${usual}listen_tcp = 1\nauth_tcp = "none"\ntcp_port = "${place.port}"\nlisten_addr = "127.0.0.1"\n`,
      );
      const daemon = await bare(place, "run/libvirt-admin-sock", { program: called(place, "virtproxyd") });
      const seen = [
        await inside(place, daemon, ...virsh("test+unix:///default")),
        await inside(place, daemon, ...virsh(`test+tcp://127.0.0.1:${place.port}/default`)),
        await inside(place, daemon, "virt-admin", "-c", "libvirtd:///system", "srv-list"),
        await inside(place, daemon, "sh", "-c", "ls /run/virtproxyd.pid"),
      ];
      return { seen, status: await end(daemon) };
    },
    expected: {
      seen: [
        "test+unix:///default",
        "test+tcp://127.0.0.1:PORT/default",
        "Id   Name\n------------------\n 0    virtproxyd\n 1    admin",
        "/run/virtproxyd.pid",
      ],
      status: 0,
    },
  },
  {
    title: "--listen and --daemon-name that are none",
    async play(place) {
      const seen: unknown[] = [];
      for (const args of [
        ["--daemon-name", "virtqemud", "--listen"],
        ["--daemon-name", "virtlogd"],
        ["--daemon-name", "../x"],
      ]) {
        const { status, text } = await place.start({ bare: true, args }).ended;
        seen.push([status, text.split("\n")[0]]);
      }
      return seen;
    },
    expected: [
      [1, "virtgated: unrecognized option '--listen'"],
      [1, "error : Unknown daemon name 'virtlogd', try virtqemud"],
      [1, "error : Unknown daemon name '../x', try virtqemud"],
    ],
  },
  {
    title: "handed over by its own units' names alone",
    async play(place) {
      const { handing } = await import("./activation.js");
      const seen: unknown[] = [];
      for (const name of ["virttestd.socket", "libvirtd.socket"]) {
        const launcher = handing(["unix:FOLDER/sock/some-sock"], name);
        const daemon = place.start({ launcher, args: ["--daemon-name", "virttestd", "--timeout", "1"] });
        const { status, text } = await daemon.ended;
        seen.push([name, status, place.log().includes("unclaimed") || text.includes("unclaimed")]);
      }
      return seen;
    },
    expected: [
      ["virttestd.socket", 0, false],
      ["libvirtd.socket", 6, true],
    ],
  },
];
