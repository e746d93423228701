// What the sockets for hypervisor clients serve: libvirt's remote program and its two companions.

import { lxc, qemu, remote } from "@virtgate/protocol";
import { authHandlers } from "./auth/handlers.js";
import { remoteHandlers } from "./procedures/index.js";
import { Programs, serve } from "./programs.js";

let built: Programs | undefined;

/** Built on first use and then shared: handlers keep no state of their own. */
export function hypervisorPrograms(): Programs {
  built ??= new Programs([
    serve(remote, { ...authHandlers, ...remoteHandlers }),
    serve(qemu, {}),
    serve(lxc, {}),
  ]);
  return built;
}
