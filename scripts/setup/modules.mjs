// Are the npm packages of the lock file installed? Compared by content, since a fresh clone has no useful times.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { must, root, say } from "./command.mjs";

/** The packages of package-lock.json that node_modules does not have in that version. */
export function missingModules(lock, installed) {
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== "" && entry.version !== undefined && !entry.link && !entry.optional)
    .filter(
      ([path, entry]) =>
        path.startsWith("node_modules/") && installed.packages[path]?.version !== entry.version,
    )
    .map(([path]) => path);
}

export function installModules() {
  const record = join(root, "node_modules/.package-lock.json");
  if (existsSync(record)) {
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    const installed = JSON.parse(readFileSync(record, "utf8"));
    if (missingModules(lock, installed).length === 0) return;
  }
  say("Installing npm packages (npm ci)");
  must("npm", ["ci", "--no-audit", "--no-fund"]);
}
