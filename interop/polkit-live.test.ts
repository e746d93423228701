// What may happen while polkit is asked: clients that leave, a polkitd or a bus that ends, users who do not answer.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cleanEnvironment, endProcess, runToEnd } from "./harness-process.js";
import { comparesWithItself, missing, root, title } from "./peers.js";
import { PolkitBus } from "./polkit-bus.js";
import { PolkitPlace } from "./polkit-place.js";
import type { Who } from "./rows/polkit.js";
import { subjectName } from "./subjects.js";
import { Talk } from "./talk.js";
import { makeUsers, uidOf } from "./users.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "polkitd", "dbus", "pkttyagent", "virtgated");
/** What libvirtd does otherwise, or not at all. */
const oursOnly = why ?? (comparesWithItself ? "is about virtgated" : undefined);

const list = ["-c", "{rw}", "list"];

/** Shows what the terminal shows, as it comes. */
const onTerminal = ["python3", "-c", "import pty, sys; pty.spawn(sys.argv[1:])"];

/** A client of virtgate-self that polkit has begun to ask for a password, at a terminal that is another process'. */
async function askedFor(place: PolkitPlace): Promise<{ client: Talk; agent: Talk }> {
  const client = new Talk(place, "virtgate-self", place.rawCommand(["pid", "polkit", "stay"]));
  const pid = await client.says(/^(\d+)\n/);
  const start = `pkttyagent --process ${pid} --notify-fd 3 3>&1 >/dev/tty 2>/dev/tty </dev/tty &`;
  const agent = new Talk(place, "virtgate-self", [
    ...onTerminal,
    "sh",
    "-c",
    `wait_for=$(${start}); echo ready; exec sleep 120`,
  ]);
  await agent.says(/ready/);
  client.write("\n");
  await agent.says(/Password: /);
  return { client, agent };
}

const polkitCalls = "interface=org.freedesktop.PolicyKit1.Authority";

/** Shows what of this kind is said on the bus. It ends with the bus. */
async function monitoring(place: PolkitPlace, rule: string): Promise<Talk> {
  const monitor = new Talk(place, "root", ["dbus-monitor", "--system", rule]);
  // It shows first that it has its name no longer: from then on it sees everything.
  await monitor.says(/member=NameLost/);
  return monitor;
}

describe.skipIf(oursOnly)(title("while a user is asked for a password", oursOnly), () => {
  let bus: PolkitBus;
  let place: PolkitPlace;
  beforeAll(async () => {
    makeUsers();
    bus = await PolkitBus.start();
    place = await PolkitPlace.start(subjectName, bus);
  }, 60_000);
  afterAll(async () => {
    await place?.stop();
    await bus?.stop();
  });

  test("others are served, and when the client dies, the user is not asked any more", async () => {
    const { client, agent } = await askedFor(place);
    const monitor = await monitoring(place, "interface=org.freedesktop.PolicyKit1.AuthenticationAgent");
    try {
      for (const who of ["root", "virtgate-yes", "virtgate-no"] as const) {
        const { status } = await place.run("virsh", who, list);
        expect({ who, status }).toEqual({ who, status: who === "virtgate-no" ? 1 : 0 });
      }
      client.child.kill("SIGKILL");
      await monitor.says(/member=CancelAuthentication/);
    } finally {
      await endProcess(client.child);
      await endProcess(agent.child);
      await endProcess(monitor.child);
    }
  }, 60_000);

  test("many come at once", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () => place.runRaw("virtgate-yes", ["list", "polkit", "open"])),
    );
    const good = "list 0 0000000100000002\npolkit 0 00000001\nopen 0 \n";
    expect(outcomes.map(({ stdout }) => stdout)).toEqual(outcomes.map(() => good));
  }, 60_000);
});

