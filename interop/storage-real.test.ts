// virtgate beside virsh on libvirtd's own storage and secret drivers: words, status, and every byte of the files.
import { createHash } from "node:crypto";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "./harness.js";
import { cleanEnvironment, runToEnd } from "./harness-process.js";
import { normalise } from "./normalise.js";
import { comparesWithItself, missing, programOf, title } from "./peers.js";
import { type RealRow, realFiles, realRows } from "./rows/storage-real.js";
import type { ClientName } from "./run-row.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgate");

/** Bytes that say where they are: what is shifted or lost shows. */
function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) % 0x1_0000_0000, at);
  return bytes;
}

function makeFiles(folder: string): void {
  for (const [name, text] of Object.entries(realFiles)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "small"), "hello\0world\xff\n", "latin1");
  writeFileSync(join(folder, "empty"), "");
  writeFileSync(join(folder, "raw"), Buffer.from([0, 1, 0xff, 0xfe, 0x0a, 0x27]));
  writeFileSync(join(folder, "zeros"), Buffer.alloc(600_000));
  const hole = openSync(join(folder, "hole"), "w");
  ftruncateSync(hole, 1 << 20);
  closeSync(hole);
  // Data, a hole, data in the middle of blocks, and a hole at the end.
  const source = openSync(join(folder, "source"), "w");
  writeSync(source, pattern(1_500_000), 0, 1_500_000, 0);
  writeSync(source, pattern(70_000), 0, 70_000, 3 << 20);
  writeSync(source, pattern(4096), 0, 4096, (5 << 20) + 100);
  ftruncateSync(source, 7 << 20);
  closeSync(source);
}

const shownFile = (path: string) => {
  try {
    const { size, blocks } = statSync(path);
    return { size, blocks, hash: createHash("sha256").update(readFileSync(path)).digest("hex") };
  } catch {
    return "none";
  }
};

/** What a run may leave is gone before the next. */
const leftovers: Record<RealRow["scheme"], readonly string[]> = {
  storage: ["pool-destroy r2", "pool-destroy rp", "pool-undefine rp"],
  secret: [1, 2, 3].map((number) => `secret-undefine c7a5fdbd-edaf-9455-926a-00000000000${number}`),
};

async function run(client: ClientName, daemon: Daemon, { scheme, commands, compared = [] }: RealRow) {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-row-"));
  const pool = join(folder, "pool");
  const fill = (text: string) => text.replaceAll("{POOL}", pool);
  const uri = `${scheme}+unix:///system?socket=${daemon.socket}`;
  const [program, ...first] =
    client === "virsh" ? ["/usr/bin/virsh"] : [process.execPath, programOf("cli", "virtgate")];
  const say = (line: string) =>
    runToEnd(program!, [...first, "-c", uri, line], {
      env: cleanEnvironment({ HOME: folder }),
      cwd: folder,
      timeoutMs: 30_000,
    });
  try {
    makeFiles(folder);
    mkdirSync(pool);
    const outcome = normalise(await say(fill(commands.join("; "))), daemon, folder);
    const files = Object.fromEntries(
      compared.map((name) => [name, shownFile(fill(name).replace(/^(?!\/)/, `${folder}/`))]),
    );
    return { ...outcome, files };
  } finally {
    await runToEnd("/usr/bin/virsh", ["-c", uri, leftovers[scheme].join("; ")], {
      env: cleanEnvironment({}),
    });
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(why)(title("real storage and secrets", why), () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await startDaemon("libvirtd");
  });
  afterAll(() => daemon?.stop());

  test.each(realRows.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    const expected = await run("virsh", daemon, row);
    const got = await run(comparesWithItself ? "virsh" : "virtgate", daemon, row);
    expect(got).toEqual(expected);
  });
});
