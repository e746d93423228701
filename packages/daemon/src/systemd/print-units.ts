// `virtgated --print-units`: the unit files on stdout, each below a line with its name, or written into a directory.

import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { errnoText } from "../config/errno-text.js";
import { portOf } from "../config/listeners.js";
import { loadConfig } from "../config/load.js";
import type { Account } from "../config/paths.js";
import { ExitStatus, StartError } from "../config/start-error.js";
import { system } from "../config/system.js";
import type { RunOptions, UnitOptions } from "../options.js";
import { unitFiles } from "./units.js";

/** Some user who is not root, for root asking for the units of users. */
const anybody = 65534;

/** Answers the exit status. Throws StartError when the configuration is broken or a file cannot be written. */
export function printUnits(
  options: RunOptions,
  { directory, user, named }: UnitOptions,
  account: Account,
): number {
  const owner = user && account.uid === 0 ? { ...account, uid: anybody } : account;
  const config = loadConfig({ ...options, listen: false }, process.env, owner);
  const { settings, identity } = config;
  const files = unitFiles({
    name: identity.name === "libvirtd" ? "virtgated" : identity.name,
    config,
    user,
    group: settings.unixSockGroup,
    ports: {
      tcp: portOf(settings.tcpPort, settings.listenAddr, system),
      tls: portOf(settings.tlsPort, settings.listenAddr, system),
      address: settings.listenAddr,
    },
    command: [
      process.execPath,
      ...process.execArgv,
      resolve(process.argv[1] ?? ""),
      ...(named ? ["--daemon-name", identity.name] : []),
      ...(options.configFile === null ? [] : ["--config", resolve(options.configFile)]),
      ...(options.pidFile === null ? [] : ["--pid-file", resolve(options.pidFile)]),
      ...(options.verbose ? ["--verbose"] : []),
    ],
  });
  if (directory === null) {
    const place = user ? "/etc/systemd/user" : "/etc/systemd/system";
    const texts = [...files].map(([name, text]) => `# ${place}/${name}\n${text}`);
    process.stdout.write(texts.join("\n"));
  } else {
    write(directory, files);
    process.stdout.write([...files.keys()].map((name) => `${join(directory, name)}\n`).join(""));
  }
  for (const warning of config.warnings) process.stderr.write(`virtgated: warning : ${warning}\n`);
  return ExitStatus.ok;
}

function write(directory: string, files: ReadonlyMap<string, string>): void {
  let path = directory;
  try {
    mkdirSync(directory, { recursive: true });
    for (const [name, text] of files) {
      path = join(directory, name);
      writeFileSync(path, text);
    }
  } catch (thrown) {
    throw new StartError(ExitStatus.config, `Failed to write '${path}': ${errnoText(thrown)}`);
  }
}
