// A user's own daemon on demand. virsh with libvirtd is the measure; virtgate and virtgated take either one's place.
import { describe, expect, test } from "vitest";
import type { DaemonName } from "./harness.js";
import { missing, title } from "./peers.js";
import { oursAlone, sessions, together } from "./rows/session.js";
import { subjectName } from "./subjects.js";
import { type ClientName, UserPlace } from "./user-place.js";

const why = missing("root", "libvirtd", "virsh", "virtAdmin", "virtgated", "virtgate");

async function play(
  daemon: DaemonName,
  client: ClientName,
  row: (typeof sessions)[number],
): Promise<unknown> {
  const place = new UserPlace(daemon);
  try {
    return await row.play(place, client);
  } finally {
    await place.remove();
  }
}

const pairs: readonly (readonly [ClientName, DaemonName])[] =
  subjectName === "libvirtd"
    ? [["virsh", "libvirtd"]]
    : [
        ["virsh", "virtgated"],
        ["virtgate", "libvirtd"],
        ["virtgate", "virtgated"],
      ];

describe.skipIf(why)(title("a user's own daemon", why), () => {
  test.concurrent.each(sessions.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    const expected = play("libvirtd", "virsh", row);
    const got = await Promise.all(pairs.map(([client, daemon]) => play(daemon, client, row)));
    const named = pairs.map((pair, i) => [pair.join(" starts "), got[i]]);
    const measure = await expected;
    expect(named).toEqual(pairs.map((pair) => [pair.join(" starts "), measure]));
  });

  test.concurrent.each(together.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    const place = new UserPlace("virtgated");
    try {
      expect(await row.play(place)).toEqual(row.expected);
    } finally {
      await place.remove();
    }
  });

  test.concurrent.each(
    oursAlone.flatMap((row) =>
      (["virsh", "virtgate"] as const).map((client) => [row.title, client, row] as const),
    ),
  )("%s: %s", async (_title, client, row) => {
    expect(await play("virtgated", client, row)).toEqual(row.expected);
  });
});
