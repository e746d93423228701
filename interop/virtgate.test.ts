// Our command line beside virsh: the same command on the same daemon gives the same words and exit status, be the
// daemon libvirt's or ours.
import { describe, expect, test } from "vitest";
import { comparesWithItself, missing, title } from "./peers.js";
import { definition } from "./rows/definition.js";
import { devices } from "./rows/devices.js";
import { events, titleOfEvents } from "./rows/events.js";
import { host } from "./rows/host.js";
import { interactive } from "./rows/interactive.js";
import { lifecycle } from "./rows/lifecycle.js";
import { list } from "./rows/list.js";
import { passFds } from "./rows/pass-fds.js";
import { shell } from "./rows/shell.js";
import { titleOf } from "./rows/table.js";
import { runEvents } from "./run-events.js";
import { type ClientName, runRow } from "./run-row.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgated", "virtgate");
const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";
const tables = { shell, interactive, host, list, definition, lifecycle, devices, passFds };

describe.skipIf(why)(title("virtgate speaks as virsh does", why), () => {
  // Two daemons of each kind: the two clients run at the same time and must not see each other's changes.
  const left = startPair();
  const right = startPair();

  describe.each(["peer", "subject"] as const)("with the %s", (which) => {
    // The grammar of the command line is the same whatever the daemon.
    const { shell: grammar, ...others } = tables;
    const tried = which === "peer" ? { grammar, ...others } : others;
    describe.each(Object.entries(tried))("%s", (_name, rows) => {
      test.each(rows.map((row) => [titleOf(row), row] as const))("%s", async (_title, row) => {
        const [one, other] = [left()[which], right()[which]];
        const [expected, got] = await Promise.all([
          runRow("virsh", one, one.uris.unix, row),
          runRow(ours, other, other.uris.unix, row),
        ]);
        expect(got).toEqual(expected);
      });
    });
    test.each(events.map((row) => [titleOfEvents(row), row] as const))("events: %s", async (_title, row) => {
      const [one, other] = [left()[which], right()[which]];
      const [expected, got] = await Promise.all([
        runEvents("virsh", one, one.uris.unix, row),
        runEvents(ours, other, other.uris.unix, row),
      ]);
      expect(got).toEqual(expected);
    });
  });
});
