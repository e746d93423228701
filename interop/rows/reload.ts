// What virtgated does otherwise than libvirtd, or besides: it reads its file again, follows a log that was moved away,
// gives every refusal a code, and takes nothing from another daemon.
import { renameSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { remote } from "@virtgate/protocol";
import type { Place } from "../place.js";
import { testDomain, unknownCall, WireClient } from "../wire.js";
import type { Serving } from "./serving.js";

/** Room to start, when modules are read many at once, and not for much more. */
const openFiles = 160;

export const ours: readonly (Serving & { readonly expected: unknown })[] = [
  {
    title: "SIGHUP with a higher limit lets in who waits, and the lower limit comes back",
    configuration: "max_clients = 1\nmax_anonymous_clients = 1",
    async play(place) {
      const daemon = await place.run();
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
      const daemon = await place.run();
      place.configure(broken!);
      daemon.signal("SIGHUP");
      const line = await place.logged("the old configuration stays in force: ");
      const after = await WireClient.open(place.socket);
      return [line.includes(words!) || line, after.heard.length, daemon.isRunning()];
    },
    expected: [true, 2, true],
  })),
  {
    title: "SIGTERM at any moment of a start leaves no files",
    async play(place) {
      const left: unknown[] = [];
      // From before the program is there until it serves, on a quick machine and on a busy one.
      for (let afterMs = 40; afterMs <= 400; afterMs += 24) {
        const daemon = place.start();
        await sleep(afterMs);
        daemon.signal("SIGTERM");
        const { status } = await daemon.ended;
        if (status !== 0 && status !== "SIGTERM") left.push(status);
        left.push(...place.leftovers());
      }
      return left;
    },
    expected: [],
  },
  {
    title: "SIGHUP after the log was moved away begins a new one",
    async play(place) {
      const daemon = await place.run();
      const refuse = async () => {
        const client = await WireClient.open(place.socket);
        await client.ask(unknownCall, {});
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
      await place.run();
      const client = await WireClient.open(place.path("sock/libvirt-sock-ro"));
      const { authList, domainSuspend } = remote.calls;
      await client.ask(unknownCall, {});
      await client.ask({ ...authList, number: 16 } as never, {}); // no arguments where some belong
      await client.ask(domainSuspend, { dom: testDomain });
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
      await place.run();
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
      await place.run();
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
      const first = await place.run();
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
  {
    title: "SIGUSR1 opens no debugger",
    async play(place) {
      const daemon = await place.run();
      daemon.signal("SIGUSR1");
      await sleep(300);
      const client = await WireClient.open(place.socket);
      return [client.heard.length, daemon.printed(), daemon.isRunning()];
    },
    expected: [2, "", true],
  },
  {
    title: "more clients than the daemon may have open files",
    async play(place) {
      const daemon = await place.run({ prepare: `ulimit -n ${openFiles}` });
      const served = await WireClient.open(place.socket);
      const crowd: WireClient[] = [];
      for (let i = 0; i < openFiles + 70; i++) crowd.push(await WireClient.connect(place.port));
      for (const each of crowd) each.call(remote.calls.authList, {});
      await sleep(300);
      const answered = (await served.ask(remote.calls.connectGetHostname, {})) !== undefined;
      const some = crowd.filter((each) => each.heard.length > 0).length;
      for (const each of crowd) each.close();
      await sleep(200);
      const next = await WireClient.open(place.port);
      return [answered, some > 10 && some < openFiles, next.heard.length, daemon.isRunning()];
    },
    expected: [true, true, 2, true],
  },
];
