// Bundles the command line: dist/virtgate.js with what every run needs, and the test hypervisor in a file of its
// own that only test:/// URIs load. CommonJS, since Node.js starts it 4 ms faster than a module.

import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The drivers are another file beside the program. */
const localDriver = {
  name: "local-driver",
  setup(building) {
    building.onResolve({ filter: /^@virtgate\/daemon\/local$/ }, () => ({ path: "./local.js", external: true }));
  },
};

const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  // The TypeScript sources of all packages, so that no build has to come first.
  conditions: ["@virtgate/source"],
  minify: true,
  keepNames: true,
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
  entryPoints: [here("src/program.ts")],
  outfile: here("dist/virtgate.js"),
  banner: { js: "#!/usr/bin/env node" },
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
await chmod(here("dist/virtgate.js"), 0o755);
