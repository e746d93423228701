// What virsh 9.0.0 said, word for word. Where virsh is at hand, `VIRTGATE_RECORD=1 npx vitest run
// packages/cli/src/virsh.test.ts` lets it say the rows of the vectors again.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run, type Said } from "./testing/run.js";

interface Row extends Said {
  /** `{FILES}` stands for the folder with the definitions, `{TMP}` for an empty one. */
  readonly words: readonly string[];
}

const vectors = fileURLToPath(new URL("../vectors", import.meta.url));
const environment = { LC_ALL: "C", HOME: "/nonexistent", PATH: "/usr/bin:/bin" };
const recording = process.env["VIRTGATE_RECORD"] !== undefined;

let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), "virtgate-cli-"));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const fill = (text: string) =>
  text.replaceAll("{FILES}", join(vectors, "files")).replaceAll("{TMP}", temporary);

/** What differs from run to run. */
const normalise = (text: string) =>
  text
    .replaceAll(join(vectors, "files"), "{FILES}")
    .replaceAll(temporary, "{TMP}")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uuid>")
    .replace(/(CPU time:\s+)[0-9.]+s/g, "$1<seconds>s")
    .replace(/\(Time: [0-9.]+ ms\)/g, "(Time: <ms> ms)")
    // The one difference that we want.
    .replaceAll("Virsh itself (help keyword 'virsh')", "Virtgate itself (help keyword 'virtgate')");

function virsh(words: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync("virsh", words.map(fill), {
    env: environment,
    encoding: "utf8",
  });
  return { status: status ?? -1, stdout: normalise(stdout), stderr: normalise(stderr) };
}

async function virtgate(words: readonly string[]): Promise<Said> {
  const { status, stdout, stderr } = await run(words.map(fill), environment);
  return { status, stdout: normalise(stdout), stderr: normalise(stderr) };
}

const suites = ["grammar", "help", "host", "storage", "xpath"] as const;

describe.each(suites)("%s", (suite) => {
  const file = join(vectors, `${suite}.json`);
  const rows = JSON.parse(readFileSync(file, "utf8")) as Row[];

  if (recording) {
    test("is recorded", { timeout: 300_000 }, () => {
      const lines = rows.map(({ words }) => JSON.stringify({ words, ...virsh(words) }));
      writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
    });
  } else {
    test.each(rows.map((row) => [row.words.join(" "), row] as const))("%s", async (_, { words, ...said }) => {
      expect(await virtgate(words)).toEqual(said);
    });
  }
});
