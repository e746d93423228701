// Domain events on the wire: who of a session's registrations gets what, in which of the two forms.
// Old clients register by event id and get messages without a number; newer ones get a number for each
// registration. Both kinds count as the same registration when asked for twice.

import { ErrorCode, ErrorDomain, libvirtError, remote } from "@virtgate/protocol";
import { DomainEventID } from "@virtgate/protocol/constants";
import type { Call, Handlers } from "../call.js";
import type { DomainEvent } from "../drivers/domain-events.js";
import type { DomainRef, Driver } from "../drivers/driver.js";
import { sameUuid } from "../drivers/uuid-map.js";
import type { Session } from "../session.js";

/** As many as a client can reasonably use: all events of 300 domains. libvirt sets no limit. */
const maxRegistrations = 8_192;

interface Registration {
  /** The driver's number for it. */
  readonly number: number;
  readonly eventId: number;
  readonly uuid: Uint8Array | undefined;
  /** Asked for by event id, without a number. */
  readonly legacy: boolean;
}

const internal = (detail: string) => libvirtError(ErrorDomain.rpc, ErrorCode.internalError, detail);
const invalid = (detail: string) => libvirtError(ErrorDomain.none, ErrorCode.invalidArg, detail);
const notRegistered = (eventId: number) => internal(`domain event ${eventId} not registered`);
const tooMany = () => internal(`too many event registrations, at most ${maxRegistrations} are possible`);

/** libvirt 9.0.0 knows 27 event ids; the first sixteen have a message for old clients too. */
const eventIdCount = 27;
const legacyIdCount = 16;

function requireEventId(eventId: number, count: number): void {
  if (eventId < 0 || eventId >= count) throw internal(`unsupported event ID ${eventId}`);
}

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

/** The registrations of one session with one driver; all are given up when the session ends. */
class Registrations {
  readonly #session: Session;
  readonly #driver: Driver;
  readonly #all = new Set<Registration>();

  constructor(session: Session, driver: Driver) {
    this.#session = session;
    this.#driver = driver;
    session.onClose(() => {
      for (const registration of this.#all) driver.domains.events.unregister(registration.number);
      this.#all.clear();
    });
  }

  add(eventId: number, uuid: Uint8Array | undefined, legacy: boolean): number {
    if (this.#all.size >= maxRegistrations) throw tooMany();
    for (const known of this.#all) {
      if (known.eventId === eventId && sameTarget(known.uuid, uuid))
        throw invalid("event callback already tracked");
    }
    // A copy: the uuid is a view of the packet.
    const own = uuid && Uint8Array.from(uuid);
    const number = this.#driver.domains.events.register(eventId, own, (event) =>
      send(this.#session, registration, event),
    );
    const registration: Registration = { number, eventId, uuid: own, legacy };
    this.#all.add(registration);
    return number;
  }

  /** False when there is none. */
  remove(matches: (registration: Registration) => boolean): boolean {
    for (const registration of this.#all) {
      if (!matches(registration)) continue;
      this.#driver.domains.events.unregister(registration.number);
      this.#all.delete(registration);
      return true;
    }
    return false;
  }
}

const sameTarget = (one: Uint8Array | undefined, other: Uint8Array | undefined) =>
  one === undefined || other === undefined ? one === other : sameUuid(one, other);

const bySession = new WeakMap<Session, Registrations>();

function registrationsOf(call: Call): Registrations {
  const { driver } = call;
  let found = bySession.get(call.session);
  if (found === undefined) {
    found = new Registrations(call.session, driver);
    bySession.set(call.session, found);
  }
  return found;
}

function registerLegacy(call: Call, eventId: number): void {
  const registrations = registrationsOf(call);
  requireEventId(eventId, legacyIdCount);
  registrations.add(eventId, undefined, true);
}

function deregisterLegacy(call: Call, eventId: number): void {
  const registrations = registrationsOf(call);
  requireEventId(eventId, legacyIdCount);
  if (!registrations.remove((known) => known.legacy && known.eventId === eventId))
    throw notRegistered(eventId);
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
    const registrations = registrationsOf(call);
    requireEventId(eventID, eventIdCount);
    return { callbackID: registrations.add(eventID, dom?.uuid, false) };
  },
  connectDomainEventCallbackDeregisterAny(call, { callbackID }) {
    const registrations = registrationsOf(call);
    if (!registrations.remove((known) => !known.legacy && known.number === callbackID)) {
      throw internal(`domain event callback ${callbackID} not registered`);
    }
    return {};
  },
};
