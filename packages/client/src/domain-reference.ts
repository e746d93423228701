// A domain as the server names it, and what all its methods need. Domain is made of several files, one for each family
// of methods: a reference, devices, tuning, the guest inside, snapshots; domain.ts itself has what everybody uses.

import type { DomainRef } from "@virtgate/protocol";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";
import { formatUuid } from "./uuid.js";

export abstract class DomainReference extends RemoteObject {
  /** How procedures of `connection.call` name this domain. */
  #ref: DomainRef;

  constructor(connection: Connection, ref: DomainRef) {
    super(connection);
    this.#ref = ref;
  }

  get ref(): DomainRef {
    return this.#ref;
  }

  /** Its name and id change with what is done to it. */
  protected changed(change: Partial<DomainRef>): void {
    this.#ref = { ...this.#ref, ...change };
  }

  get name(): string {
    return this.#ref.name;
  }

  get uuid(): string {
    return formatUuid(this.#ref.uuid);
  }

  /** -1 while it is off. It is the number at the time of the look-up, or of `create`. */
  get id(): number {
    return this.#ref.id;
  }
}
