// Builds the program from the TypeScript sources of all packages:
//   dist/program.js   what every run needs, as one file
//   dist/local.js     the test hypervisor, which only test:/// URIs load
//   dist/pki.js       certificates, which only TLS loads
//   dist/sasl.js      signing in with a name, which only hosts that ask for it load
//   dist/native.js    the system's Kerberos, which only hosts that offer it load
//   dist/tools.js     `virtgate pki`, which only that loads
//   dist/users.js     `virtgate user`, which only that loads
//   dist/helper.js    `virtgate ssh-helper`, which is all that loads
//   dist/*.cache      all but the tools, the users and native.js as this Node.js has compiled them
//   dist/virtgate.js  the program: loads them with what the caches have of them
// All CommonJS, since Node.js starts it 4 ms faster than modules.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What most runs do not need, by what the program imports: a file of its own beside it for each. */
const parts = {
  local: "@virtgate/daemon/local",
  pki: "@virtgate/pki",
  sasl: "@virtgate/sasl",
  native: "@virtgate/native",
  tools: "./pki/main.js",
  users: "./user/main.js",
  helper: "./ssh-helper/main.js",
};

/** Leaves these parts to the files that they are. */
const apart = (names) => ({
  name: "parts",
  setup(building) {
    for (const name of names) {
      const specifier = parts[name];
      building.onResolve({ filter: new RegExp(`^${specifier.replaceAll(".", "[.]")}$`) }, () => ({
        path: `./${name}.js`,
        external: true,
      }));
    }
  },
});

const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  conditions: ["@virtgate/source"],
  // Where native code is looked for.
  define: { "import.meta.url": "__filename" },
  // Native code, which cannot be bundled and need not be there, and what may have some.
  external: ["koffi", "ssh2"],
  // Also what is loaded late: Node.js would start its loader of modules for it.
  supported: { "dynamic-import": false },
  // As Node.js wraps what it loads, but before it is read: the joined text would be a garbage collection more.
  banner: { js: "(function(exports,require,module,__filename,__dirname){" },
  footer: { js: "})" },
  minify: true,
  sourcemap: "linked",
  sourcesContent: false,
  logLevel: "warning",
};

// Everything is built beside the old program, which somebody may be using, and takes its place at the end.
const folder = here("../../build/virtgate.new");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
// The package is one of modules; this folder is not.
await writeFile(`${folder}/package.json`, `${JSON.stringify({ type: "commonjs" })}\n`);
await build({
  ...shared,
  entryPoints: [here("src/main.ts")],
  outfile: `${folder}/program.js`,
  plugins: [apart(Object.keys(parts))],
});
for (const [name, specifier] of Object.entries(parts)) {
  await build({
    ...shared,
    stdin: { contents: `export * from "${specifier}";`, resolveDir: here("src"), loader: "ts" },
    outfile: `${folder}/${name}.js`,
    plugins: [apart(name === "users" ? ["pki", "sasl", "native"] : [])],
  });
}

// V8 knows a source by its length only, so the name of a cache has to say which program it belongs to.
const hashing = createHash("sha256");
for (const name of ["program", ...Object.keys(parts)]) hashing.update(await readFile(`${folder}/${name}.js`));
const hash = hashing.digest("hex").slice(0, 16);
const start = await readFile(here("bin/start.cjs"), "utf8");
await writeFile(`${folder}/virtgate.js`, start.replace("$BUILD", hash));
await chmod(`${folder}/virtgate.js`, 0o755);
// A program without its cache is slower, but works.
spawnSync(process.execPath, [here("bin/warm.cjs"), folder], { stdio: "ignore", timeout: 20_000 });

await rm(here("../../build/virtgate.old"), { recursive: true, force: true });
await rename(here("dist"), here("../../build/virtgate.old")).catch(() => {});
await rename(folder, here("dist"));
await rm(here("../../build/virtgate.old"), { recursive: true, force: true });
