// Who wants to hear of which domain events, and the queue in front of them.
// As in libvirt, the numbers of registrations belong to the hypervisor's state and not to one connection: what two
// connections share has one row of numbers.

import type { DomainRef } from "./driver.js";
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

/** Gets an event together with the number of the registration that asked for it. */
export type DomainListener = (event: DomainEvent, registration: number) => void;

interface Registration {
  readonly number: number;
  /** Undefined: events of all domains. */
  readonly uuid: Uint8Array | undefined;
  readonly listener: DomainListener;
}

export class DomainEvents {
  #next = 0;
  /** Event id -> number -> registration. */
  readonly #registrations = new Map<number, Map<number, Registration>>();
  #queue: DomainEvent[] = [];

  /** Any event id may be asked for; a driver raises those it knows. */
  register(eventId: number, uuid: Uint8Array | undefined, listener: DomainListener): number {
    const number = this.#next++;
    const ofId = this.#registrations.get(eventId) ?? new Map<number, Registration>();
    ofId.set(number, { number, uuid, listener });
    this.#registrations.set(eventId, ofId);
    return number;
  }

  unregister(number: number): void {
    for (const ofId of this.#registrations.values()) if (ofId.delete(number)) return;
  }

  /**
   * Events reach their listeners in a later turn of the event loop: the client whose call caused one gets its reply
   * first. The queue needs no limit of its own, because it is emptied before the next calls are read.
   */
  raise(event: DomainEvent): void {
    if (this.#queue.length === 0) setImmediate(() => this.#deliver());
    this.#queue.push(event);
  }

  #deliver(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const event of queue) {
      const registrations = this.#registrations.get(domainEventIds[event.kind]);
      if (registrations === undefined) continue;
      for (const { uuid, listener, number } of registrations.values()) {
        if (uuid === undefined || sameUuid(uuid, event.domain.uuid)) listener(event, number);
      }
    }
  }
}
