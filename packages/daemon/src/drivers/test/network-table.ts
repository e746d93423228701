// All networks of one test hypervisor, found by uuid and name.

import {
  type NetworkDefinition,
  parseNetwork,
  parseNetworkElement,
  type XmlElement,
} from "../../definitions/index.js";
import { formatUuid } from "../../definitions/uuid.js";
import type { NetworkEvents } from "../network-events.js";
import { UuidMap } from "../uuid-map.js";
import { TestNetwork } from "./network.js";
import {
  networkActive,
  networkDefinedWithUuid,
  networkExistsWithUuid,
  noNetworkWithName,
  noNetworkWithUuid,
  tooManyNetworks,
} from "./network-refusals.js";
import { randomContext } from "./random-context.js";

/** As many as one answer can list (REMOTE_NETWORK_LIST_MAX). */
const maxNetworks = 16_384;

export class NetworkTable {
  readonly events: NetworkEvents;
  readonly #byUuid = new UuidMap<TestNetwork>();
  readonly #byName = new Map<string, TestNetwork>();

  constructor(events: NetworkEvents) {
    this.events = events;
  }

  values(): Iterable<TestNetwork> {
    return this.#byName.values();
  }

  byUuid(uuid: Uint8Array): TestNetwork {
    const found = this.#byUuid.get(uuid);
    if (found === undefined) throw noNetworkWithUuid(uuid);
    return found;
  }

  byName(name: string): TestNetwork {
    const found = this.#byName.get(name);
    if (found === undefined) throw noNetworkWithName(name);
    return found;
  }

  /** Takes in a persistent definition: a new network, or a change of one. */
  define(definition: NetworkDefinition): TestNetwork {
    const known = this.#match(definition);
    if (known === undefined) return this.#add(definition, true);
    known.redefine(definition);
    return known;
  }

  /** A network about to be started with this definition. Throws when it is active already. */
  admit(definition: NetworkDefinition): TestNetwork {
    const known = this.#match(definition);
    if (known === undefined) return this.#add(definition, false);
    if (known.active) throw networkActive(known.ref.name);
    known.borrow(definition);
    return known;
  }

  remove(network: TestNetwork): void {
    this.#byUuid.delete(network.ref.uuid);
    this.#byName.delete(network.ref.name);
  }

  /** Throws when name or uuid belongs to another network. */
  #match(definition: NetworkDefinition): TestNetwork | undefined {
    const { name, uuid } = definition;
    const sameUuid = this.#byUuid.get(uuid);
    if (sameUuid !== undefined) {
      if (sameUuid.ref.name === name) return sameUuid;
      throw networkDefinedWithUuid(sameUuid.ref.name, formatUuid(uuid));
    }
    const sameName = this.#byName.get(name);
    if (sameName !== undefined) throw networkExistsWithUuid(name, formatUuid(sameName.ref.uuid));
    return undefined;
  }

  #add(definition: NetworkDefinition, persistent: boolean): TestNetwork {
    if (this.#byUuid.size >= maxNetworks) throw tooManyNetworks(maxNetworks);
    const network = new TestNetwork(definition, persistent);
    this.#byUuid.set(definition.uuid, network);
    this.#byName.set(definition.name, network);
    return network;
  }
}

export const readNetwork = (xml: string): NetworkDefinition => parseNetwork(xml, randomContext);

/** A network of a host's file: defined, and active. */
export function addNetwork(table: NetworkTable, element: XmlElement): void {
  table.define(parseNetworkElement(element, randomContext)).active = true;
}
