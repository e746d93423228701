// Takes out of an output what differs between two runs of the same program: its paths and ports, clocks, and what
// is drawn at random. Values that a row has fixed are compared as they are.
import type { Daemon } from "./harness.js";
import type { Outcome } from "./harness-process.js";

const fixedUuid = /^(6695eb01-f6a4-8304-79aa-97f2502e193f|c7a5fdbd-edaf-9455-926a-|0{8}-|1{8}-)/;
const fixedMac = /^(52:54:00:11:22:|aa:bb:cc:dd:ee:ff)/;

const patterns: readonly [RegExp, (found: string) => string][] = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (uuid) => (fixedUuid.test(uuid) ? uuid : "<uuid>")],
  [/\b52:54:00(:[0-9a-f]{2}){3}\b/g, (mac) => (fixedMac.test(mac) ? mac : "<mac>")],
  [/\b20\d\d-\d\d-\d\d[ -]\d\d:\d\d:\d\d(\.\d+)?([+-]\d{4})?/g, () => "<time>"],
  [/^(CPU time: +)[\d.]+s$/gm, () => "CPU time: <seconds>"],
  // Seconds since 1970, of snapshots and in the names of those that were given none.
  [/\b1[7-9]\d{8}\b/g, () => "<seconds>"],
  [/\/virsh[A-Z0-9]{6}\.xml\b/g, () => "/virsh<random>.xml"],
  // libvirt adds whatever errno was left over from an earlier system call
  [/(incomplete save header in '[^']*'): .*/g, (line) => line.replace(/: [^:]*$/, ": <errno>")],
  // virsh 9.0.0 may end before its own thread has let go of the connection.
  [/^error: One or more references were leaked after disconnect from the hypervisor\n/gm, () => ""],
  [/\b(real|Time): *[\d.]+ ?ms\b/g, () => "<duration>"],
];

export function normaliseText(text: string, daemon: Pick<Daemon, "folder" | "port">, folder: string): string {
  let result = text
    .replaceAll(folder, "<folder>")
    .replaceAll(daemon.folder, "<daemon>")
    .replaceAll(`127.0.0.1:${daemon.port}`, "127.0.0.1:<port>");
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}

export function normalise(
  outcome: Outcome,
  daemon: Pick<Daemon, "folder" | "port">,
  folder: string,
): Outcome {
  return {
    stdout: normaliseText(outcome.stdout, daemon, folder),
    stderr: normaliseText(outcome.stderr, daemon, folder),
    status: outcome.status,
  };
}
