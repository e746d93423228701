// What we promise, as ratios of medians of one run on one machine.
import type { Samples } from "./measurements.js";

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string;
  readonly met: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function medianOf(results: ReadonlyMap<string, Samples>, name: string, measurement: string): number {
  return median(results.get(name)?.get(measurement) ?? []);
}

type Of = readonly [name: string, measurement: string];

const info1 = "info on 1 thread, calls/s";
const info8 = "info on 8 threads, calls/s";
const cpu1 = "info on 1 thread, daemon µs/call";
const cpu8 = "info on 8 threads, daemon µs/call";
const connects = "connect and close, /s";
const flight = "our client, 16 in flight, calls/s";
const single = "our client, one by one, calls/s";
const events = "events to 200 listeners, /s";
const lifecycles = "lifecycle events to one listener, /s";
const lists = "all domains of a large host listed, /s";
const statistics = "statistics of all domains of a host, /s";
const tls1 = "TLS, info on 1 thread, calls/s";
const tls8 = "TLS, info on 8 threads, calls/s";
const tlsConnects = "TLS, connect and close, /s";
const daemonStart = "start and list from a daemon, ms";
const localStart = "start and list in process, ms";

/** what, this, divided by that, at least or at most so much */
const ratios: readonly [string, Of, Of, "≥" | "≤", number][] = [
  ["DomainGetInfo, 1 thread, virtgated to libvirtd", ["virtgated", info1], ["libvirtd", info1], "≥", 1.25],
  ["DomainGetInfo, 8 threads, virtgated to libvirtd", ["virtgated", info8], ["libvirtd", info8], "≥", 2.2],
  ["DomainGetInfo, 8 threads, virtgated to bare", ["virtgated", info8], ["bare", info8], "≥", 0.85],
  [
    "processor time a call, 1 thread, virtgated to libvirtd",
    ["virtgated", cpu1],
    ["libvirtd", cpu1],
    "≤",
    0.7,
  ],
  [
    "processor time a call, 8 threads, virtgated to libvirtd",
    ["virtgated", cpu8],
    ["libvirtd", cpu8],
    "≤",
    0.4,
  ],
  ["connect and close, virtgated to libvirtd", ["virtgated", connects], ["libvirtd", connects], "≥", 1.3],
  [
    "our client, 16 in flight, to virtgated and to libvirtd",
    ["virtgated", flight],
    ["libvirtd", flight],
    "≥",
    3.5,
  ],
  ["our client and the C client, one by one, to libvirtd", ["libvirtd", single], ["libvirtd", info1], "≥", 1],
  ["TLS: DomainGetInfo, 1 thread, virtgated to libvirtd", ["virtgated", tls1], ["libvirtd", tls1], "≥", 1.2],
  ["TLS: DomainGetInfo, 8 threads, virtgated to libvirtd", ["virtgated", tls8], ["libvirtd", tls8], "≥", 2],
  [
    "TLS: connect and close, virtgated to libvirtd",
    ["virtgated", tlsConnects],
    ["libvirtd", tlsConnects],
    "≥",
    1.5,
  ],
  ["events to 200 listeners, virtgated to libvirtd", ["virtgated", events], ["libvirtd", events], "≥", 2],
  [
    "100,000 lifecycle events, virtgated to libvirtd",
    ["virtgated", lifecycles],
    ["libvirtd", lifecycles],
    "≥",
    1,
  ],
  ["10,000 domains listed, virtgated to libvirtd", ["virtgated", lists], ["libvirtd", lists], "≥", 1],
  [
    "statistics of 1,000 domains, virtgated to libvirtd",
    ["virtgated", statistics],
    ["libvirtd", statistics],
    "≥",
    1,
  ],
  ["virtgate lists from a daemon, to bare node", ["virtgate", daemonStart], ["node", daemonStart], "≤", 1.4],
  [
    "virtgate lists in its own process, to bare node",
    ["virtgate", localStart],
    ["node", localStart],
    "≤",
    1.4,
  ],
];

export function figures(results: ReadonlyMap<string, Samples>): Figure[] {
  const rows = ratios.map(([what, [name, measurement], [other, otherMeasurement], sense, target]): Figure => {
    const value = medianOf(results, name, measurement) / medianOf(results, other, otherMeasurement);
    const met = sense === "≥" ? value >= target : value <= target;
    return { what, value, unit: "x", target: `${sense} ${target}x`, met };
  });
  const lost = Math.max(...(results.get("virtgated")?.get("events lost") ?? [Number.NaN]));
  rows.push({ what: "events lost by virtgated", value: lost, unit: "", target: "none", met: lost === 0 });
  const memory = medianOf(results, "virtgated", "idle clients, MB");
  rows.push({
    what: "idle clients of virtgated",
    value: memory,
    unit: " MB",
    target: "≤ 400 MB",
    met: memory <= 400,
  });
  return rows;
}
