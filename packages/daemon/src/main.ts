// virtgated: from the command line to a running daemon, and from a signal to a clean end.

import { userInfo } from "node:os";
import type { Config } from "./config/config.js";
import { daemonize, readinessPipe } from "./config/daemonize.js";
import { makeRunDirectory, openLog } from "./config/directories.js";
import { loadConfig } from "./config/load.js";
import { acquirePidFile } from "./config/pid-file.js";
import { watchSignals } from "./config/signals.js";
import { ExitStatus, StartError } from "./config/start-error.js";
import { Daemon } from "./daemon.js";
import type { Log } from "./log/logger.js";
import { parseOptions, type RunOptions } from "./options.js";

const account = { uid: process.geteuid?.() ?? -1, home: userInfo().homedir };

async function main(args: readonly string[]): Promise<number> {
  const command = parseOptions(args, account);
  if (command.kind === "print") {
    process.stdout.write(command.stdout);
    process.stderr.write(command.stderr);
    return command.exitStatus;
  }
  const { options } = command;
  if (options.daemon && ready === undefined) return startInBackground(options);
  return run(options);
}

/** Mistakes in the configuration are told here, where somebody can still read them. */
async function startInBackground(options: RunOptions): Promise<number> {
  const config = loadConfig(options, process.env, account);
  openLog(config).close();
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)] as [string, ...string[]];
  const place = config.log.outputs.map(({ to, name }) => name || to).join(", ");
  const { exitStatus, problem } = await daemonize(command, process.env, place);
  if (problem !== null) process.stderr.write(`virtgated: ${problem}\n`);
  return exitStatus;
}

/** Runs until a signal, or the timeout without clients, ends it. What keeps it from starting is in its log. */
async function run(options: RunOptions): Promise<number> {
  const config = loadConfig(options, process.env, account);
  const log = openLog(config);
  // Node then ends the process with the same words on stderr, which may be nowhere.
  process.on("uncaughtExceptionMonitor", (thrown) => log.error("daemon", thrown.stack ?? String(thrown)));
  try {
    await serve(config, log, options);
    return ExitStatus.ok;
  } catch (thrown) {
    if (!(thrown instanceof StartError)) throw thrown;
    for (const line of thrown.lines) log.error("daemon", line);
    if (config.log.outputs.every(({ to }) => to !== "stderr")) print(thrown);
    ready?.report(thrown.exitStatus);
    return thrown.exitStatus;
  } finally {
    log.close();
  }
}

async function serve(config: Config, log: Log, options: RunOptions): Promise<void> {
  makeRunDirectory(config);
  const pidFile = acquirePidFile(config.pidFile);
  try {
    const daemon = await Daemon.start(config, log);
    watchSignals({
      stop: (signal) => void daemon.stop(signal),
      force: () => process.exit(1),
      // The file by its absolute path: a daemon in the background has left the directory it was started in.
      reload: () => reload({ ...options, configFile: config.file }, daemon, log),
    });
    ready?.report(ExitStatus.ok);
    await daemon.finished;
  } finally {
    pidFile.release();
  }
}

/** A configuration that is broken changes nothing. */
function reload(options: RunOptions, daemon: Daemon, log: Log): void {
  try {
    const config = loadConfig(options, process.env, account);
    log.reconfigure(config.log);
    log.reopen();
    daemon.reload(config);
    log.info("config", "configuration read again", { file: config.file ?? "none" });
  } catch (thrown) {
    log.error("config", `the old configuration stays in force: ${(thrown as Error).message}`);
  }
}

function print({ lines }: StartError): void {
  for (const line of lines) process.stderr.write(`virtgated: error : ${line}\n`);
}

// Whoever read them may be gone. libvirtd takes no notice either.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const ready = readinessPipe(process.env);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  const failure = thrown instanceof StartError ? thrown : new StartError(ExitStatus.init, String(thrown));
  print(failure);
  ready?.report(failure.exitStatus);
  process.exitCode = failure.exitStatus;
}
