// Domain events on the wire: who of a session's registrations gets what, in which of the two forms.
// Old clients register by event id and get messages without a number; newer ones get a number for each
// registration. Both kinds count as the same registration when asked for twice.

import { ErrorCode, ErrorDomain, libvirtError, remote } from "@virtgate/protocol";
import { DomainEventID } from "@virtgate/protocol/constants";
import type { Call, Handlers } from "../call.js";
import type { DomainEvent } from "../drivers/domain-events.js";
import type { DomainRef } from "../drivers/driver.js";
import { sameUuid } from "../drivers/uuid-map.js";
import type { Session } from "../session.js";
import { type Registration, registrationsOf } from "./event-registrations.js";

/** libvirt 9.0.0 knows 27 event ids; the first sixteen have a message for old clients too. */
const eventIdCount = 27;
const legacyIdCount = 16;

function send(session: Session, { number, legacy }: Registration, event: DomainEvent): void {
  switch (event.kind) {
    case "lifecycle": {
      const msg = { dom: event.domain, event: event.event, detail: event.detail };
      if (legacy) session.sendEvent(remote, remote.events.domainEventLifecycle, msg);
      else session.sendEvent(remote, remote.events.domainEventCallbackLifecycle, { callbackID: number, msg });
      return;
    }
    case "metadataChange": {
      const { domain: dom, type, uri: nsuri } = event;
      const body = { callbackID: number, dom, type, nsuri };
      session.sendEvent(remote, remote.events.domainEventCallbackMetadataChange, body);
    }
  }
}

const domainRegistrations = registrationsOf<DomainEvent, Uint8Array>({
  name: "domain",
  eventIdName: "event ID",
  eventIdCount,
  source: (driver) => driver.domains.events,
  sameKey: sameUuid,
  keep: (uuid) => Uint8Array.from(uuid),
  send,
});

function registerLegacy(call: Call, eventId: number): void {
  domainRegistrations(call).add(eventId, undefined, true, legacyIdCount);
}

function deregisterLegacy(call: Call, eventId: number): void {
  const registrations = domainRegistrations(call);
  registrations.requireEventId(eventId, legacyIdCount);
  if (!registrations.removeWhere((known) => known.legacy && known.eventId === eventId)) {
    const detail = `domain event ${eventId} not registered`;
    throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, detail);
  }
}

export const domainEventHandlers: Handlers<typeof remote.calls> = {
  connectDomainEventRegister(call) {
    registerLegacy(call, DomainEventID.lifecycle);
    return { cbRegistered: 0 };
  },
  connectDomainEventDeregister(call) {
    deregisterLegacy(call, DomainEventID.lifecycle);
    return { cbRegistered: 0 };
  },
  connectDomainEventRegisterAny(call, { eventID }) {
    registerLegacy(call, eventID);
    return {};
  },
  connectDomainEventDeregisterAny(call, { eventID }) {
    deregisterLegacy(call, eventID);
    return {};
  },

  connectDomainEventCallbackRegisterAny(call, { eventID, dom }: { eventID: number; dom: DomainRef | null }) {
    return { callbackID: domainRegistrations(call).add(eventID, dom?.uuid) };
  },
  connectDomainEventCallbackDeregisterAny(call, { callbackID }) {
    domainRegistrations(call).remove(callbackID);
    return {};
  },
};
