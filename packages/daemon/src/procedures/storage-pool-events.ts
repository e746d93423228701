// Events of storage pools on the wire.

import { remote } from "@virtgate/protocol";
import { StoragePoolEventID } from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import type { StoragePoolRef } from "../drivers/storage-driver.js";
import type { StoragePoolEvent } from "../drivers/storage-events.js";
import { sameUuid } from "../drivers/uuid-map.js";
import type { Session } from "../session.js";
import { supported } from "./checks.js";
import { type Registration, registrationsOf } from "./event-registrations.js";

function send(session: Session, { number: callbackID }: Registration, event: StoragePoolEvent): void {
  const { pool } = event;
  if (event.kind === "refresh") {
    session.sendEvent(remote, remote.events.storagePoolEventRefresh, { callbackID, pool });
  } else {
    const { event: type, detail } = event;
    const body = { callbackID, pool, event: type, detail };
    session.sendEvent(remote, remote.events.storagePoolEventLifecycle, body);
  }
}

const registrations = registrationsOf<StoragePoolEvent, Uint8Array>({
  name: "storage pool",
  eventIdName: "storage pool event ID",
  eventIdCount: StoragePoolEventID.last,
  source: (driver) => supported(driver.storage, "virConnectStoragePoolEventRegisterAny").events,
  sameKey: sameUuid,
  keep: (uuid) => Uint8Array.from(uuid),
  send,
});

export const storagePoolEventHandlers: Handlers<typeof remote.calls> = {
  connectStoragePoolEventRegisterAny(
    call,
    { eventID, pool }: { eventID: number; pool: StoragePoolRef | null },
  ) {
    return { callbackID: registrations(call).add(eventID, pool?.uuid) };
  },
  connectStoragePoolEventDeregisterAny(call, { callbackID }) {
    registrations(call).remove(callbackID);
    return {};
  },
};
