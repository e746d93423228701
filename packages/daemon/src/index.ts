// The daemon as a library: start one in a process of your own.

export type { Config } from "./config/config.js";
export { loadConfig } from "./config/load.js";
export { StartError } from "./config/start-error.js";
export { Daemon } from "./daemon.js";
export { testDriver } from "./local.js";
export { Log, type Logger } from "./log/logger.js";
export { parseOptions, VERSION } from "./options.js";
