// Pools and volumes: virsh on both daemons, and virtgate beside virsh.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./harness.js";
import { comparesWithItself, missing, title } from "./peers.js";
import { titleOfEvents } from "./rows/events.js";
import { storage } from "./rows/storage.js";
import { storageEvents } from "./rows/storage-events.js";
import { storageFiles } from "./rows/storage-files.js";
import { storageHostFiles, storageHosts } from "./rows/storage-hosts.js";
import { titleOf } from "./rows/table.js";
import { runEvents } from "./run-events.js";
import { type ClientName, runRow } from "./run-row.js";
import { startPair } from "./subjects.js";
import { describeThreeWays } from "./three-ways.js";

describeThreeWays("pools and volumes of the test hypervisor", {
  tables: storage,
  files: storageFiles,
});

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgated", "virtgate");
const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";

describe.skipIf(why)(title("events of pools", why), () => {
  const pair = startPair();
  test.each(storageEvents.map((row) => [titleOfEvents(row), row] as const))("%s", async (_title, row) => {
    const { peer, subject } = pair();
    const [expected, got] = await Promise.all([
      runEvents("virsh", peer, peer.uris.unix, row, storageFiles),
      runEvents("virsh", subject, subject.uris.unix, row, storageFiles),
    ]);
    expect(got, "virsh on virtgated").toEqual(expected);
    const said = await runEvents(ours, peer, peer.uris.unix, row, storageFiles);
    expect(said, "virtgate on libvirtd").toEqual(expected);
  });
});

describe.skipIf(why)(title("hosts with pools in their files", why), () => {
  const pair = startPair();
  beforeAll(() => {
    for (const { folder } of Object.values(pair())) {
      for (const [name, text] of Object.entries(storageHostFiles)) writeFileSync(join(folder, name), text);
    }
  });
  const uri = ({ folder, socket }: Daemon, file: string) => `test+unix://${folder}/${file}?socket=${socket}`;
  test.each(storageHosts.map(([file, row]) => [file, titleOf(row), row] as const))(
    "%s: %s",
    async (file, _title, row) => {
      const { peer, subject } = pair();
      const [expected, got] = await Promise.all([
        runRow("virsh", peer, uri(peer, file), row),
        runRow("virsh", subject, uri(subject, file), row),
      ]);
      expect(got).toEqual(expected);
    },
  );
});
