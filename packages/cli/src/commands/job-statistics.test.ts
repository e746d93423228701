import { expect, test } from "vitest";
import { jobStatistics } from "./job-statistics.js";

const params = (values: Readonly<Record<string, bigint>>) =>
  Object.entries(values).map(([field, value]) => ({ field, value: { type: 4 as const, value } }));

// What virsh 9.0.0 said of a QEMU guest that had been dumped.
const dumped = params({
  operation: 8n,
  time_elapsed: 21n,
  downtime: 2n,
  setup_time: 2n,
  data_total: 50_790_400n,
  data_processed: 701_369n,
  data_remaining: 0n,
  memory_bps: 198_068_500n,
  memory_normal: 144n,
  memory_dirty_rate: 0n,
  memory_page_size: 4096n,
});

test("a job that is over, line by line", () => {
  expect(jobStatistics(dumped, true).split("\n")).toEqual([
    "Operation:        Dump        ",
    "Time elapsed:     21           ms",
    "Data processed:   684.931 KiB",
    "Data remaining:   0.000 B",
    "Data total:       48.438 MiB",
    "Memory bandwidth: 188.893 MiB/s",
    "Dirty rate:       0            pages/s",
    "Page size:        4096         bytes",
    "Normal pages:     144         ",
    "Total downtime:   2            ms",
    "Setup time:       2            ms",
    "",
  ]);
});

test.each([
  [false, "Expected downtime: 2            ms\n"],
  [true, "Total downtime:   2            ms\n"],
])("over: %s", (completed, text) => {
  expect(jobStatistics(params({ downtime: 2n }), completed)).toBe(text);
});

test("sizes that are all zero are left out, and an operation of later hosts is unknown", () => {
  const later = params({ operation: 99n, disk_total: 0n, disk_processed: 0n, disk_remaining: 0n });
  expect(jobStatistics(later, false)).toBe("Operation:        Unknown     \n");
});
