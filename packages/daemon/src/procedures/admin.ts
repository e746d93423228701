// The admin program: all 19 procedures. Whoever reaches its socket may call them.

import type { admin } from "@virtgate/protocol";
import type { Administered } from "../administered.js";
import type { Handlers } from "../call.js";
import { adminClient } from "./admin-client.js";
import { adminConnect } from "./admin-connect.js";
import { adminLogging } from "./admin-logging.js";
import { adminServer } from "./admin-server.js";

export type AdminHandlers = Required<Handlers<typeof admin.calls>>;

/** Every procedure has a handler, or this does not compile. */
export function adminHandlers(daemon: Administered): AdminHandlers {
  return {
    ...adminConnect(daemon),
    ...adminServer(daemon),
    ...adminClient(daemon),
    ...adminLogging(daemon),
  };
}
