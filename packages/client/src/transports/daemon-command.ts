// Which program a user's own daemon is, and how it is started.

import { accessSync, constants } from "node:fs";
import { join, resolve } from "node:path";
import type { Environment } from "../environment.js";

/** virsh starts its daemons so, too. */
const idleSeconds = 120;

/** Where distributions put daemons, and where administrators do. */
const daemonFolders = ["/usr/sbin", "/usr/local/sbin"];

/** What libvirt lets through to a daemon that it starts; the rest is the client's own affair. */
const passedOn = [
  "LD_PRELOAD",
  "LD_LIBRARY_PATH",
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "TMPDIR",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "XDG_RUNTIME_DIR",
];

export interface DaemonCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Resolves when the process has been started, or could not be: whether it serves, only its socket tells. */
  start(): Promise<void>;
}

/**
 * `daemon` is libvirt's name, such as libvirtd or virtqemud. The folder that VIRTD_PATH or LIBVIRTD_PATH names goes before
 * all others, as in libvirt; then come /usr/sbin, PATH and /usr/local/sbin. In each of the two steps libvirt's own daemon
 * is taken if there is one, and otherwise virtgated, which then stands in for it. Undefined: there is neither.
 */
export function daemonCommand(
  daemon: string,
  { variables }: Pick<Environment, "variables">,
): DaemonCommand | undefined {
  const folders = foldersOf(variables);
  const libvirts = find(daemon, folders);
  if (libvirts !== undefined) return command(libvirts, [], variables);
  const ours = find("virtgated", folders);
  const named = daemon === "libvirtd" ? [] : [`--daemon-name=${daemon}`];
  return ours === undefined ? undefined : command(ours, named, variables);
}

function command(
  program: string,
  more: readonly string[],
  variables: Environment["variables"],
): DaemonCommand {
  const args = [...more, `--timeout=${idleSeconds}`];
  const env: NodeJS.ProcessEnv = { LC_ALL: "C" };
  for (const name of passedOn) if (variables[name] !== undefined) env[name] = variables[name];
  return {
    program,
    args,
    async start() {
      // Loaded here, for most connections start nothing.
      const { spawn } = await import("node:child_process");
      // Away from the client's directory and terminal, which may go before it does.
      const child = spawn(program, args, { cwd: "/", detached: true, env, stdio: "ignore" });
      child.on("error", () => {});
      child.unref();
    },
  };
}

function foldersOf({ VIRTD_PATH, LIBVIRTD_PATH, PATH = "" }: Environment["variables"]): string[] {
  const chosen = VIRTD_PATH ?? LIBVIRTD_PATH;
  // An empty one is libvirt's way to say PATH.
  if (chosen) return [chosen];
  const path = PATH.split(":").filter((folder) => folder.startsWith("/"));
  return chosen === "" ? path : ["/usr/sbin", ...path, ...daemonFolders];
}

function find(program: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => resolve(join(folder, program))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
