// The numbers of a domain's job as virsh shows them, in its order (watched with a QEMU guest that was dumped).

import type { TypedParam } from "@virtgate/protocol";
import { prettyCapacity } from "./capacity.js";

/** By virDomainJobOperation. */
const operations = [
  ...["Unknown", "Start", "Save", "Restore", "Incoming migration", "Outgoing migration", "Snapshot"],
  ...["Snapshot revert", "Dump", "Backup", "Snapshot delete"],
];

type Show = (value: bigint) => string;

const count: Show = (value) => String(value).padEnd(12);
const wide: Show = (value) => String(value).padEnd(13);
const unit =
  (name: string): Show =>
  (value) =>
    `${count(value)} ${name}`;
const bytes: Show = prettyCapacity;
const rate: Show = (value) => `${prettyCapacity(value)}/s`;

/** All three, or, while all are zero, none. */
const sizes = (label: string, field: string): Line[] => [
  [`${label} processed:`, `${field}_processed`, bytes, field],
  [`${label} remaining:`, `${field}_remaining`, bytes, field],
  [`${label} total:`, `${field}_total`, bytes, field],
];

/** Label, field, form, and the group of sizes that it belongs to. */
type Line = readonly [label: string, field: string, show: Show, group?: string];

const lines = (completed: boolean): readonly Line[] => [
  ["Time elapsed:", "time_elapsed", unit("ms")],
  ["Time elapsed w/o network:", "time_elapsed_net", unit("ms")],
  ...sizes("Data", "data"),
  ...sizes("Memory", "memory"),
  ["Memory bandwidth:", "memory_bps", rate],
  ["Dirty rate:", "memory_dirty_rate", unit("pages/s")],
  ["Page size:", "memory_page_size", unit("bytes")],
  ["Iteration:", "memory_iteration", count],
  ["Postcopy requests:", "memory_postcopy_requests", count],
  ...sizes("File", "disk"),
  ["File bandwidth:", "disk_bps", rate],
  ["Constant pages:", "memory_constant", count],
  ["Normal pages:", "memory_normal", count],
  ["Normal data:", "memory_normal_bytes", bytes],
  [completed ? "Total downtime:" : "Expected downtime:", "downtime", unit("ms")],
  ["Downtime w/o network:", "downtime_net", unit("ms")],
  ["Setup time:", "setup_time", unit("ms")],
  ["Compression cache:", "compression_cache", bytes],
  ["Compressed data:", "compression_bytes", bytes],
  ["Compressed pages:", "compression_pages", wide],
  ["Compression cache misses:", "compression_cache_misses", wide],
  ["Compression overflows:", "compression_overflow", wide],
  ["Auto converge throttle:", "auto_converge_throttle", wide],
  ["Temporary disk space use:", "disk_temp_used", bytes],
  ["Temporary disk space total:", "disk_temp_total", bytes],
];

export const jobLine = (label: string, value: string) => `${label.padEnd(17)} ${value}\n`;

/** Of a job that there is or was. */
export function jobStatistics(params: readonly TypedParam[], completed: boolean): string {
  const values = new Map(params.map(({ field, value }) => [field, value.value]));
  const numberOf = (field: string): bigint | undefined => {
    const value = values.get(field);
    return typeof value === "bigint" || typeof value === "number" ? BigInt(value) : undefined;
  };
  const hasSizes = (group: string) =>
    ["processed", "remaining", "total"].some((name) => (numberOf(`${group}_${name}`) ?? 0n) !== 0n);
  let text = "";
  const operation = numberOf("operation");
  if (operation !== undefined)
    text += jobLine("Operation:", (operations[Number(operation)] ?? "Unknown").padEnd(12));
  for (const [label, field, show, group] of lines(completed)) {
    const value = numberOf(field);
    if (value === undefined || (group !== undefined && !hasSizes(group))) continue;
    text += jobLine(label, show(value));
  }
  const message = values.get("errmsg");
  if (typeof message === "string") text += jobLine("Error message:", message);
  return text;
}
