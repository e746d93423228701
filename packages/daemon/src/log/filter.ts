// log_filters: "LEVEL:MATCH ..." raises or lowers the level for the categories that MATCH is found in.

import { invalidLog, type Level, levelOf } from "./level.js";

export interface LogFilter {
  readonly level: Level;
  /** A glob over the whole category, of `*` and `?`: the word `qemu` became `*qemu*`. */
  readonly match: string;
}

/** The list is kept in the order written; of several filters that match, the first decides. */
export function parseFilters(text: string): LogFilter[] {
  return words(text).map((word) => {
    const colon = word.indexOf(":");
    if (colon < 0) throw invalidLog(`Malformed format for filter '${word}'`);
    const priority = word.slice(0, colon);
    const level = levelOf(priority);
    if (level === undefined) throw invalidLog(`Invalid priority '${priority}' for filter '${word}'`);
    const match = word.slice(colon + 1);
    // A leading + once asked for a stack trace; it is still accepted and means nothing.
    const name = match.startsWith("+") ? match.slice(1) : match;
    if (name === "") throw invalidLog(`Invalid match string '${match}'`);
    return { level, match: `*${name}*` };
  });
}

/** As libvirt shows them (virt-admin daemon-log-filters). */
export function formatFilters(filters: readonly LogFilter[]): string {
  return filters.map(({ level, match }) => `${level}:${match}`).join(" ");
}

/** The level at which messages of a category pass. */
export function levelFor(category: string, filters: readonly LogFilter[], general: Level): Level {
  return filters.find(({ match }) => globMatches(match, category))?.level ?? general;
}

/** Filters and outputs are parted by spaces. */
export function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}

/** Only `*` and `?` mean anything. Quadratic at worst, whatever the pattern. */
function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (pattern[p] === "?" || pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
