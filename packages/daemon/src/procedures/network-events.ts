// Events of networks on the wire.

import { remote } from "@virtgate/protocol";
import { NetworkEventID } from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import type { NetworkRef } from "../drivers/network-driver.js";
import type { NetworkEvent } from "../drivers/network-events.js";
import { sameUuid } from "../drivers/uuid-map.js";
import type { Session } from "../session.js";
import { supported } from "./checks.js";
import { type Registration, registrationsOf } from "./event-registrations.js";

function send(session: Session, { number: callbackID }: Registration, event: NetworkEvent): void {
  const { network: net, event: type, detail } = event;
  session.sendEvent(remote, remote.events.networkEventLifecycle, { callbackID, net, event: type, detail });
}

const registrations = registrationsOf<NetworkEvent, Uint8Array>({
  name: "network",
  eventIdName: "network event ID",
  eventIdCount: NetworkEventID.last,
  source: (driver) => supported(driver.networks, "virConnectNetworkEventRegisterAny").events,
  sameKey: sameUuid,
  keep: (uuid) => Uint8Array.from(uuid),
  send,
});

export const networkEventHandlers: Handlers<typeof remote.calls> = {
  connectNetworkEventRegisterAny(call, { eventID, net }: { eventID: number; net: NetworkRef | null }) {
    return { callbackID: registrations(call).add(eventID, net?.uuid) };
  },
  connectNetworkEventDeregisterAny(call, { callbackID }) {
    registrations(call).remove(callbackID);
    return {};
  },
};
