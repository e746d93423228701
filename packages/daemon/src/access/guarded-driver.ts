// A driver of which one client sees what it may: lists and events leave out the other objects, and no count tells of
// them.

import type { Permission } from "@virtgate/protocol";
import type { Driver } from "../drivers/driver.js";
import type { Events } from "../drivers/events.js";
import { after } from "../procedures/after.js";
import type { Guard } from "./guard.js";
import { domainAttributes } from "./objects.js";
import type { Attributes } from "./question.js";

export function guardedDriver(driver: Driver, guard: Guard): Driver {
  const { domains } = driver;
  const order = new InOrder(guard);
  const events = <Event, Key>(
    source: Events<Event, Key>,
    permission: Permission,
    attributesOf: (event: Event) => Attributes,
  ): Events<Event, Key> => ({
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
    },
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
