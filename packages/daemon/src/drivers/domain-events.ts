// What can happen to a domain.

import type { DomainRef } from "./driver.js";
import { EventSource, type EventState } from "./events.js";
import { sameUuid } from "./uuid-map.js";

/** An event in the hypervisor's words. `kind` names libvirt's event id. */
export type DomainEvent =
  | {
      readonly kind: "lifecycle";
      readonly domain: DomainRef;
      /** virDomainEventType, and the detail that belongs to it. */
      readonly event: number;
      readonly detail: number;
    }
  | {
      readonly kind: "metadataChange";
      readonly domain: DomainRef;
      /** virDomainMetadataType */
      readonly type: number;
      readonly uri: string | null;
    };

/** virDomainEventID of the kinds that drivers raise. */
export const domainEventIds: { readonly [Kind in DomainEvent["kind"]]: number } = {
  lifecycle: 0,
  metadataChange: 23,
};

/** Events of domains; one domain is named by its uuid. */
export type DomainEvents = EventSource<DomainEvent, Uint8Array>;

export const domainEvents = (state: EventState): DomainEvents =>
  new EventSource(state, {
    idOf: (event) => domainEventIds[event.kind],
    isAbout: (event, uuid) => sameUuid(event.domain.uuid, uuid),
  });
