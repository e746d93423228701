// Our client library beside libvirt's own: the same values and the same refusals, from libvirtd and from virtgated.
import { type Connection, connect, type Domain, LibvirtError } from "@virtgate/client";
import { beforeAll, describe, expect, test } from "vitest";
import type { Daemon, Uris } from "./harness.js";
import { normaliseText } from "./normalise.js";
import { missing, title } from "./peers.js";
import { runPython } from "./python-cases.js";
import { type ClientRow, everywhere, onLibvirtd } from "./rows/client.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "python", "virtgated");

/** As run-cases.py reports it. */
async function ours(daemon: Daemon, uri: string, { ours: run }: ClientRow): Promise<unknown> {
  const connection: Connection = await connect(uri);
  let shown: unknown;
  try {
    const domain: Domain = await connection.domains.lookupByName("test");
    shown = [await run(connection, domain)];
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
    const { code, domain, level, message, str1, str2, str3, int1, int2 } = error;
    shown = { code, domain, level, message, str1, str2, str3, int1, int2 };
  } finally {
    await connection.close();
  }
  return JSON.parse(
    JSON.stringify([shown], (_key, value) => (typeof value === "bigint" ? Number(value) : value)),
    (_key, value) => (typeof value === "string" ? normaliseText(value, daemon, "/nowhere") : value),
  );
}

const asCase = ({ title, libvirt }: ClientRow) =>
  [title, libvirt.includes("show(") ? libvirt : `show((${libvirt}))`] as const;
const titled = (rows: readonly ClientRow[]) => rows.map((row, index) => [row.title, row, index] as const);

describe.skipIf(why)(title("our client sees what libvirt's client sees", why), () => {
  const pair = startPair();
  const rows = [...everywhere, ...onLibvirtd];
  let expected: unknown[] = [];
  beforeAll(async () => {
    const { peer } = pair();
    expected = await runPython(peer, peer.uris.unix, rows.map(asCase));
  });

  describe.each<keyof Uris>(["unix", "tcp"])("with libvirtd over %s", (road) => {
    test.each(titled(rows))("%s", async (_title, row, index) => {
      expect(await ours(pair().peer, pair().peer.uris[road], row)).toEqual(expected[index]);
    });
  });

  describe.each<keyof Uris>(["unix", "tcp"])("with virtgated over %s", (road) => {
    test.each(titled(everywhere))("%s", async (_title, row, index) => {
      expect(await ours(pair().subject, pair().subject.uris[road], row)).toEqual(expected[index]);
    });
  });
});
