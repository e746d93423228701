#!/usr/bin/env node
// npm links this file before anything is built, so it cannot be the built one.

// Node answers SIGUSR1 by opening a debugger's port, through which every user of this machine could become the one
// the daemon runs as. A listener of our own takes its place, as early as can be.
process.on("SIGUSR1", () => {});

await import("../dist/main.js");
