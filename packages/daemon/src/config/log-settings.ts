// What is logged, and where to: configuration file, then environment, then command line, the later one winning.

import { parseFilters } from "../log/filter.js";
import { invalidLog, isLevel, Level, parseLevel } from "../log/level.js";
import { type LogOutput, parseOutputs } from "../log/output.js";
import type { LogSettings } from "../log/settings.js";
import type { Settings } from "./keys.js";
import type { Environment, Paths } from "./paths.js";

/** The variables alone. libvirtd checks them before anything else, so broken ones are refused at once. */
export function readLogEnvironment(env: Environment) {
  return {
    level: env.LIBVIRT_DEBUG ? parseLevel(env.LIBVIRT_DEBUG) : undefined,
    filters: env.LIBVIRT_LOG_FILTERS ? parseFilters(env.LIBVIRT_LOG_FILTERS) : undefined,
    outputs: env.LIBVIRT_LOG_OUTPUTS ? parseOutputs(env.LIBVIRT_LOG_OUTPUTS) : undefined,
  };
}

export function readLogSettings(
  settings: Pick<Settings, "logLevel" | "logFilters" | "logOutputs">,
  env: Environment,
  paths: Paths,
  options: { readonly verbose: boolean; readonly daemon: boolean },
): LogSettings {
  const { logLevel } = settings;
  if (logLevel !== 0 && !isLevel(logLevel)) {
    throw invalidLog(`Failed to set logging priority, argument '${logLevel}' is invalid`);
  }
  // The file's settings are checked even where the environment goes before them.
  const filters = settings.logFilters === null ? [] : parseFilters(settings.logFilters);
  const outputs = settings.logOutputs === null ? [] : parseOutputs(settings.logOutputs);
  const fromEnv = readLogEnvironment(env);
  const asked = fromEnv.level ?? (isLevel(logLevel) ? logLevel : Level.warning);
  const level = options.verbose && asked > Level.info ? Level.info : asked;
  const chosen = fromEnv.outputs ?? outputs;
  return {
    level,
    filters: fromEnv.filters ?? filters,
    outputs: chosen.length > 0 ? chosen : [defaultOutput(level, paths, options.daemon)],
  };
}

/**
 * In the foreground stderr, behind `--daemon` the log file. libvirtd prefers the journal when there is one and its
 * input is no terminal; ours leaves that to systemd, which puts a service's stderr there anyway.
 */
export function defaultOutput(level: Level, paths: Paths, daemon: boolean): LogOutput {
  return daemon ? { level, to: "file", name: paths.logFile } : { level, to: "stderr", name: "" };
}
