// Networks and interfaces of the test hypervisor, three ways; networks of hosts described by files; and their events.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./harness.js";
import { comparesWithItself, missing, title } from "./peers.js";
import { titleOfEvents } from "./rows/events.js";
import { interfaces } from "./rows/interface.js";
import { networkEvents, networkTables } from "./rows/network.js";
import { networkFiles } from "./rows/network-files.js";
import { networkHostFiles, networkHostRows } from "./rows/network-host.js";
import { titleOf } from "./rows/table.js";
import { runEvents } from "./run-events.js";
import { type ClientName, runRow } from "./run-row.js";
import { startPair } from "./subjects.js";
import { describeThreeWays } from "./three-ways.js";

describeThreeWays("networks and interfaces of the test hypervisor", {
  tables: { ...networkTables, interfaces },
  files: networkFiles,
});

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgated", "virtgate");
const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";

describe.skipIf(why)(title("what happens to networks, and those of host files", why), () => {
  const pair = startPair();
  test.each(networkEvents.map((row) => [titleOfEvents(row), row] as const))(
    "events: %s",
    async (_title, row) => {
      const { peer, subject } = pair();
      const [expected, got] = await Promise.all([
        runEvents("virsh", peer, peer.uris.unix, row, networkFiles),
        runEvents("virsh", subject, subject.uris.unix, row, networkFiles),
      ]);
      expect(got, "virsh on virtgated").toEqual(expected);
      const said = await runEvents(ours, peer, peer.uris.unix, row, networkFiles);
      expect(said, "virtgate on libvirtd").toEqual(expected);
    },
  );

  beforeAll(() => {
    for (const { folder } of Object.values(pair())) {
      for (const [name, text] of Object.entries(networkHostFiles)) writeFileSync(join(folder, name), text);
    }
  });
  const uri = ({ folder, socket }: Daemon, file: string) => `test+unix://${folder}/${file}?socket=${socket}`;
  test.each(networkHostRows.map(([file, row]) => [file, titleOf(row), row] as const))(
    "%s: %s",
    async (file, _title, row) => {
      const { peer, subject } = pair();
      const [expected, got] = await Promise.all([
        runRow("virsh", peer, uri(peer, file), row, networkFiles),
        runRow("virsh", subject, uri(subject, file), row, networkFiles),
      ]);
      expect(got).toEqual(expected);
    },
  );
});
