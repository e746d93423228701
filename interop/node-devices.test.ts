// Devices of the host: virsh on libvirtd, virsh on virtgated and virtgate on libvirtd agree.
import { describe, expect, test } from "vitest";
import { comparesWithItself, missing, title } from "./peers.js";
import { titleOfEvents } from "./rows/events.js";
import { momentFiles } from "./rows/moment-files.js";
import { nodeDevice, nodeDeviceEvents } from "./rows/node-device.js";
import { runEvents } from "./run-events.js";
import { startPair } from "./subjects.js";
import { describeThreeWays } from "./three-ways.js";

describeThreeWays("devices of the host", { tables: { nodeDevice }, files: momentFiles });

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgated", "virtgate");

describe.skipIf(why)(title("events of the host's devices", why), () => {
  const pair = startPair();
  test.each(nodeDeviceEvents.map((row) => [titleOfEvents(row), row] as const))("%s", async (_title, row) => {
    const { peer, subject } = pair();
    const [expected, got] = await Promise.all([
      runEvents("virsh", peer, peer.uris.unix, row, momentFiles),
      runEvents("virsh", subject, subject.uris.unix, row, momentFiles),
    ]);
    expect(got, "virsh on virtgated").toEqual(expected);
    const ours = comparesWithItself ? "virsh" : "virtgate";
    expect(await runEvents(ours, peer, peer.uris.unix, row, momentFiles), "virtgate on libvirtd").toEqual(
      expected,
    );
  });
});
