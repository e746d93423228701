// The table of a run, as text.
import type { Samples } from "./measurements.js";
import { type Figure, medianOf } from "./targets.js";

const number = (value: number | undefined): string => {
  if (value === undefined || Number.isNaN(value)) return "";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
};

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}

/** Medians: a row for each measurement, a column for whom it was taken of. */
export function medians(results: ReadonlyMap<string, Samples>): string {
  const names = [...results.keys()];
  const measurements = [...new Set([...results.values()].flatMap((samples) => [...samples.keys()]))];
  return table([
    ["median of", ...names],
    ...measurements.map((measurement) => [
      measurement,
      ...names.map((name) =>
        results.get(name)!.has(measurement) ? number(medianOf(results, name, measurement)) : "",
      ),
    ]),
  ]);
}

export function verdicts(rows: readonly Figure[]): string {
  return table([
    ["figure", "measured", "target", ""],
    ...rows.map(({ what, value, unit, target, met }) => [
      what,
      `${Number.isNaN(value) ? "?" : number(value)}${unit}`,
      target,
      met ? "met" : "MISSED",
    ]),
  ]);
}