describe.skipIf(why)(title("a polkitd that ends is missed as by libvirtd, and found again", why), () => {
  test("before, during and after", async () => {
    makeUsers();
    const bus = await PolkitBus.start();
    const places: PolkitPlace[] = [];
    const both = async (who: Who) => {
      const outcomes = await Promise.all(places.map((place) => place.run("virsh", who, list)));
      expect(outcomes[1]).toEqual(outcomes[0]);
      return outcomes[0]!;
    };
    try {
      for (const name of ["libvirtd", subjectName] as const) places.push(await PolkitPlace.start(name, bus));
      expect((await both("virtgate-yes")).status).toBe(0);
      // During: both have asked, and nobody answers.
      bus.freezePolkitd();
      const monitor = await monitoring(places[0]!, polkitCalls);
      const waiting = places.map(
        (place) => new Talk(place, "virtgate-yes", place.rawCommand(["list", "polkit"])),
      );
      await monitor.says(/member=CheckAuthorization.*member=CheckAuthorization/s);
      bus.wakePolkitd();
      await bus.stopPolkitd();
      const said = await Promise.all(waiting.map((talk) => talk.says(/\npolkit .*\n/)));
      expect(said[1]).toBe(said[0]);
      expect((await both("virtgate-yes")).stderr).toContain(
        "error from service: GDBus.Error:org.freedesktop.DBus",
      );
      expect((await both("root")).status).toBe(0);
      await bus.startPolkitd();
      expect((await both("virtgate-yes")).status).toBe(0);
    } finally {
      await Promise.all(places.map((place) => place.stop()));
      await bus.stop();
    }
  }, 90_000);

  test("a user who does not want to", async () => {
    makeUsers();
    const bus = await PolkitBus.start();
    const places: PolkitPlace[] = [];
    const talks: Talk[] = [];
    try {
      for (const name of ["libvirtd", subjectName] as const) places.push(await PolkitPlace.start(name, bus));
      const answers: string[] = [];
      for (const place of places) {
        const client = new Talk(place, "virtgate-self", place.rawCommand(["pid", "polkit", "stay"]));
        const pid = await client.says(/^(\d+)\n/);
        const agent = new Talk(place, "virtgate-self", [
          process.execPath,
          join(root, "interop/polkit-agent.mjs"),
          pid,
        ]);
        talks.push(client, agent);
        await agent.says(/ready/);
        client.write("\n");
        answers.push(await client.says(/polkit .*\n/));
        await agent.says(/asked/);
      }
      expect(answers[1]).toBe(answers[0]);
    } finally {
      for (const { child } of talks) await endProcess(child);
      await Promise.all(places.map((place) => place.stop()));
      await bus.stop();
    }
  }, 60_000);

  test("without a bus from the beginning", async () => {
    makeUsers();
    const bus = await PolkitBus.start();
    const places: PolkitPlace[] = [];
    try {
      await bus.stop();
      mkdirSync(join(bus.folder, "dbus"), { recursive: true });
      mkdirSync(join(bus.folder, "rules"), { recursive: true });
      for (const name of ["libvirtd", subjectName] as const) places.push(await PolkitPlace.start(name, bus));
      for (const who of ["virtgate-yes", "root"] as const) {
        const [expected, got] = await Promise.all(places.map((place) => place.run("virsh", who, list)));
        expect(got).toEqual(expected);
      }
      const words = "Unable to get system bus connection: Could not connect: No such file or directory";
      for (const { place } of places) expect(place.log()).toContain(words);
    } finally {
      await Promise.all(places.map((place) => place.stop()));
      await bus.stop();
    }
  }, 60_000);
});

