// Events of the host's devices on the wire.

import { remote } from "@virtgate/protocol";
import { NodeDeviceEventID } from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import type { NodeDeviceEvent } from "../drivers/node-device-events.js";
import type { Session } from "../session.js";
import { supported } from "./checks.js";
import { type Registration, registrationsOf } from "./event-registrations.js";

function send(session: Session, { number }: Registration<string>, event: NodeDeviceEvent): void {
  switch (event.kind) {
    case "lifecycle": {
      const { device: dev, event: what, detail } = event;
      const body = { callbackID: number, dev, event: what, detail };
      session.sendEvent(remote, remote.events.nodeDeviceEventLifecycle, body);
      return;
    }
    case "update": {
      const body = { callbackID: number, dev: event.device };
      session.sendEvent(remote, remote.events.nodeDeviceEventUpdate, body);
    }
  }
}

const registrations = registrationsOf<NodeDeviceEvent, string>({
  name: "node device",
  eventIdName: "node device event ID",
  eventIdCount: NodeDeviceEventID.last,
  source: (driver) => supported(driver.nodeDevices, "virConnectNodeDeviceEventRegisterAny").events,
  sameKey: (one, other) => one === other,
  keep: (name) => name,
  send,
});

export const nodeDeviceEventHandlers: Handlers<typeof remote.calls> = {
  connectNodeDeviceEventRegisterAny(call, { eventID, dev }) {
    return { callbackID: registrations(call).add(eventID, dev?.name) };
  },
  connectNodeDeviceEventDeregisterAny(call, { callbackID }) {
    registrations(call).remove(callbackID);
    return {};
  },
};
