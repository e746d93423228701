// One process waits for events of pools while another acts.

import type { EventRow } from "./events.js";

const lifecycle = ["pool-event", "--event", "lifecycle"];
const loop = ["--loop", "--timeout", "2"];
const act =
  "pool-define pool.xml; pool-build one; pool-start one; pool-refresh one; pool-destroy one; pool-delete one; pool-undefine one";

export const storageEvents: EventRow[] = [
  { listen: lifecycle, act },
  { listen: [...lifecycle, ...loop], act },
  { listen: [...lifecycle, ...loop, "--pool", "default-pool"], act: `${act}; pool-destroy default-pool` },
  { listen: [...lifecycle, "--timestamp"], act },
  { listen: ["pool-event", "--event", "refresh", ...loop], act: `${act}; pool-refresh default-pool` },
  { listen: ["pool-event", "--event", "refresh", "--pool", "nosuch", "--timeout", "1"] },
  { listen: ["pool-event", "--event", "lifecycle", "--timeout", "1"] },
  { listen: ["pool-event", "--list"] },
  { listen: ["pool-event"] },
  { listen: ["pool-event", "--event", "bogus"] },
  { listen: ["pool-event", "--event", "lifecycle", "--timeout", "0"] },
];
