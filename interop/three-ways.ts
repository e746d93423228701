// Each row three times: virsh on libvirtd says what is right; virsh on virtgated and virtgate on libvirtd have to say
// the same words with the same exit status.
import { describe, expect, test } from "vitest";
import { comparesWithItself, missing, title } from "./peers.js";
import { type Row, titleOf } from "./rows/table.js";
import { type ClientName, runRow } from "./run-row.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgated", "virtgate");
const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";

export interface ThreeWays {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** The files that rows may name, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

export function describeThreeWays(name: string, { tables, files }: ThreeWays): void {
  describe.skipIf(why)(title(name, why), () => {
    const pair = startPair();
    describe.each(Object.entries(tables))("%s", (_name, rows) => {
      test.each(rows.map((row) => [titleOf(row), row] as const))("%s", async (_title, row) => {
        const { peer, subject } = pair();
        const [expected, got] = await Promise.all([
          runRow("virsh", peer, peer.uris.unix, row, files),
          runRow("virsh", subject, subject.uris.unix, row, files),
        ]);
        expect(got, "virsh on virtgated").toEqual(expected);
        // Afterwards: two clients at the same time would see each other's changes.
        const said = await runRow(ours, peer, peer.uris.unix, row, files);
        expect(said, "virtgate on libvirtd").toEqual(expected);
      });
    });
  });
}
