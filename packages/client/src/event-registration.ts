// How each class of events is asked for and given up.

import {
  type DomainRef,
  type EventProcedure,
  type NetworkRef,
  type NodeDeviceRef,
  remote,
  type SecretRef,
  type StoragePoolRef,
} from "@virtgate/protocol";
import { notAvailable } from "./errors.js";
import type { Caller } from "./procedures.js";

export type EventObject = DomainRef | NetworkRef | StoragePoolRef | NodeDeviceRef | SecretRef;

/** Resolves with the server's number for the registration. `object` null asks for the events of all objects. */
export async function register(
  caller: Caller,
  { event }: EventProcedure,
  object: EventObject | null,
): Promise<number> {
  const { calls } = remote;
  const eventID = event?.id ?? -1;
  switch (event?.class) {
    case "domain": {
      const args = { eventID, dom: object as DomainRef | null };
      return (await caller.invoke(remote, calls.connectDomainEventCallbackRegisterAny, args)).callbackID;
    }
    case "network": {
      const args = { eventID, net: object as NetworkRef | null };
      return (await caller.invoke(remote, calls.connectNetworkEventRegisterAny, args)).callbackID;
    }
    case "storagePool": {
      const args = { eventID, pool: object as StoragePoolRef | null };
      return (await caller.invoke(remote, calls.connectStoragePoolEventRegisterAny, args)).callbackID;
    }
    case "nodeDevice": {
      const args = { eventID, dev: object as NodeDeviceRef | null };
      return (await caller.invoke(remote, calls.connectNodeDeviceEventRegisterAny, args)).callbackID;
    }
    case "secret": {
      const args = { eventID, secret: object as SecretRef | null };
      return (await caller.invoke(remote, calls.connectSecretEventRegisterAny, args)).callbackID;
    }
    default:
      throw notAvailable(`event class '${event?.class}'`);
  }
}

export async function deregister(
  caller: Caller,
  { event }: EventProcedure,
  callbackID: number,
): Promise<void> {
  const { calls } = remote;
  const procedures = {
    domain: calls.connectDomainEventCallbackDeregisterAny,
    network: calls.connectNetworkEventDeregisterAny,
    storagePool: calls.connectStoragePoolEventDeregisterAny,
    nodeDevice: calls.connectNodeDeviceEventDeregisterAny,
    secret: calls.connectSecretEventDeregisterAny,
  };
  const procedure = procedures[event?.class as keyof typeof procedures];
  await caller.invoke(remote, procedure, { callbackID });
}
