// The objects that calls are about, as rules see them. The names of the attributes are libvirt's, so that rules written
// for it work here; their values come from the driver, never from the client, who could call a domain anything.

import { ErrorCode, ErrorDomain, libvirtError, type PermissionObject } from "@virtgate/protocol";
import { formatUuid } from "../definitions/uuid.js";
import type { DomainRef, Driver, MaybePromise } from "../drivers/driver.js";
import type { InterfaceRef } from "../drivers/interface-driver.js";
import type { NetworkRef } from "../drivers/network-driver.js";
import type { NodeDeviceRef } from "../drivers/node-device-driver.js";
import type { StoragePoolRef, StorageVolumeRef } from "../drivers/storage-driver.js";
import { after } from "../procedures/after.js";
import { fabricAttributes } from "./fabric.js";
import type { Attributes } from "./question.js";

interface Identified {
  readonly name: string;
  /** Absent where a document leaves it to the daemon. */
  readonly uuid?: Uint8Array | undefined;
}

const withUuid =
  (prefix: string) =>
  ({ name, uuid }: Identified): Attributes => ({
    [`${prefix}_name`]: name,
    ...(uuid !== undefined && { [`${prefix}_uuid`]: formatUuid(uuid) }),
  });

export const domainAttributes = withUuid("domain");
export const networkAttributes = withUuid("network");
export const interfaceAttributes = ({ name, mac }: InterfaceRef): Attributes => ({
  interface_name: name,
  interface_macaddr: mac,
});
export const poolAttributes = withUuid("pool");
export const deviceAttributes = ({ name }: NodeDeviceRef): Attributes => ({ node_device_name: name });
export const volumeAttributes = (pool: StoragePoolRef, { name, key }: StorageVolumeRef): Attributes => ({
  ...poolAttributes(pool),
  vol_name: name,
  vol_key: key,
});

/**
 * The attributes of the object that a client names. Throws the driver's own error when there is none. Undefined where the
 * driver has no such objects at all.
 */
type Resolve = (driver: Driver, named: never) => MaybePromise<Attributes> | undefined;

/** What belongs to a domain, its snapshots and checkpoints, is judged by the domain. */
const resolveDomain = ({ domains }: Driver, named: DomainRef | { readonly dom: DomainRef }) =>
  after(domains.resolve("dom" in named ? named.dom : named), domainAttributes);

/** Some calls go by the name and others by the uuid: a reference that mixes two objects is none to be judged. */
function sameObject<Ref extends Identified>({ name }: Driver, named: Ref): (found: Ref) => Ref {
  return (found) => {
    if (found.name === named.name) return found;
    throw libvirtError(ErrorDomain.access, ErrorCode.accessDenied, `'${name}' denied access`);
  };
}

// Each is asked for first in the way that calls ask for it, so that what is not there is reported in their words.

const resolveNetwork = (driver: Driver, named: NetworkRef) => {
  const { networks } = driver;
  return (
    networks &&
    after(networks.isActive(named), () =>
      after(after(networks.lookupByUuid(named.uuid), sameObject(driver, named)), networkAttributes),
    )
  );
};

const resolveInterface = ({ interfaces }: Driver, { name }: InterfaceRef) =>
  interfaces && after(interfaces.lookupByName(name), interfaceAttributes);

const resolvePool = (driver: Driver, named: StoragePoolRef) => {
  const pools = driver.storage?.pools;
  return (
    pools &&
    after(pools.isActive(named), () =>
      after(after(pools.lookupByUuid(named.uuid), sameObject(driver, named)), poolAttributes),
    )
  );
};

const resolveVolume = ({ storage }: Driver, named: StorageVolumeRef) =>
  storage &&
  after(storage.volumes.path(named), () =>
    after(storage.pools.lookupByName(named.pool), (pool) =>
      after(storage.volumes.lookupByName(pool, named.name), (volume) => volumeAttributes(pool, volume)),
    ),
  );

const resolveDevice = ({ nodeDevices }: Driver, named: NodeDeviceRef | string) =>
  nodeDevices &&
  after(nodeDevices.lookupByName(typeof named === "string" ? named : named.name), (device) =>
    after(nodeDevices.xml(device, 0), (xml) => ({ ...deviceAttributes(device), ...fabricAttributes(xml) })),
  );

export const resolvers: Readonly<Partial<Record<PermissionObject, Resolve>>> = {
  domain: resolveDomain,
  network: resolveNetwork,
  interface: resolveInterface,
  storage_pool: resolvePool,
  storage_vol: resolveVolume,
  node_device: resolveDevice,
};

/** Whether the driver has objects of this kind. What is not listed is judged by nobody, and so is refused. */
export function has(driver: Driver, kind: PermissionObject): boolean {
  switch (kind) {
    case "interface":
      return driver.interfaces !== undefined;
    case "storage_pool":
    case "storage_vol":
      return driver.storage !== undefined;
    case "node_device":
      return driver.nodeDevices !== undefined;
    case "network":
      return driver.networks !== undefined;
    default:
      return true;
  }
}
