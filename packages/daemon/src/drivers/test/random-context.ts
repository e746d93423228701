// Chance, for definitions that leave their uuid to the hypervisor.

import { randomBytes } from "node:crypto";
import type { ParseContext } from "../../definitions/index.js";

// Named only when it is called: the command line then starts without loading node:crypto.
export const randomContext: ParseContext = { random: (count) => randomBytes(count) };
