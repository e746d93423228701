// Builds when a source is newer than the last build that a script made.
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { must, root, say } from "./command.mjs";

const stamp = join(root, "build/.stamp");
const sources = [
  "packages",
  "scripts",
  "interop",
  "bench",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.base.json",
];
const notSources = new Set(["node_modules", "dist"]);

/** The latest modification of a file below `path`, in ms since 1970; generated ones do not count. */
export function newestMs(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).filter((name) => !notSources.has(name) && !name.endsWith(".tsbuildinfo"));
  return Math.max(0, ...inside.map((name) => newestMs(join(path, name))));
}

function isBuilt() {
  if (!existsSync(stamp) || !existsSync(join(root, "packages/daemon/dist"))) return false;
  const built = statSync(stamp).mtimeMs;
  return sources.every((source) => newestMs(join(root, source)) <= built);
}

export function build() {
  if (isBuilt()) return;
  say("Building (npm run build)");
  const started = new Date();
  must("npm", ["run", "--silent", "build"]);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, "");
  utimesSync(stamp, started, started); // when it began: a file saved meanwhile is built again next time
}
