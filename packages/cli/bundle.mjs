// Builds the program from the TypeScript sources of all packages:
//   dist/program.js   what every run needs, as one file
//   dist/local.js     the test hypervisor, which only test:/// URIs load
//   dist/*.cache      program.js as this Node.js has compiled it
//   dist/virtgate.js  the program: loads program.js with what the cache has of it
// All CommonJS, since Node.js starts it 4 ms faster than modules.

import { spawnSync } from "node:child_process";
import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The drivers are another file beside the program. */
const localDriver = {
  name: "local-driver",
  setup(building) {
    building.onResolve({ filter: /^@virtgate\/daemon\/local$/ }, () => ({
      path: "./local.js",
      external: true,
    }));
  },
};

const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  conditions: ["@virtgate/source"],
  // Also what is loaded late: Node.js would start its loader of modules for it.
  supported: { "dynamic-import": false },
  minify: true,
  sourcemap: "linked",
  sourcesContent: false,
  logLevel: "warning",
};

await rm(here("dist"), { recursive: true, force: true });
await mkdir(here("dist"), { recursive: true });
// The package is one of modules; this folder is not.
await writeFile(here("dist/package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
await build({
  ...shared,
  entryPoints: [here("src/main.ts")],
  outfile: here("dist/program.js"),
  plugins: [localDriver],
});
await build({
  ...shared,
  stdin: {
    contents: 'export { testDriver } from "@virtgate/daemon/local";',
    resolveDir: here("."),
    loader: "ts",
  },
  outfile: here("dist/local.js"),
});
await copyFile(here("bin/start.cjs"), here("dist/virtgate.js"));
await chmod(here("dist/virtgate.js"), 0o755);
// A program without its cache is slower, but works.
spawnSync(process.execPath, [here("bin/warm.cjs")], { stdio: "ignore", timeout: 20_000 });
