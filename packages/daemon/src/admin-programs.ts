// What the admin socket serves.

import { admin } from "@virtgate/protocol";
import type { Administered } from "./administered.js";
import { adminHandlers } from "./procedures/admin.js";
import { Programs, serve } from "./programs.js";

export function adminPrograms(daemon: Administered): Programs {
  return new Programs([serve(admin, adminHandlers(daemon))]);
}
