#!/usr/bin/env node
// The program lies in dist/ once it is built; this file is there from the start, so that npm can link it.
void require("../dist/virtgate.js").runProgram();
