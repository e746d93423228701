// Compares packages/protocol/wire.lock with the declarations: one step of npm run check. --write renews it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./sources.js";
import { wireLock, wireLockChanges } from "./wire-lock-lines.js";

const path = join(checkout(), "packages/protocol/wire.lock");
const now = wireLock();
if (process.argv.includes("--write")) {
  writeFileSync(path, now);
} else {
  const locked = readFileSync(path, "utf8");
  for (const line of wireLockChanges(locked, now)) process.stderr.write(`${line}\n`);
  if (locked !== now) {
    process.stderr.write("The wire changed. If that is meant: node build/scripts/wire-lock.js --write\n");
    process.exitCode = 1;
  }
}
