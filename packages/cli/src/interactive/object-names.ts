// What a host has, by the names that its commands take: for completion.

import type { Connection } from "@virtgate/client";
import { formatUuid } from "../commands/domain.js";
import type { ObjectKind } from "../grammar/command.js";

type Call = Connection["call"];

/** VIR_CONNECT_LIST_DOMAINS_ACTIVE | VIR_CONNECT_LIST_DOMAINS_INACTIVE; the same numbers for networks and interfaces. */
const allObjects = 3;
/** VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE. */
const activePools = 2;

const needResults = 1;

async function poolsOf(call: Call, flags: number) {
  return (await call.connectListAllStoragePools({ needResults, flags })).pools;
}

const listings: Readonly<Record<ObjectKind, (call: Call) => Promise<string[]>>> = {
  async domains(call) {
    const { domains } = await call.connectListAllDomains({ needResults, flags: allObjects });
    return domains.map(({ name }) => name);
  },
  async networks(call) {
    const { nets } = await call.connectListAllNetworks({ needResults, flags: allObjects });
    return nets.map(({ name }) => name);
  },
  async interfaces(call) {
    const { ifaces } = await call.connectListAllInterfaces({ needResults, flags: allObjects });
    return ifaces.map(({ name }) => name);
  },
  async nwfilters(call) {
    const { filters } = await call.connectListAllNwfilters({ needResults, flags: 0 });
    return filters.map(({ name }) => name);
  },
  async devices(call) {
    const { devices } = await call.connectListAllNodeDevices({ needResults, flags: 0 });
    return devices.map(({ name }) => name);
  },
  async pools(call) {
    return (await poolsOf(call, 0)).map(({ name }) => name);
  },
  /** Keys: they name a volume without its pool. */
  async volumes(call) {
    const keys: string[] = [];
    for (const pool of await poolsOf(call, activePools)) {
      const { vols } = await call.storagePoolListAllVolumes({ pool, needResults, flags: 0 });
      keys.push(...vols.map(({ key }) => key));
    }
    return keys;
  },
  async secrets(call) {
    const { secrets } = await call.connectListAllSecrets({ needResults, flags: 0 });
    return secrets.map(({ uuid }) => formatUuid(uuid));
  },
  /** Of a daemon, not of a host. */
  servers: () => Promise.resolve([]),
};

export const namesOf = (call: Call, kind: ObjectKind): Promise<readonly string[]> => listings[kind](call);
