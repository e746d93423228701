// Holes in a sparse stream: a length instead of zeros (virNetStreamHole).

import { struct } from "./composite.js";
import type { Infer } from "./layout.js";
import { hyper, uint } from "./xdr.js";

/** The payload of a packet of type "stream hole" with status "continue". `flags` has no meaning yet and is 0. */
export const streamHole = struct({ length: hyper, flags: uint });

export type StreamHole = Infer<typeof streamHole>;
