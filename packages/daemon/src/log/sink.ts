// Where lines go. A sink never throws once it is open and never waits: what it cannot take, it counts as lost.

import { FileSink } from "./file-sink.js";
import type { Level } from "./level.js";
import type { LogOutput } from "./output.js";
import { ProgramSink } from "./program-sink.js";

export interface Sink {
  /** Whether the receiver adds time and process itself. */
  readonly stamps: boolean;
  write(line: string, level: Level): void;
  /** After the file was moved away. */
  reopen(): void;
  close(): void;
}

/** Throws Error with libvirt's words when the destination cannot be had. */
export function openSink({ to, name }: LogOutput): Sink {
  if (to === "file") return new FileSink(name);
  if (to === "syslog")
    return new ProgramSink("logger", ["--prio-prefix", "--tag", name || "virtgated"], SYSLOG);
  if (to === "journald") {
    return new ProgramSink("systemd-cat", ["--identifier=virtgated", "--level-prefix=true"], 0);
  }
  return stderrSink;
}

/** The syslog facility "daemon". */
const SYSLOG = 3 << 3;

const stderrSink: Sink = {
  stamps: false,
  write(line) {
    process.stderr.write(line);
  },
  reopen() {},
  close() {},
};