describe.skipIf(oursOnly)(title("what libvirtd does not survive, or does not notice", oursOnly), () => {
  test("a bus that ends under a check, and comes again", async () => {
    makeUsers();
    const bus = await PolkitBus.start();
    const place = await PolkitPlace.start(subjectName, bus);
    try {
      expect((await place.run("virsh", "virtgate-yes", list)).status).toBe(0);
      bus.freezePolkitd();
      const monitor = await monitoring(place, polkitCalls);
      const talk = new Talk(place, "virtgate-yes", place.rawCommand(["list", "polkit", "polkit"]));
      await monitor.says(/member=CheckAuthorization/);
      await bus.stopBus();
      await talk.says(/\npolkit error (89|1) 47 .*\npolkit error 1 47 .*Could not connect: .*\n/);
      bus.wakePolkitd();
      expect((await place.run("virsh", "root", list)).status).toBe(0);
      await bus.stopPolkitd();
      await bus.startBus();
      await bus.startPolkitd();
      expect((await place.run("virsh", "virtgate-yes", list)).status).toBe(0);
    } finally {
      await place.stop();
      await bus.stop();
    }
  }, 60_000);

  test.each([
    ["a bus that only pkcheck finds", true],
    ["without the library for D-Bus", false],
  ])(
    "%s",
    async (_title, hasLibrary) => {
      makeUsers();
      const bus = await PolkitBus.start();
      const there = await PolkitPlace.make(subjectName, bus);
      const { place } = there;
      try {
        mkdirSync(place.path("empty"));
        const library = join(root, "node_modules/@jellybrick/dbus-next");
        const hide = hasLibrary ? "" : `; mount --bind ${place.path("empty")} ${library}`;
        // Escapes are good D-Bus; the library that we use does not know them.
        const address = bus.address.replace("system_bus", "system%5fbus");
        const environment = hasLibrary ? { DBUS_SYSTEM_BUS_ADDRESS: address } : {};
        await place.run({ environment, prepare: `${bus.mounting}${hide}` });
        for (const [who, words] of [
          ["virtgate-yes", /^ Id /],
          ["virtgate-no", /access denied by policy/],
          ["virtgate-self", /no polkit agent available to authenticate action 'org\.libvirt\.unix\.manage'/],
        ] as const) {
          const { stdout, stderr } = await there.run("virsh", who, list);
          expect(stdout + stderr).toMatch(words);
        }
      } finally {
        await place.remove();
        await bus.stop();
      }
    },
    60_000,
  );

  test("without the native helper, root alone gets in where polkit is only the default", async () => {
    makeUsers();
    const bus = await PolkitBus.start();
    const there = await PolkitPlace.make(subjectName, bus);
    const { place } = there;
    mkdirSync(place.path("empty"));
    const prepare = `${bus.mounting}; mount --bind ${place.path("empty")} ${join(root, "node_modules/koffi")}`;
    try {
      const started = await place.run({ prepare });
      expect((await there.run("virsh", "root", list)).status).toBe(0);
      expect((await there.run("virsh", "virtgate-yes", list)).stderr).toContain("Permission denied");
      expect((await there.run("virsh", "virtgate-yes", ["-r", "-c", "{ro}", "list"])).stderr).toContain(
        "Permission denied",
      );
      expect((await there.run("virsh", "root", ["-c", "{tcp}", "list"])).stderr).toContain(
        "does not have uid set",
      );
      await place.logged(
        "the users of unix clients are not known: reading the credentials of unix sockets needs",
      );
      started.signal("SIGTERM");
      await started.ended;
      there.configure('auth_unix_ro = "polkit"');
      expect(await place.start({ prepare }).ended).toMatchObject({
        status: 6,
        text: expect.stringContaining('auth_unix_ro: "polkit" needs the packages @virtgate/native and koffi'),
      });
    } finally {
      await place.remove();
      await bus.stop();
    }
  }, 60_000);
});

const whyNoChoice = oursOnly ?? missing("pidChoice");

describe.skipIf(whyNoChoice)(title("numbers of processes are used again", whyNoChoice), () => {
  test("the number of a process that has ended is another's: it is not let in", async () => {
    makeUsers();
    const bus = await PolkitBus.start();
    const place = await PolkitPlace.start(subjectName, bus);
    try {
      const script = join(root, "interop/pid-reuse.py");
      const args = [script, place.socket, String(uidOf("virtgate-yes"))];
      const { stdout, stderr } = await runToEnd("python3", args, { env: cleanEnvironment() });
      expect(`${stdout}${stderr}`).toBe("authentication failed: authentication failed\n");
      await place.place.logged("the process that connected has ended");
    } finally {
      await place.stop();
      await bus.stop();
    }
  }, 60_000);
});
