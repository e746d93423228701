#!/usr/bin/env node
// Starts the bundled program. Compiling it takes Node.js half as long again as starting itself, so the build leaves
// the compiled form beside it. V8 refuses what another version of it has made, and the source is compiled as usual.

const { readFileSync } = require("node:fs");
const { Script } = require("node:vm");

const file = `${__dirname}/program.js`;

function read(path, encoding) {
  try {
    return readFileSync(path, encoding);
  } catch {
    return undefined;
  }
}

// The bundle has ASCII characters only.
const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, "latin1")}\n})`;
const cache = `${__dirname}/program-$BUILD-${process.version}-${process.arch}.cache`;
const cachedData = read(cache);
const script = new Script(source, { filename: file, cachedData });
script.runInThisContext()(exports, require, module, file, __dirname);
module.exports.keepCompiled = () => require("node:fs").writeFileSync(cache, script.createCachedData());
if (require.main === module) void module.exports.runProgram();
