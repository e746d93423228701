// When a process began, which tells it from a later one with the same number.
import { closeSync, openSync, readSync } from "node:fs";

/** The line has 52 numbers and a name of at most 64 bytes; the one that counts is the 22nd. */
const buffer = Buffer.alloc(1024);

/** Clock ticks since the machine started (proc(5), field 22); undefined when there is no such process. */
export function processStartTime(pid: number): bigint | undefined {
  // 0 is a process that this process cannot see: of another pid namespace.
  if (pid <= 0) return undefined;
  try {
    const fd = openSync(`/proc/${pid}/stat`, "r");
    try {
      return startTimeIn(buffer.toString("latin1", 0, readSync(fd, buffer)));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** Of the text of /proc/PID/stat. The program's name, field 2, may hold blanks and brackets: what counts is the last `)`. */
export function startTimeIn(stat: string): bigint | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = fields[22 - 3];
  return field !== undefined && /^[0-9]{1,20}$/.test(field) ? BigInt(field) : undefined;
}
