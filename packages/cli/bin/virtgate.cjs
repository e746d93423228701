#!/usr/bin/env node
// The program lies in dist/ once it is built; this file is there from the start, so that npm can link it.
const { existsSync } = require("node:fs");

const built = `${__dirname}/../dist/virtgate.js`;

if (existsSync(built)) {
  void require(built).runProgram();
} else {
  console.error("virtgate is not built yet: run `npm run build` first");
  process.exitCode = 1;
}
