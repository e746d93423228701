// access_drivers = ["polkit"]: the same scripts of the same users on libvirtd and virtgated, with one polkitd for both: equal
// verdicts, equal refusals field by field, and the same questions to polkit.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessPlace, type Road } from "./access-place.js";
import { missing, title } from "./peers.js";
import { PolkitBus } from "./polkit-bus.js";
import { type AccessCase, cases, fewer, refused, rules } from "./rows/access.js";
import { subjectName } from "./subjects.js";
import { makeUsers, type UserName } from "./users.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "qemu",
  "python",
  "virsh",
  "polkitd",
  "dbus",
  "virtgated",
);

/** Who may start nothing is also asked to. */
const visits: readonly [UserName, Road, readonly AccessCase[]][] = [
  ["virtgate-yes", "rw", cases],
  ["virtgate-plain", "rw", [...cases, ...refused]],
  ["virtgate-group", "rw", cases],
  ["virtgate-no", "rw", cases.slice(0, 1)],
  ["virtgate-admin", "rw", [...cases, ...refused]],
  ["virtgate-yes", "ro", cases],
  ["virtgate-group", "ro", cases],
  ["virtgate-no", "ro", cases.slice(0, 1)],
  ["virtgate-yes", "tcp", cases.slice(0, 1)],
];

/** What of it came true, without the questions. */
const results = (outcome: unknown) =>
  (outcome as unknown[]).map((step) => (Array.isArray(step) && step.length === 2 ? step[0] : step));

describe.skipIf(why)(title("rights", why), () => {
  let bus: PolkitBus;
  let peer: AccessPlace;
  let subject: AccessPlace;
  const both = (who: UserName, road: Road, all: readonly AccessCase[]) =>
    Promise.all([peer.run(who, road, all), subject.run(who, road, all)]);
  beforeAll(async () => {
    makeUsers();
    bus = await PolkitBus.start({ rules });
    peer = await AccessPlace.start("libvirtd", bus);
    subject = await AccessPlace.start(subjectName, bus);
  }, 90_000);
  afterAll(async () => {
    await Promise.all([peer?.stop(), subject?.stop()]);
    await bus?.stop();
  });

  describe.each(visits)("%s on %s", (who, road, all) => {
    let expected: unknown[] = [];
    let got: unknown[] = [];
    beforeAll(async () => {
      [expected, got] = await both(who, road, all);
    }, 90_000);
    test.each(all.map(([name], index) => [name, index] as const))("%s", (_name, index) => {
      expect(JSON.stringify(expected[index])).not.toContain('"mistake"');
      expect(got[index]).toEqual(expected[index]);
    });
  });

  test("lists of those that run", async () => {
    for (const who of ["virtgate-yes", "virtgate-group"] as const) {
      const [expected, got] = await both(who, "rw", fewer);
      expect(got.map(results)).toEqual(expected.map(results));
      expect(JSON.stringify(got).length).toBeLessThan(JSON.stringify(expected).length);
    }
  }, 60_000);

  test("virsh", async () => {
    const words = ["list --all --name; dominfo secret; start beta"];
    for (const who of ["virtgate-plain", "virtgate-group", "virtgate-no"] as const) {
      const [expected, got] = await Promise.all([
        peer.virsh(who, "rw", words),
        subject.virsh(who, "rw", words),
      ]);
      expect(got.status).toBe(expected.status);
      expect(got.stderr).toBe(expected.stderr);
    }
  }, 60_000);

  test("without polkitd everybody is refused, and served again when it is back", async () => {
    const seen = [cases[0]!];
    await bus.stopPolkitd();
    for (const place of [peer, subject]) {
      const [outcome] = await place.run("virtgate-yes", "rw", seen);
      expect(outcome).toEqual([
        expect.objectContaining({ code: expect.any(Number), domain: expect.any(Number) }),
        [],
      ]);
      const root = await place.virsh("root", "rw", ["list", "--all", "--name"]);
      expect([place.place.name, root.status]).toEqual([place.place.name, 1]);
    }
    await bus.startPolkitd();
    const [expected, got] = await both("virtgate-yes", "rw", seen);
    expect(got).toEqual(expected);
    expect(JSON.stringify(got)).toContain("connect.getattr");
  }, 60_000);
});
