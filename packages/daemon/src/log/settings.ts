// What is logged, and where to.

import type { LogFilter } from "./filter.js";
import type { Level } from "./level.js";
import type { LogOutput } from "./output.js";

export interface LogSettings {
  /** For every category that no filter speaks of. */
  readonly level: Level;
  readonly filters: readonly LogFilter[];
  readonly outputs: readonly LogOutput[];
}
