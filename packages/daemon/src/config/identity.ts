// Which of libvirt's daemons virtgated stands in for: libvirtd, or one of the many ("modular") daemons that libvirt can
// be split into. Their files, sockets and units are named after them, and clients look for those names.

import { basename } from "node:path";

export interface Identity {
  /** libvirt's name: of the configuration, the pid file, the log, the units, and the server an administrator sees. */
  readonly name: string;
  /** What the sockets' names begin with. */
  readonly socketPrefix: string;
  /** What opens TCP and TLS: the option `--listen`, the configuration alone, or nothing. */
  readonly ports: "option" | "configuration" | "none";
}

export const libvirtd: Identity = { name: "libvirtd", socketPrefix: "libvirt", ports: "option" };

/** Serves the sockets of libvirtd beside modular daemons, and their ports, which those do not have. */
const virtproxyd: Identity = { name: "virtproxyd", socketPrefix: "libvirt", ports: "configuration" };

/** Daemons of libvirt that speak other protocols. */
const others = ["virtlogd", "virtlockd"];

/** A client that asks for "direct" sockets forms the name from its driver's: `virt`, the driver, `d`. */
const modular = /^virt[a-z0-9]{1,24}d$/;

/** Undefined for a name that no client would look for. */
export function identityNamed(name: string): Identity | undefined {
  if (name === "libvirtd" || name === "virtgated") return libvirtd;
  if (name === "virtproxyd") return virtproxyd;
  if (!modular.test(name) || others.includes(name)) return undefined;
  return { name, socketPrefix: name, ports: "none" };
}

/** By the name under which the program was called, as a link to it may have one; libvirtd's for every other. */
export function identityOf(program: string | undefined): Identity {
  return identityNamed(basename(program ?? "")) ?? libvirtd;
}
