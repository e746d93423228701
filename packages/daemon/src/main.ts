// virtgated: from the command line to a running daemon, and from a signal to a clean end.

import { userInfo } from "node:os";
import { basename } from "node:path";
import type { Config } from "./config/config.js";
import { daemonize, readinessPipe } from "./config/daemonize.js";
import { makeRunDirectory, openLog } from "./config/directories.js";
import { identityNamed, identityOf } from "./config/identity.js";
import { type LoadOptions, loadConfig } from "./config/load.js";
import { acquirePidFile, loadFcntlLock } from "./config/pid-file.js";
import { watchSignals } from "./config/signals.js";
import { ExitStatus, StartError } from "./config/start-error.js";
import { Daemon } from "./daemon.js";
import type { Log } from "./log/logger.js";
import { parseOptions } from "./options.js";
import { activationVariables, descriptorsOf, takeActivation } from "./systemd/activation.js";
import { type ServiceManager, serviceManager } from "./systemd/notify.js";

const account = { uid: process.geteuid?.() ?? -1, home: userInfo().homedir };

/** A link to the program chooses by its name which daemon of libvirt it stands in for. */
const calledAs = basename(process.argv[1] ?? "");
const called = {
  program: identityNamed(calledAs) === undefined ? "virtgated" : calledAs,
  identity: identityOf(calledAs),
};

async function main(args: readonly string[]): Promise<number> {
  const command = parseOptions(args, account, called);
  if (command.kind === "print") {
    process.stdout.write(command.stdout);
    process.stderr.write(command.stderr);
    return command.exitStatus;
  }
  if (command.kind === "units") {
    const { printUnits } = await import("./systemd/print-units.js");
    return printUnits(command.options, command.units, account);
  }
  // Behind --daemon, what was handed over was meant for the process that started this one, which waits for it.
  const activation = takeActivation(process.env, ready === undefined ? process.pid : process.ppid);
  const options = { ...command.options, activation };
  if (options.daemon && ready === undefined) return startInBackground(options);
  return run(options);
}

/** Mistakes in the configuration are told here, where somebody can still read them. */
async function startInBackground(options: LoadOptions): Promise<number> {
  const config = loadConfig(options, process.env, account);
  openLog(config).close();
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)] as [string, ...string[]];
  const place = config.log.outputs.map(({ to, name }) => name || to).join(", ");
  const { activation } = options;
  const env = activation ? { ...process.env, ...activationVariables(activation, process.pid) } : process.env;
  const inherited = activation ? descriptorsOf(activation) : [];
  const { exitStatus, problem } = await daemonize(command, env, place, { inherited });
  if (problem !== null) process.stderr.write(`${called.program}: ${problem}\n`);
  return exitStatus;
}

/** Runs until a signal, or the timeout without clients, ends it. What keeps it from starting is in its log. */
async function run(options: LoadOptions): Promise<number> {
  // Before there is a child that could speak in our name.
  const { NOTIFY_SOCKET } = process.env;
  delete process.env.NOTIFY_SOCKET;
  const config = loadConfig(options, process.env, account);
  const log = openLog(config);
  // Node then ends the process with the same words on stderr, which may be nowhere.
  process.on("uncaughtExceptionMonitor", (thrown) => log.error("daemon", thrown.stack ?? String(thrown)));
  try {
    const manager = serviceManager(NOTIFY_SOCKET, options.daemon ? process.pid : undefined, (text) =>
      log.warn("daemon", text),
    );
    await serve(config, log, options, manager);
    await manager?.flushed();
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

async function serve(
  config: Config,
  log: Log,
  options: LoadOptions,
  manager: ServiceManager | undefined,
): Promise<void> {
  makeRunDirectory(config);
  const serving = `Serving as ${config.identity.name}`;
  let running: Daemon | undefined;
  let stopped: string | undefined;
  // Before there are files: a start that is cut short leaves none.
  watchSignals({
    stop: (signal) => {
      stopped = signal;
      void running?.stop(signal);
    },
    force: () => process.exit(1),
    reload: () => {
      if (running === undefined) return log.warn("config", "still starting, reload ignored");
      manager?.reloading();
      // The file by its absolute path: a daemon in the background has left the directory it was started in.
      reload({ ...options, configFile: config.file }, running, log);
      manager?.ready(serving);
    },
  });
  const pidFile = acquirePidFile(config.pidFile, await loadFcntlLock());
  try {
    const daemon = await Daemon.start(config, log);
    running = daemon;
    ready?.report(ExitStatus.ok);
    daemon.onStop((reason) => manager?.stopping(`Stopping: ${reason}`));
    if (stopped === undefined) manager?.ready(serving);
    else void daemon.stop(stopped);
    await daemon.finished;
  } finally {
    pidFile.release();
  }
}

/** A configuration that is broken changes nothing. */
function reload(options: LoadOptions, daemon: Daemon, log: Log): void {
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
  for (const line of lines) process.stderr.write(`${called.program}: error : ${line}\n`);
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
