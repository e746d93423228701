// Clients that reach a limit, stay silent, do not read or say nonsense: both daemons treat them alike.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "./harness.js";
import { missing, title } from "./peers.js";
import { abuses } from "./rows/abuse.js";
import { crowds } from "./rows/crowds.js";
import { requests } from "./rows/requests.js";
import type { Scene } from "./rows/scene.js";
import { silences } from "./rows/silence.js";
import { strain } from "./strain.js";
import { subjectName } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virtgated");
const tables = { crowds, requests, silences };

async function playWith(
  name: "libvirtd" | "virtgated",
  { configuration = "", play }: Scene,
): Promise<unknown> {
  const daemon = await startDaemon(name, { configuration });
  try {
    return await play(daemon);
  } finally {
    await daemon.stop();
  }
}

describe.skipIf(why)(title("a client that is too much is treated as libvirtd treats it", why), () => {
  describe.each(Object.entries(tables))("%s", (_name, scenes) => {
    test.concurrent.each(scenes.map((scene) => [scene.title, scene] as const))(
      "%s",
      async (_title, scene) => {
        const [expected, got] = await Promise.all([
          playWith("libvirtd", scene),
          playWith(subjectName, scene),
        ]);
        expect(got).toEqual(expected);
      },
    );
  });
});

// libvirtd sets no bounds to some of this; it is not asked.
const whyNot = missing("virtgated");

describe.skipIf(whyNot)(title("a client that misbehaves costs little and hurts nobody else", whyNot), () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await startDaemon("virtgated", {
      configuration: "max_clients = 200\nmax_anonymous_clients = 100",
    });
  });
  afterAll(() => daemon?.stop());

  test.each(abuses.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    const { grownMb, waitedMs, leakedFiles, lines } = await strain(daemon, () => row.misbehave(daemon));
    expect(grownMb).toBeLessThan(row.grownMb ?? 40);
    // A client that is really held up waits for seconds each time.
    expect(waitedMs).toBeLessThan(250);
    expect(leakedFiles).toBeLessThanOrEqual(0);
    if (row.logs) expect(lines.join("\n")).toMatch(row.logs);
    if (row.maxLines !== undefined) expect(lines.length).toBeLessThanOrEqual(row.maxLines);
  });
});
