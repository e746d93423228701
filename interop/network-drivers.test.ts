// virtgate beside virsh on libvirt's own drivers of networks, network filters and interfaces.
import { describe, expect, test } from "vitest";
import { comparesWithItself, missing, title } from "./peers.js";
import { driverFiles, driverRows } from "./rows/network-drivers.js";
import { titleOf } from "./rows/table.js";
import { type ClientName, runRow } from "./run-row.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgate");
const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";

describe.skipIf(why)(title("virtgate on libvirt's network drivers", why), () => {
  const pair = startPair();
  test.each(driverRows.map(([driver, row]) => [driver, titleOf(row), row] as const))(
    "%s: %s",
    async (driver, _title, row) => {
      const { peer } = pair();
      const uri = `${driver}+unix:///system?socket=${peer.socket}`;
      // One after the other: they share what is defined there.
      const expected = await runRow("virsh", peer, uri, row, driverFiles);
      const said = await runRow(ours, peer, uri, row, driverFiles);
      expect(said).toEqual(expected);
    },
  );
});
