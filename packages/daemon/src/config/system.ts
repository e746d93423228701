// The few things that reading a configuration asks of the machine, so that tests can answer instead.

import { spawnSync } from "node:child_process";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { userInfo } from "node:os";
import { VIRCONF_MAX_BYTES } from "@virtgate/protocol";
import type { Account } from "./paths.js";

export interface System {
  /** The whole file. Throws NodeJS.ErrnoException; with code EOVERFLOW when it is too long to be a configuration. */
  readText(path: string): string;
  /** Whether a file is there, readable or not, as far as the directories above it let us see. */
  exists(path: string): boolean;
  groupId(name: string): number | undefined;
  /** The port of a TCP service, as in /etc/services. */
  servicePort(name: string): number | undefined;
}

/** Who the daemon runs as. */
export function currentAccount(): Account {
  return { uid: process.geteuid?.() ?? -1, home: userInfo().homedir };
}

export const system: System = {
  readText(path) {
    const fd = openSync(path, "r");
    try {
      if (fstatSync(fd).isDirectory()) throw errno("EISDIR");
      // Read rather than trusted: a pipe or a file in /proc has no size. One byte more than allowed tells.
      const buffer = Buffer.allocUnsafe(Math.min(VIRCONF_MAX_BYTES, Math.max(fstatSync(fd).size, 65536)) + 1);
      const chunks: Buffer[] = [];
      let total = 0;
      for (;;) {
        const length = readSync(fd, buffer);
        if (length === 0) return Buffer.concat(chunks).toString("utf8");
        total += length;
        if (total > VIRCONF_MAX_BYTES) throw errno("EOVERFLOW");
        chunks.push(Buffer.from(buffer.subarray(0, length)));
      }
    } finally {
      closeSync(fd);
    }
  },

  exists: existsSync,

  groupId(name) {
    return fromDatabase("group", name, (line) => line.split(":")[2]);
  },

  servicePort(name) {
    return fromDatabase("services", `${name}/tcp`, (line) => line.split(/\s+/)[1]?.split("/")[0]);
  },
};

/** One entry through getent(1), which asks every source that nsswitch.conf names; without it, the file itself. */
function fromDatabase(base: "group" | "services", key: string, field: (line: string) => string | undefined) {
  // A leading dash would be an option, a line break two questions.
  if (!/^[A-Za-z0-9_.][A-Za-z0-9_.$ /-]*$/.test(key)) return undefined;
  const answer = spawnSync("getent", [base, key], { encoding: "utf8", timeout: 5000, stdio: "pipe" });
  const line = answer.error
    ? lineInFile(`/etc/${base}`, key)
    : answer.status === 0
      ? answer.stdout
      : undefined;
  const number = line === undefined ? undefined : field(line.trim());
  return number !== undefined && /^[0-9]+$/.test(number) ? Number(number) : undefined;
}

function lineInFile(path: string, key: string): string | undefined {
  const [name, protocol] = key.split("/");
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .find((line) =>
        protocol === undefined
          ? line.startsWith(`${name}:`)
          : line.split(/\s+/)[0] === name && line.split(/\s+/)[1]?.endsWith(`/${protocol}`),
      );
  } catch {
    return undefined;
  }
}

function errno(code: "EISDIR" | "EOVERFLOW"): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
