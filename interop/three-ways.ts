// Each row three times: virsh on libvirtd says what is right; virsh on virtgated and virtgate on libvirtd have to say
// the same words with the same exit status.
import { describe, expect, test } from "vitest";
import type { Daemon } from "./harness.js";
import { comparesWithItself, missing, title } from "./peers.js";
import { type Row, titleOf } from "./rows/table.js";
import { type ClientName, type RowOutcome, runRow } from "./run-row.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgated", "virtgate");
const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";

export interface ThreeWays {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** The files that rows may name, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The commands of a row go on behind one that fails: they are typed into the shell. */
const typed = (row: Row): Row =>
  typeof row === "string" && row.includes("; ") ? { typed: `${row.replaceAll("; ", "\n")}\n` } : row;

/** The shell's echo is not compared: libreadline breaks long lines. */
const withoutEcho = (outcome: RowOutcome): RowOutcome => ({
  ...outcome,
  stdout: outcome.stdout.replace(/^(virsh [#>])[^\n]*$/gm, "$1"),
});

export function describeThreeWays(name: string, { tables, files }: ThreeWays): void {
  const run = async (client: ClientName, daemon: Daemon, row: Row) =>
    withoutEcho(await runRow(client, daemon, daemon.uris.unix, typed(row), files));
  describe.skipIf(why)(title(name, why), () => {
    const pair = startPair();
    describe.each(Object.entries(tables))("%s", (_name, rows) => {
      test.each(rows.map((row) => [titleOf(row), row] as const))("%s", async (_title, row) => {
        const { peer, subject } = pair();
        const [expected, got] = await Promise.all([run("virsh", peer, row), run("virsh", subject, row)]);
        expect(got, "virsh on virtgated").toEqual(expected);
        // Afterwards: two clients at the same time would see each other's changes.
        const said = await run(ours, peer, row);
        expect(said, "virtgate on libvirtd").toEqual(expected);
      });
    });
  });
}
