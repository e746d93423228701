// A driver of which one client sees what it may: lists and events leave out the other objects, and no count tells of
// them.

import type { Permission } from "@virtgate/protocol";
import type { Driver } from "../drivers/driver.js";
import type { Events } from "../drivers/events.js";
import type { InterfaceDriver } from "../drivers/interface-driver.js";
import type { NetworkDriver } from "../drivers/network-driver.js";
import type { NodeDeviceDriver } from "../drivers/node-device-driver.js";
import type { StorageDriver, StoragePoolRef } from "../drivers/storage-driver.js";
import { after } from "../procedures/after.js";
import type { Guard } from "./guard.js";
import {
  deviceAttributes,
  domainAttributes,
  interfaceAttributes,
  networkAttributes,
  poolAttributes,
  volumeAttributes,
} from "./objects.js";
import type { Attributes } from "./question.js";

type GuardEvents = <Event, Key>(
  source: Events<Event, Key>,
  permission: Permission,
  attributesOf: (event: Event) => Attributes,
) => Events<Event, Key>;

export function guardedDriver(driver: Driver, guard: Guard): Driver {
  const { domains, networks, interfaces, storage, nodeDevices } = driver;
  const { allStats } = domains;
  const order = new InOrder(guard);
  const events: GuardEvents = (source, permission, attributesOf) => ({
    register: (eventId, key, listener) =>
      source.register(eventId, key, (event, number) =>
        order.add(guard.may(driver, permission, attributesOf(event)), () => listener(event, number)),
      ),
    unregister: (number) => source.unregister(number),
  });
  return {
    ...driver,
    domains: {
      ...domains,
      list: (flags) =>
        after(domains.list(flags), (all) => guard.filter(driver, "domain:getattr", all, domainAttributes)),
      events: events(domains.events, "domain:getattr", ({ domain }) => domainAttributes(domain)),
      ...(allStats && {
        allStats: (named, groups, flags) =>
          after(allStats(named, groups, flags), (all) =>
            guard.filter(driver, "domain:read", all, ({ domain }) => domainAttributes(domain)),
          ),
      }),
    },
    ...(networks && { networks: guardedNetworks(driver, networks, guard, events) }),
    ...(interfaces && { interfaces: guardedInterfaces(driver, interfaces, guard) }),
    ...(storage && { storage: guardedStorage(driver, storage, guard, events) }),
    ...(nodeDevices && { nodeDevices: guardedDevices(driver, nodeDevices, guard, events) }),
  };
}

function guardedNetworks(
  driver: Driver,
  networks: NetworkDriver,
  guard: Guard,
  events: GuardEvents,
): NetworkDriver {
  const list = (flags: number) =>
    after(networks.list(flags), (all) => guard.filter(driver, "network:getattr", all, networkAttributes));
  return {
    ...networks,
    list,
    count: (flags) => after(list(flags), ({ length }) => length),
    events: events(networks.events, "network:getattr", ({ network }) => networkAttributes(network)),
  };
}

function guardedInterfaces(driver: Driver, interfaces: InterfaceDriver, guard: Guard): InterfaceDriver {
  const list = (flags: number) =>
    after(interfaces.list(flags), (all) =>
      guard.filter(driver, "interface:getattr", all, interfaceAttributes),
    );
  return { ...interfaces, list, count: (flags) => after(list(flags), ({ length }) => length) };
}

function guardedStorage(
  driver: Driver,
  storage: StorageDriver,
  guard: Guard,
  events: GuardEvents,
): StorageDriver {
  const pools = (flags: number) =>
    after(storage.pools.list(flags), (all) =>
      guard.filter(driver, "storage_pool:getattr", all, poolAttributes),
    );
  const volumes = (pool: StoragePoolRef, flags: number) =>
    after(storage.volumes.list(pool, flags), (all) =>
      after(storage.pools.lookupByUuid(pool.uuid), (known) =>
        guard.filter(driver, "storage_vol:getattr", all, (volume) => volumeAttributes(known, volume)),
      ),
    );
  return {
    events: events(storage.events, "storage_pool:getattr", ({ pool }) => poolAttributes(pool)),
    pools: {
      ...storage.pools,
      list: pools,
      count: (flags) => after(pools(flags), ({ length }) => length),
    },
    volumes: {
      ...storage.volumes,
      list: volumes,
      names: (pool) => after(volumes(pool, 0), (all) => all.map(({ name }) => name)),
    },
  };
}

function guardedDevices(
  driver: Driver,
  devices: NodeDeviceDriver,
  guard: Guard,
  events: GuardEvents,
): NodeDeviceDriver {
  const seen = (names: readonly string[]) =>
    guard.filter(driver, "node_device:getattr", names, (name) => deviceAttributes({ name }));
  const names = (capability: string | null, flags: number) => after(devices.names(capability, flags), seen);
  return {
    ...devices,
    names,
    count: (capability, flags) => after(names(capability, flags), ({ length }) => length),
    list: (flags) =>
      after(devices.list(flags), (all) => guard.filter(driver, "node_device:getattr", all, deviceAttributes)),
    events: events(devices.events, "node_device:getattr", ({ device }) => deviceAttributes(device)),
  };
}

/** As many events as may wait for a verdict; a client with more is disconnected. */
const maxWaitingEvents = 4_096;

/** Questions are asked at once, and what depends on them happens in the order in which they were asked. */
class InOrder {
  readonly #guard: Guard;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  add(allowed: Promise<boolean>, then: () => void): void {
    if (++this.#waiting > maxWaitingEvents) {
      this.#guard.overrun(`more than ${maxWaitingEvents} events wait for permission`);
      return;
    }
    this.#last = this.#last.then(async () => {
      const granted = await allowed;
      this.#waiting--;
      if (granted) then();
    });
  }
}
