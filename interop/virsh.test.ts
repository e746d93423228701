// The real virsh, once with libvirtd and once with virtgated: the same words, the same exit status.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Daemon, Uris } from "./harness.js";
import { missing, title } from "./peers.js";
import { definition } from "./rows/definition.js";
import { devices } from "./rows/devices.js";
import { events, titleOfEvents } from "./rows/events.js";
import { host, unsupported } from "./rows/host.js";
import { hostFiles, hostRows } from "./rows/host-file.js";
import { lifecycle } from "./rows/lifecycle.js";
import { list } from "./rows/list.js";
import { passFds } from "./rows/pass-fds.js";
import { titleOf } from "./rows/table.js";
import { runEvents } from "./run-events.js";
import { runRow } from "./run-row.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgated");
const tables = { host, unsupported, list, definition, lifecycle, devices };
/** Over TCP libvirtd says that it passes descriptors, and clients who believe it are disconnected. */
const tablesOf = (road: keyof Uris) => (road === "tcp" ? tables : { ...tables, passFds });
const roads: [keyof Uris, string][] = [
  ["unix", "the unix socket"],
  ["unixReadonly", "the read-only socket"],
  ["tcp", "TCP"],
];

describe.skipIf(why)(title("virsh finds no difference", why), () => {
  const pair = startPair();
  describe.each(roads)("over %s", (road) => {
    describe.each(Object.entries(tablesOf(road)))("%s", (_name, rows) => {
      test.each(rows.map((row) => [titleOf(row), row] as const))("%s", async (_title, row) => {
        const { peer, subject } = pair();
        const [expected, got] = await Promise.all([
          runRow("virsh", peer, peer.uris[road], row),
          runRow("virsh", subject, subject.uris[road], row),
        ]);
        expect(got).toEqual(expected);
      });
    });
    test.each(events.map((row) => [titleOfEvents(row), row] as const))("events: %s", async (_title, row) => {
      const { peer, subject } = pair();
      const [expected, got] = await Promise.all([
        runEvents("virsh", peer, peer.uris[road], row),
        runEvents("virsh", subject, subject.uris[road], row),
      ]);
      expect(got).toEqual(expected);
    });
  });

  describe("hosts described by files", () => {
    beforeAll(() => {
      for (const { folder } of Object.values(pair())) {
        for (const [name, text] of Object.entries(hostFiles)) writeFileSync(join(folder, name), text);
      }
    });
    const uri = ({ folder, socket }: Daemon, file: string) =>
      `test+unix://${folder}/${file}?socket=${socket}`;
    test.each(hostRows.map(([file, row]) => [file, titleOf(row), row] as const))(
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
});
