#!/usr/bin/env node
// The program lies in dist/ once it is built; this file is there from the start, so that npm can link it. The built
// one is run as the main module, as if it had been named itself.
process.argv[1] = require.resolve("../dist/virtgate.js");
require("node:module").runMain();
