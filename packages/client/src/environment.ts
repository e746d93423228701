// What the client looks at around it: who it runs as, its environment variables, and a few files.

import { accessSync, closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { ErrorDomain, systemError, VIRCONF_MAX_BYTES } from "@virtgate/protocol";
import { errorNumber, errorText } from "./errno.js";

/** A test hands in its own; programs use `hostEnvironment`. */
export interface Environment {
  /** Effective user id. 0 reaches the system daemon; others have a daemon of their own, too. */
  readonly uid: number;
  readonly variables: { readonly [name: string]: string | undefined };
  homeDirectory(): string;
  exists(path: string): boolean;
  /** The text of a configuration file, or undefined when there is none. */
  readConfiguration(path: string): string | undefined;
}

export function hostEnvironment(variables: Environment["variables"] = process.env): Environment {
  return {
    uid: process.geteuid?.() ?? 0,
    variables,
    homeDirectory: () => variables.HOME || userInfo().homedir,
    exists,
    readConfiguration,
  };
}

function exists(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

function readConfiguration(path: string): string | undefined {
  if (!exists(path)) return undefined;
  let doing = "open";
  try {
    const file = openSync(path, "r");
    try {
      doing = "read";
      if (fstatSync(file).size > VIRCONF_MAX_BYTES) throw Object.assign(new Error(), { code: "EOVERFLOW" });
      return readFileSync(file, "utf8");
    } finally {
      closeSync(file);
    }
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const detail = `Failed to ${doing} file '${path}': ${errorText(code)}`;
    throw systemError(ErrorDomain.none, errorNumber(code), detail);
  }
}

/** Where libvirt.conf and known_hosts are: /etc/libvirt for root, ~/.config/libvirt for others. */
export function configurationDirectory(environment: Environment): string {
  return environment.uid === 0 ? "/etc/libvirt" : userConfigurationDirectory(environment);
}

/** Where auth.conf is looked for first, also by root. */
export function userConfigurationDirectory({ variables, homeDirectory }: Environment): string {
  return `${variables.XDG_CONFIG_HOME || `${homeDirectory()}/.config`}/libvirt`;
}

/** Where a user's own daemon has its sockets. */
export function runtimeDirectory({ variables, homeDirectory }: Environment): string {
  if (variables.XDG_RUNTIME_DIR) return `${variables.XDG_RUNTIME_DIR}/libvirt`;
  return `${variables.XDG_CACHE_HOME || `${homeDirectory()}/.cache`}/libvirt`;
}
