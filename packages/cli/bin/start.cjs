#!/usr/bin/env node
// Starts the bundled program. Compiling it takes Node.js half as long again as starting itself, so the build leaves
// the compiled form beside it. V8 refuses what another version of it has made, and the source is compiled as usual.

const { readFileSync } = require("node:fs");
const { basename } = require("node:path");
const { Script } = require("node:vm");

/** The parts of the program that have been loaded, by name. */
const parts = new Map();

const cacheOf = (name) => `${__dirname}/${name}-$BUILD-${process.version}-${process.arch}.cache`;

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/**
 * A module of Node.js that is loaded when something of it is first used: most runs need few of them, and some take
 * as long to load as the program itself.
 */
const builtin = (id) =>
  new Proxy(
    {},
    {
      get: (_, name) => require(id)[name],
      has: (_, name) => name in require(id),
      ownKeys: () => Reflect.ownKeys(require(id)),
      getOwnPropertyDescriptor: (_, name) => ({
        value: require(id)[name],
        enumerable: true,
        configurable: true,
      }),
    },
  );

/** Parts load each other like modules of Node.js. */
function load(name) {
  const known = parts.get(name);
  if (known !== undefined) return known.module.exports;
  const filename = `${__dirname}/${name}.js`;
  // The bundle is a function already, and has ASCII characters only.
  const source = readFileSync(filename, "latin1");
  const script = new Script(source, { filename, cachedData: read(cacheOf(name)) });
  const module = { exports: {} };
  parts.set(name, { script, module });
  const requirePart = (id) => (id.startsWith("./") ? load(id.slice(2, -3)) : builtin(id));
  script.runInThisContext()(module.exports, requirePart, module, filename, __dirname);
  return module.exports;
}

/** As the helper for ssh it needs nothing of the rest; that name may be a link to this program. */
function runProgram() {
  const [, called = "", ...words] = process.argv;
  if (basename(called) === "virt-ssh-helper") return load("helper").runHelper(words);
  if (words[0] === "ssh-helper") return load("helper").runHelper(words.slice(1));
  return load("program").runProgram();
}

if (require.main === module) {
  void runProgram();
} else {
  module.exports = {
    main: (environment) => load("program").main(environment),
    runProgram,
    part: load,
    /**
     * Writes the compiled forms of the parts that have been loaded, with the functions that have run by now. What is
     * written already stays: the program itself has what every run needs, and no more to read at each start.
     */
    keepCompiled() {
      const { existsSync, writeFileSync } = require("node:fs");
      for (const [name, { script }] of parts) {
        if (!existsSync(cacheOf(name))) writeFileSync(cacheOf(name), script.createCachedData());
      }
    },
  };
}
