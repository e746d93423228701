// What a running daemon has opened, for whom, and what it takes over while it runs.
import { readdirSync, renameSync, statSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { remote } from "@virtgate/protocol";
import { cleanEnvironment, runToEnd } from "../harness-process.js";
import type { Place, Started } from "../place.js";
import { WireClient } from "../wire.js";
import { addresses, owners } from "./starting.js";

export interface Serving {
  readonly title: string;
  readonly configuration?: string;
  readonly play: (place: Place) => Promise<unknown>;
}

async function running(place: Place): Promise<Started> {
  const daemon = place.start();
  await daemon.ready();
  return daemon;
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
      await running(place);
      return modes(place.path("sock"));
    },
  })),
  ...addresses.map((configuration) => ({
    title: configuration,
    configuration,
    async play(place: Place) {
      await running(place);
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
      await running(place);
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
      await running(place);
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
      await running(place);
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
      if (!(await exists(`${folder}/libvirt-sock`))) throw new Error(`no socket: ${daemon.printed()}`);
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
      const daemon = place.start({ uid: nobody, environment });
      await daemon.ready();
      return [modes(place.path("sock")), await virshAs(place, nobody, socketUri(place.socket))];
    },
  },
  {
    title: "a disk that is full of log stops nobody",
    configuration: 'log_level = 1\nlog_outputs = "1:file:FOLDER/tiny/log"',
    async play(place) {
      const daemon = place.start({ prepare: "mkdir $0/tiny; mount -t tmpfs -o size=16k none $0/tiny" });
      await daemon.ready();
      const client = await WireClient.open(place.socket);
      for (let i = 0; i < 300; i++) await client.ask({ ...remote.calls.authList, number: 9999 } as never, {});
      client.close();
      const log = statSync(`/proc/${daemon.pid}/root${place.folder}/tiny/log`);
      const after = await virshAs(place, 0, socketUri(place.socket));
      return [log.size > 4_000 && log.size <= 16_384, after, daemon.isRunning()];
    },
  },
];

/** What libvirtd does not do: it reads its file once, and writes on to a log that was moved away. */
export const ours: readonly (Serving & { readonly expected: unknown })[] = [
  {
    title: "SIGHUP with a higher limit lets in who waits, and the lower limit comes back",
    configuration: "max_clients = 1\nmax_anonymous_clients = 1",
    async play(place) {
      const daemon = await running(place);
      const first = await WireClient.open(place.socket);
      const second = await WireClient.connect(place.socket);
      const asked = second.call(remote.calls.authList, {});
      const seen = [(await second.reply(asked, 300)) !== undefined];
      place.configure("max_clients = 2\nmax_anonymous_clients = 1");
      daemon.signal("SIGHUP");
      seen.push((await second.reply(asked)) !== undefined);
      place.configure("max_clients = 1\nmax_anonymous_clients = 1");
      daemon.signal("SIGHUP");
      await sleep(300);
      first.close();
      const third = await WireClient.connect(place.socket);
      seen.push((await third.ask(remote.calls.authList, {}, 300)) !== undefined, second.isClosed);
      return seen;
    },
    expected: [false, true, false, false],
  },
  ...[
    ["max_clients = x", "Can't load config file: configuration file syntax error"],
    ["max_clients = 1", "The overall maximum number of clients must not be less than"],
    ['log_outputs = "1:file:FOLDER/none/log"', "failed to open <folder>/none/log: No such file or directory"],
    ['unix_sock_group = "nosuchgroup"', "Failed to parse group 'nosuchgroup'"],
  ].map(([broken, words]) => ({
    title: `SIGHUP with a broken file: ${broken}`,
    async play(place: Place) {
      const daemon = await running(place);
      place.configure(broken!);
      daemon.signal("SIGHUP");
      const line = await place.logged("the old configuration stays in force: ");
      const after = await WireClient.open(place.socket);
      return [line.includes(words!) || line, after.heard.length, daemon.isRunning()];
    },
    expected: [true, 2, true],
  })),
  {
    title: "SIGHUP after the log was moved away begins a new one",
    async play(place) {
      const daemon = await running(place);
      const refuse = async () => {
        const client = await WireClient.open(place.socket);
        await client.ask({ ...remote.calls.authList, number: 9999 } as never, {});
        client.close();
      };
      await refuse();
      renameSync(place.path("daemon.log"), place.path("daemon.log.1"));
      await refuse();
      const inOld = place.count("daemon.log.1", "unknown procedure: 9999");
      daemon.signal("SIGHUP");
      for (let i = 0; i < 100 && !place.exists("daemon.log"); i++) await sleep(20);
      await refuse();
      const inBoth = ["daemon.log", "daemon.log.1"].map((name) =>
        place.count(name, "unknown procedure: 9999"),
      );
      return { inOld, inBoth, mode: (statSync(place.path("daemon.log")).mode & 0o777).toString(8) };
    },
    expected: { inOld: 2, inBoth: [1, 2], mode: "600" },
  },
  {
    title: "each refusal is one line with a code of its own",
    configuration: 'log_level = 1\nlog_outputs = "1:file:FOLDER/daemon.log"',
    async play(place) {
      await running(place);
      const client = await WireClient.open(place.path("sock/libvirt-sock-ro"));
      const { authList, domainSuspend } = remote.calls;
      const dom = { name: "test", uuid: Buffer.from("6695eb01f6a4830479aa97f2502e193f", "hex"), id: 1 };
      await client.ask({ ...authList, number: 9999 } as never, {});
      await client.ask({ ...authList, number: 16 } as never, {}); // no arguments where some belong
      await client.ask(domainSuspend, { dom });
      await client.reply(client.call(authList, {}, { number: 0x20009999, version: 1 }));
      client.send(Buffer.alloc(28));
      await client.closed;
      await place.logged("packet length 0");
      const codes = place.log().match(/refused code=VG-\w{5} text=/g) ?? [];
      return [codes.length, new Set(codes).size];
    },
    expected: [5, 5],
  },
  {
    title: "what is secret in a definition stays out of the log",
    configuration: 'log_level = 1\nlog_outputs = "1:file:FOLDER/daemon.log"',
    async play(place) {
      await running(place);
      const secret = "hunter2-correct-horse";
      const xml = `<domain type='test'><name>s</name><memory>1024</memory><os><type>hvm</type></os>
<devices><graphics type='vnc' port='-1' passwd='${secret}'/></devices></domain>`;
      const client = await WireClient.open(place.socket);
      const defined = await client.ask(remote.calls.domainDefineXmlFlags, { xml, flags: 0 });
      await client.ask(remote.calls.domainDefineXmlFlags, {
        xml: xml.replace("<domain", "<bogus"),
        flags: 0,
      });
      await client.ask(remote.calls.domainDefineXmlFlags, {
        xml: xml.replace("<memory>", "<memory unit='x'>"),
        flags: 0,
      });
      await client.ask(remote.calls.domainLookupByName, { name: secret.slice(0, 4) });
      client.close();
      return [defined?.header.status, place.log().includes(secret), place.log().length > 0];
    },
    expected: [0, false, true],
  },
  {
    title: "clients over max_queued_clients are turned away, with one line each",
    configuration: "max_clients = 1\nmax_anonymous_clients = 1\nmax_queued_clients = 1",
    async play(place) {
      await running(place);
      const served = await WireClient.open(place.socket);
      const others: WireClient[] = [];
      for (let i = 0; i < 5; i++) others.push(await WireClient.connect(place.socket));
      await place.logged("too many clients are waiting already");
      await sleep(200);
      const lines = place.count("daemon.log", 'text="too many clients are waiting already"');
      const gone = others.map((each) => each.isClosed);
      served.close();
      return { gone, lines, next: (await others[0]!.ask(remote.calls.authList, {})) !== undefined };
    },
    expected: { gone: [false, false, true, true, true], lines: 3, next: true },
  },
  {
    title: "a socket that another daemon serves is not taken away from it",
    async play(place) {
      const first = await running(place);
      const second = place.start({ args: ["-p", "FOLDER/other.pid"] });
      const { status, text } = await second.ended;
      const client = await WireClient.open(place.socket);
      return { status, text, served: client.heard.length, runs: first.isRunning(), left: place.leftovers() };
    },
    expected: {
      status: 6,
      text: "error : Another process already serves '<folder>/sock/libvirt-sock'",
      served: 2,
      runs: true,
      left: ["libvirt-admin-sock", "libvirt-sock", "libvirt-sock-ro", "daemon.pid"],
    },
  },
];
