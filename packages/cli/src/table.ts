// Tables in virsh's layout: a heading, a rule of dashes, and columns three blanks apart.

import { type Cell, cell } from "./display-width.js";

export interface TableOptions {
  /** Leaves out the heading, and its widths. */
  readonly quiet: boolean;
  readonly utf8: boolean;
}

export function formatTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  { quiet, utf8 }: TableOptions,
): string {
  const all = quiet ? rows : [heading, ...rows];
  const cells = all.map((row) => row.map((text) => cell(text, utf8)));
  const widths = heading.map((_, column) => Math.max(0, ...cells.map((row) => row[column]!.width)));
  const lines = cells.map((row) => formatRow(row, widths));
  if (!quiet) lines.splice(1, 0, `${"-".repeat(widths.reduce((sum, width) => sum + width + 3, 0))}\n`);
  return lines.join("");
}

function formatRow(row: readonly Cell[], widths: readonly number[]): string {
  const last = row.length - 1;
  const padded = row.map(({ text, width }, column) =>
    column === last ? ` ${text}` : ` ${text}${" ".repeat(widths[column]! - width + 2)}`,
  );
  return `${padded.join("")}\n`;
}
