// Reads the TypeScript sources and the declared dependencies of every package.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Declared, Source } from "./import-fence.js";

/** The checkout: found by its package.json, since this file runs from scripts/ and from build/scripts/. */
export function checkout(from = import.meta.url): string {
  let folder = fileURLToPath(new URL(".", from));
  while (!readdirSync(folder).includes("package-lock.json")) {
    const above = join(folder, "..");
    if (above === folder) throw new Error(`no checkout above ${fileURLToPath(from)}`);
    folder = above;
  }
  return folder.replace(/\/$/, "");
}

export function packageNames(root: string): string[] {
  return readdirSync(join(root, "packages")).sort();
}

export function packageSources(root: string): Source[] {
  return packageNames(root).flatMap((name) =>
    readdirSync(join(root, "packages", name, "src"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .sort()
      .map((path) => `packages/${name}/src/${path.replaceAll("\\", "/")}`)
      .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") })),
  );
}

export function declaredDependencies(root: string): Declared {
  return Object.fromEntries(
    packageNames(root).map((name) => {
      const manifest: {
        dependencies?: Record<string, string>;
        optionalDependencies?: Record<string, string>;
      } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
      return [name, Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })];
    }),
  );
}
