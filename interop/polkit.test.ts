// polkit guards the sockets: virsh and `virtgate` on libvirtd and on virtgated, as root and as ordinary users.
import { statSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { comparesWithItself, missing, title } from "./peers.js";
import { PolkitBus } from "./polkit-bus.js";
import { type ClientName, PolkitPlace } from "./polkit-place.js";
import { comers, rawOrders, socketRules, terminals } from "./rows/polkit.js";
import { subjectName } from "./subjects.js";
import { makeUsers } from "./users.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "polkitd",
  "dbus",
  "pkttyagent",
  "virtgated",
  "virtgate",
);

const clients: readonly ClientName[] = comparesWithItself ? ["virsh"] : ["virsh", "virtgate"];

describe.skipIf(why)(title("polkit lets in whom it lets in at libvirtd", why), () => {
  let bus: PolkitBus;
  let peer: PolkitPlace;
  let subject: PolkitPlace;
  beforeAll(async () => {
    makeUsers();
    bus = await PolkitBus.start();
    [peer, subject] = await Promise.all([
      PolkitPlace.start("libvirtd", bus),
      PolkitPlace.start(subjectName, bus),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([peer?.stop(), subject?.stop()]);
    await bus?.stop();
  });

  test.each(comers.map((row) => [row.join(" "), row] as const))("%s", async (_title, [who, ...words]) => {
    const expected = await peer.run("virsh", who, words);
    for (const client of clients) {
      const [there, here] = await Promise.all([
        peer.run(client, who, words),
        subject.run(client, who, words),
      ]);
      expect({ client, on: "libvirtd", ...there }).toEqual({ client, on: "libvirtd", ...expected });
      expect({ client, on: subjectName, ...here }).toEqual({ client, on: subjectName, ...expected });
    }
  });

  test.each(terminals.map((row) => [row.title, row] as const))(
    "at a terminal: %s",
    async (_title, row) => {
      const [expected, ...others] = await Promise.all([
        peer.runAtTerminal("virsh", row),
        ...clients.flatMap((client) => [peer.runAtTerminal(client, row), subject.runAtTerminal(client, row)]),
      ]);
      for (const other of others) expect(other).toEqual(expected);
    },
    60_000,
  );

  test.each(rawOrders.map((row) => [row.join(" "), row] as const))(
    "by hand: %s",
    async (_title, [who, ...steps]) => {
      const [expected, got] = await Promise.all([peer.runRaw(who, steps), subject.runRaw(who, steps)]);
      // What libvirtd says to who has signed in already depends on what its thread has done before.
      const plain = (text: string) =>
        text.replace(/(?<=\npolkit 0 00000001\n.*)polkit error .*/s, "polkit error");
      expect(plain(got.stdout)).toBe(plain(expected.stdout));
    },
  );
});

describe.skipIf(why)(title("the actions and the rule that we bring are libvirt's", why), () => {
  test("the same users get in, read-only and not", async () => {
    makeUsers();
    const said = async (own: boolean) => {
      const bus = await PolkitBus.start({ own });
      try {
        const place = await PolkitPlace.start(subjectName, bus);
        const outcomes: unknown[] = [];
        for (const who of ["virtgate-member", "virtgate-plain"] as const) {
          for (const words of [
            ["-c", "{rw}", "list"],
            ["-r", "-c", "{ro}", "list"],
          ]) {
            outcomes.push(await place.run("virsh", who, words));
          }
        }
        await place.stop();
        return outcomes;
      } finally {
        await bus.stop();
      }
    };
    expect(await said(true)).toEqual(await said(false));
  }, 60_000);
});

describe.skipIf(why)(title("the sockets' modes and groups let in whom they let in at libvirtd", why), () => {
  test.each(socketRules)("%s", async (lines, who) => {
    makeUsers();
    const bus = await PolkitBus.start();
    const places: PolkitPlace[] = [];
    try {
      for (const name of ["libvirtd", subjectName] as const)
        places.push(await PolkitPlace.start(name, bus, lines));
      const [there, here] = places.map(({ socket }) =>
        [socket, `${socket}-ro`].map((path) => {
          const { mode, uid, gid } = statSync(path);
          return { mode, uid, gid };
        }),
      );
      expect(here).toEqual(there);
      for (const each of who) {
        for (const words of [
          ["-c", "{rw}", "list"],
          ["-r", "-c", "{ro}", "list"],
        ]) {
          const [expected, got] = await Promise.all(places.map((place) => place.run("virsh", each, words)));
          expect({ each, words, ...got }).toEqual({ each, words, ...expected });
        }
      }
    } finally {
      await Promise.all(places.map((place) => place.stop()));
      await bus.stop();
    }
  });
});
