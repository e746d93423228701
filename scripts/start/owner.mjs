// Who runs the embedded host of this checkout: a file that one process at a time can create. A process that died
// without removing it is recognised by its start time, so that a pid used again by somebody else does not count.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** A process and when it began (in clock ticks since boot, where /proc tells), or undefined when it is gone. */
function identity(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === "ESRCH") return undefined;
  }
  try {
    // After the last ")" of the program's name: field 22 of proc(5) is the 20th from there; Z is a dead process.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : { pid, begun: fields[19] };
  } catch {
    return { pid, begun: "" };
  }
}

function isAlive(known) {
  const now = identity(known.pid);
  return now !== undefined && now.begun === known.begun;
}

function readOwner(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // gone in the meantime, or damaged
  }
}

/** Takes the file, or gives the living owner's record. The record is linked into place whole, never half. */
export function claim(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ processes: [identity(process.pid)], lines: [] }), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        linkSync(mine, file);
        return undefined;
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      const owner = readOwner(file);
      if (owner?.processes.some(isAlive)) return owner;
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new Error(`cannot take ${file}: others keep creating it`);
}

/** Adds the daemon and the lines to try, for whoever starts a second time. */
export function describeOwner(file, daemonPid, lines) {
  const processes = [identity(process.pid), identity(daemonPid)].filter((known) => known !== undefined);
  writeFileSync(`${file}.new`, JSON.stringify({ processes, lines }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function release(file) {
  rmSync(file, { force: true });
}
