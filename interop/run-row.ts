// Runs one row with one program against one daemon, in a folder of its own that holds the files it names.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Daemon } from "./harness.js";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { normalise, normaliseText } from "./normalise.js";
import { programOf } from "./peers.js";
import { files } from "./rows/files.js";
import { type Row, sessionOf, titleOf } from "./rows/table.js";

export type ClientName = "virsh" | "virtgate";

export interface RowOutcome extends Outcome {
  /** Names of the files the row made. Their content is the other tests' matter. */
  readonly made: readonly string[];
}

function commandOf(client: ClientName): readonly [string, ...string[]] {
  return client === "virsh" ? ["/usr/bin/virsh"] : [process.execPath, programOf("cli", "virtgate")];
}

/** The shell greets and prompts with its own name. */
function underItsPeersName(outcome: Outcome): Outcome {
  const stdout = outcome.stdout
    .replace(/^Welcome to virtgate,/, "Welcome to virsh,")
    .replace(/^virtgate ([#>]) /gm, "virsh $1 ");
  return { ...outcome, stdout };
}

/** Longer than any row takes, and short enough for two runs within one test. */
const hangsAfterMs = 15_000;

/**
 * virsh 9.0.0 itself hangs now and then in a `save`, `managedsave`, `dump` or `migrate`, which it does in a thread, also
 * without a daemon.
 * Only such a run, which had to be killed, is done again; an answer, right or wrong, counts the first time.
 */
export const virshHung = (client: ClientName, { status }: Outcome, row: Row): boolean =>
  client === "virsh" && status === "SIGKILL" && /\b((managed)?save|dump|migrate)\b/.test(titleOf(row));

/** `known`: the files that rows may name. */
export async function runRow(
  client: ClientName,
  daemon: Daemon,
  uri: string,
  row: Row,
  known: Readonly<Record<string, string>> = files,
): Promise<RowOutcome> {
  const outcome = await runOnce(client, daemon, uri, row, known);
  return virshHung(client, outcome, row) ? runOnce(client, daemon, uri, row, known) : outcome;
}

export async function runOnce(
  client: ClientName,
  daemon: Daemon,
  uri: string,
  row: Row,
  known: Readonly<Record<string, string>> = files,
): Promise<RowOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-row-"));
  try {
    const needed = Object.keys(known).filter((name) => titleOf(row).includes(name));
    for (const name of needed) writeFileSync(join(folder, name), known[name] ?? "");
    const home = join(folder, ".home");
    mkdirSync(home);
    const session = sessionOf(row);
    const [program, ...first] = commandOf(client);
    const outcome = await runToEnd(program, [...first, "-c", uri, ...(session.args ?? [])], {
      env: cleanEnvironment({
        HOME: home,
        XDG_CACHE_HOME: home,
        XDG_CONFIG_HOME: home,
        ...session.environment,
      }),
      input: session.typed,
      cwd: folder,
      timeoutMs: hangsAfterMs,
    });
    const plain = normalise(client === "virtgate" ? underItsPeersName(outcome) : outcome, daemon, folder);
    const made = readdirSync(folder).filter((name) => !(name in known) && name !== ".home");
    return {
      ...plain,
      made: made.map((name) => normaliseText(name, daemon, folder)).sort(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
