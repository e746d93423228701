// Options, environment and file -> Config. Each stage fails as libvirtd's does and in its order: file, host uuid,
// log, access drivers (status 1), limits (3), sockets and ports (6).

import { resolve } from "node:path";
import { LibvirtError, parseVirConf, VirConf } from "@virtgate/protocol";
import { saslConfPlaces } from "@virtgate/sasl";
import type { SaslSettings } from "../auth/sasl-settings.js";
import type { RunOptions } from "../options.js";
import { type Activation, Handover } from "../systemd/activation.js";
import type { AccessDriverName, Config } from "./config.js";
import { errnoText } from "./errno-text.js";
import { parseHostUuid } from "./host-uuid.js";
import { readSettings, type Settings } from "./keys.js";
import { tcpListener, tlsListener, unixListeners } from "./listeners.js";
import { defaultOutput, readLogSettings } from "./log-settings.js";
import { type Account, defaultPaths, type Environment, type Paths } from "./paths.js";
import { ExitStatus, StartError } from "./start-error.js";
import { type System, system as thisSystem } from "./system.js";

export interface LoadOptions extends RunOptions {
  /** Sockets that systemd hands over. */
  readonly activation?: Activation | null;
}

/** Throws StartError with libvirtd's text and exit status. Opens nothing but the configuration file. */
export function loadConfig(
  options: LoadOptions,
  env: Environment,
  account: Account,
  system: System = thisSystem,
): Config {
  const paths = defaultPaths(account, env, options.identity);
  const conf = readConf(options.configFile, paths.configFile, system);
  const settings = readSettingsOf(conf);
  const hostUuid = readHostUuid(settings);
  const log = refused(() => readLogSettings(settings, env, paths, options));
  const accessDrivers = accessDriversOf(settings);
  checkLimits(settings);

  const warnings: string[] = [];
  const handover = options.activation ? new Handover(options.activation) : null;
  if (handover !== null && options.listen) throw listensAnyway();
  const { identity } = options;
  const from = {
    settings,
    given: (key: string) => conf.has(key),
    paths,
    system,
    warnings,
    identity,
    handover,
  };
  const listens = identity.ports === "option" ? options.listen : identity.ports === "configuration";
  const sockets = unixListeners(from);
  const tcp = tcpListener(from, listens);
  const tls = tlsListener(from, listens);
  const asksSasl = [...sockets, tcp, tls].some((listener) => listener?.auth === "sasl");
  return {
    identity,
    privileged: paths.privileged,
    file: conf.file === NO_FILE ? null : resolve(conf.file),
    daemon: options.daemon,
    timeoutSeconds: options.timeoutSeconds,
    pidFile: resolve(options.pidFile ?? paths.pidFile),
    runDirectory: paths.runDirectory,
    hostUuid,
    sockets,
    tcp,
    tls,
    unclaimed: handover?.unclaimed ?? [],
    sasl: asksSasl ? saslSettings(settings, paths, env) : null,
    accessDrivers,
    ...limitsOf(settings),
    log,
    defaultLogOutput: defaultOutput(log.level, paths, options.daemon),
    warnings,
    settings,
  };
}

const NO_FILE = "";

const listensAnyway = () =>
  new StartError(
    ExitStatus.network,
    "--listen parameter not permitted with systemd activation sockets, see 'man libvirtd' for further guidance",
  );

/** Only a file that was asked for must exist. */
function readConf(asked: string | null, usual: string, system: System): VirConf {
  const file = asked ?? usual;
  let text: string;
  try {
    text = system.readText(file);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (asked === null && code === "ENOENT") return new VirConf(NO_FILE, new Map());
    const verb = code === "EISDIR" || code === "EOVERFLOW" || code === "EIO" ? "read" : "open";
    throw cannotLoad(`Failed to ${verb} file '${file}': ${errnoText(thrown)}`, file);
  }
  try {
    return parseVirConf(text, file);
  } catch (thrown) {
    throw cannotLoad(messageOf(thrown), file);
  }
}

function readSettingsOf(conf: VirConf): Settings {
  try {
    return readSettings(conf);
  } catch (thrown) {
    throw cannotLoad(messageOf(thrown), conf.file);
  }
}

function readHostUuid({ hostUuid, hostUuidSource }: Settings): Uint8Array | null {
  const cannotSetUp = "Can't setup host uuid";
  if (hostUuid === null) {
    if (hostUuidSource === "smbios" || hostUuidSource === "machine-id") return null;
    throw new StartError(ExitStatus.config, `invalid UUID source: ${hostUuidSource}`, cannotSetUp);
  }
  const bytes = parseHostUuid(hostUuid);
  if (!bytes) throw new StartError(ExitStatus.config, `invalid host UUID: ${hostUuid}`, cannotSetUp);
  return bytes;
}

/** Those that are asked, in their order. libvirtd's "none" allows everything, and so has nothing to say. */
function accessDriversOf({ accessDrivers }: Settings): readonly AccessDriverName[] {
  const asked = new Set<AccessDriverName>();
  for (const name of accessDrivers ?? []) {
    if (name === "polkit") asked.add(name);
    else if (name !== "none") {
      const problem = `internal error: Cannot find security driver '${name}'`;
      throw new StartError(ExitStatus.config, problem, "Can't initialize access manager");
    }
  }
  return [...asked];
}

function checkLimits({ maxClients, maxAnonymousClients }: Settings): void {
  if (maxClients < maxAnonymousClients) {
    throw new StartError(
      ExitStatus.init,
      "internal error: The overall maximum number of clients must not be less than the number of clients waiting for authentication",
    );
  }
}

function saslSettings(settings: Settings, paths: Paths, env: Environment): SaslSettings {
  return {
    files: saslConfPlaces("libvirt", env.SASL_CONF_PATH),
    isRoot: paths.privileged,
    configHome: paths.configHome,
    allowedUsers: settings.saslAllowedUsernameList,
    tcpMinSsf: settings.tcpMinSsf,
  };
}

function limitsOf(
  settings: Settings,
): Pick<Config, "limits" | "adminLimits" | "keepalive" | "adminKeepalive"> {
  return {
    limits: {
      maxClients: settings.maxClients,
      maxQueuedClients: settings.maxQueuedClients,
      maxAnonymousClients: settings.maxAnonymousClients,
      maxClientRequests: settings.maxClientRequests,
      minWorkers: settings.minWorkers,
      maxWorkers: settings.maxWorkers,
      prioWorkers: settings.prioWorkers,
    },
    adminLimits: {
      maxClients: settings.adminMaxClients,
      maxQueuedClients: settings.adminMaxQueuedClients,
      maxClientRequests: settings.adminMaxClientRequests,
      minWorkers: settings.adminMinWorkers,
      maxWorkers: settings.adminMaxWorkers,
    },
    keepalive: { intervalSeconds: settings.keepaliveInterval, count: settings.keepaliveCount },
    adminKeepalive: { intervalSeconds: settings.adminKeepaliveInterval, count: settings.adminKeepaliveCount },
  };
}

function refused<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw new StartError(ExitStatus.config, messageOf(thrown));
  }
}

function cannotLoad(problem: string, file: string): StartError {
  return new StartError(ExitStatus.config, `Can't load config file: ${problem}: ${file}`);
}

/** Only refusals become start errors: a mistake of ours keeps its stack. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof LibvirtError) return thrown.message;
  throw thrown;
}
