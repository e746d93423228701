// Lists whose length is asked for first.

import type { TypedParam } from "@virtgate/protocol";
import type { Counted } from "../domain-parameters.js";

/** Without room the answer is the number, and nobody is looked for. */
export const counted = (room: number, count: number, list: () => readonly TypedParam[]): Counted =>
  room === 0 ? count : list().slice(0, room);
