// All domains of one test hypervisor, found by uuid, name and id.

import type { DomainDefinition } from "../../definitions/index.js";
import { formatUuid } from "../../definitions/uuid.js";
import type { DomainEvents } from "../domain-events.js";
import type { DomainRef } from "../driver.js";
import {
  alreadyActive,
  definedWithUuid,
  existsWithUuid,
  nameTaken,
  notRunning,
  renamedToItself,
} from "../refusals.js";
import { UuidMap } from "../uuid-map.js";
import { TestDomain } from "./domain.js";
import { failed, noDomain, noSuchDomain } from "./refusals.js";

/** As many as one answer can list (REMOTE_DOMAIN_LIST_MAX). */
const maxDomains = 16_384;

export class DomainTable {
  readonly events: DomainEvents;
  readonly #byUuid = new UuidMap<TestDomain>();
  readonly #byName = new Map<string, TestDomain>();
  #nextId = 1;

  constructor(events: DomainEvents) {
    this.events = events;
  }

  values(): Iterable<TestDomain> {
    return this.#byName.values();
  }

  known(domain: DomainRef): TestDomain | undefined {
    return this.#byUuid.get(domain.uuid);
  }

  /** The driver's own record of a domain that a client names. Throws VIR_ERR_NO_DOMAIN. */
  find(domain: DomainRef): TestDomain {
    const found = this.#byUuid.get(domain.uuid);
    if (found === undefined) throw noDomain(domain);
    return found;
  }

  /** As `find`, for calls that make sense only while the domain runs. */
  findActive(domain: DomainRef): TestDomain {
    const found = this.find(domain);
    if (!found.active) throw notRunning();
    return found;
  }

  byUuid(uuid: Uint8Array): TestDomain {
    return orThrow(this.#byUuid.get(uuid));
  }

  byName(name: string): TestDomain {
    return orThrow(this.#byName.get(name));
  }

  byId(id: number): TestDomain {
    for (const domain of this.values()) if (domain.ref.id === id) return domain;
    throw noSuchDomain();
  }

  newId(): number {
    return this.#nextId++;
  }

  /**
   * The domain that this definition describes, when there already is one. Throws when its name or its uuid belongs
   * to another domain.
   */
  match(definition: DomainDefinition): TestDomain | undefined {
    const sameUuid = this.#byUuid.get(definition.uuid);
    if (sameUuid !== undefined) {
      const { name } = sameUuid.ref;
      if (name !== definition.name) throw definedWithUuid(name, formatUuid(definition.uuid));
      return sameUuid;
    }
    const sameName = this.#byName.get(definition.name);
    if (sameName !== undefined) throw existsWithUuid(definition.name, formatUuid(sameName.ref.uuid));
    return undefined;
  }

  /** Takes in a persistent definition: a new domain, or a change of one. `known` tells which. */
  define(definition: DomainDefinition): { domain: TestDomain; known: boolean } {
    const matched = this.match(definition);
    const known = matched !== undefined && (!matched.active || matched.nextDefinition !== undefined);
    const domain = matched ?? this.#add(definition);
    domain.redefine(definition);
    return { domain, known };
  }

  /** A domain about to be started with this definition. Throws when it already runs. */
  admit(definition: DomainDefinition): TestDomain {
    const matched = this.match(definition);
    if (matched === undefined) return this.#add(definition);
    if (matched.active) throw alreadyActive(matched.ref.name);
    matched.borrow(definition);
    return matched;
  }

  #add(definition: DomainDefinition): TestDomain {
    if (this.#byUuid.size >= maxDomains) throw failed(`too many domains, at most ${maxDomains} are possible`);
    const domain = new TestDomain(definition);
    this.#byUuid.set(definition.uuid, domain);
    this.#byName.set(definition.name, domain);
    return domain;
  }

  remove(domain: TestDomain): void {
    this.#byUuid.delete(domain.ref.uuid);
    this.#byName.delete(domain.ref.name);
  }

  rename(domain: TestDomain, name: string): void {
    if (domain.ref.name === name) throw renamedToItself();
    if (this.#byName.has(name)) throw nameTaken(name);
    this.#byName.delete(domain.ref.name);
    domain.rename(name);
    this.#byName.set(name, domain);
  }
}

function orThrow(domain: TestDomain | undefined): TestDomain {
  if (domain === undefined) throw noSuchDomain();
  return domain;
}
