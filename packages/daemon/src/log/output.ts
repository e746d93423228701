// log_outputs: "LEVEL:DESTINATION ...", where a destination is stderr, journald, syslog:NAME or file:PATH.

import { resolve } from "node:path";
import { words } from "./filter.js";
import { invalidLog, type Level, levelOf } from "./level.js";

export interface LogOutput {
  readonly level: Level;
  readonly to: "stderr" | "journald" | "syslog" | "file";
  /** The file's absolute path, or the name under which syslog lists us. */
  readonly name: string;
}

/** One entry for each destination: the last one written, in its place. */
export function parseOutputs(text: string): LogOutput[] {
  const outputs = words(text).map(parseOutput);
  return outputs.filter(
    ({ to, name }, i) => !outputs.slice(i + 1).some((later) => later.to === to && later.name === name),
  );
}

function parseOutput(word: string): LogOutput {
  const [priority = "", to, name, ...more] = word.split(":");
  if (to === undefined) throw invalidLog(`Malformed format for log output '${word}'`);
  const level = levelOf(priority);
  if (level === undefined) throw invalidLog(`Invalid log priority '${priority}' for log output '${word}'`);
  if (to !== "stderr" && to !== "journald" && to !== "syslog" && to !== "file") {
    throw invalidLog(`Invalid log destination '${to}' for log output '${word}'`);
  }
  const named = to === "syslog" || to === "file";
  if (more.length > 0 || (name !== undefined) !== named) {
    throw invalidLog(
      `Log output '${word}' does not meet the format requirements for destination type '${to}'`,
    );
  }
  return { level, to, name: to === "file" ? resolve(name ?? "") : (name ?? "") };
}

/** As libvirt shows them (virt-admin daemon-log-outputs). */
export function formatOutputs(outputs: readonly LogOutput[]): string {
  return outputs.map(({ level, to, name }) => `${level}:${to}${name === "" ? "" : `:${name}`}`).join(" ");
}
