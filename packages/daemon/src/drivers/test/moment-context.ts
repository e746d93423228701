// What reading a snapshot or a checkpoint needs besides its document.

import { randomBytes } from "node:crypto";
import type { MomentContext } from "../../definitions/moment/index.js";

export const momentContext = (redefine: boolean): MomentContext => ({
  random: (count) => randomBytes(count),
  now: BigInt(Math.floor(Date.now() / 1000)),
  redefine,
});
