// The command line as a library: for tests that run it in their own process.

export { allCommands, commandNames } from "./commands/index.js";
export { type Environment, main } from "./main.js";
