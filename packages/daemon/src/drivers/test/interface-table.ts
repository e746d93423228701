// All interfaces of one test hypervisor's host, found by name, and the restore point that changes can go back to.

import {
  formatInterface,
  type InterfaceDefinition,
  parseInterface,
  parseInterfaceElement,
  type XmlElement,
} from "../../definitions/index.js";
import type { InterfaceRef } from "../interface-driver.js";
import {
  anotherTransaction,
  manyInterfaces,
  noInterfaceWithMac,
  noInterfaceWithName,
  nothingToCommit,
  nothingToRollBack,
  tooManyInterfaces,
} from "./interface-refusals.js";
import { randomContext } from "./random-context.js";

/** As many as one answer can list (REMOTE_INTERFACE_LIST_MAX). */
const maxInterfaces = 16_384;

export class TestInterface {
  definition: InterfaceDefinition;
  active = false;

  constructor(definition: InterfaceDefinition) {
    this.definition = definition;
  }

  get ref(): InterfaceRef {
    return { name: this.definition.name, mac: this.definition.mac ?? "" };
  }

  get text(): string {
    return formatInterface(this.definition);
  }
}

export class InterfaceTable {
  #byName = new Map<string, TestInterface>();
  /** The definitions at the restore point; undefined while there is none. */
  #restorePoint: readonly InterfaceDefinition[] | undefined;

  values(): Iterable<TestInterface> {
    return this.#byName.values();
  }

  byName(name: string): TestInterface {
    const found = this.#byName.get(name);
    if (found === undefined) throw noInterfaceWithName(name);
    return found;
  }

  /** Throws when there is none, or more than one. As in libvirt, those without an address match any. */
  byMac(mac: string): TestInterface {
    const wanted = mac.toLowerCase();
    let found: TestInterface | undefined;
    for (const one of this.values()) {
      const own = one.definition.mac?.toLowerCase();
      if (own !== undefined && own !== wanted) continue;
      if (found !== undefined) throw manyInterfaces();
      found = one;
    }
    if (found === undefined) throw noInterfaceWithMac(mac);
    return found;
  }

  define(definition: InterfaceDefinition): TestInterface {
    const known = this.#byName.get(definition.name);
    if (known !== undefined) {
      known.definition = definition;
      return known;
    }
    if (this.#byName.size >= maxInterfaces) throw tooManyInterfaces(maxInterfaces);
    const made = new TestInterface(definition);
    this.#byName.set(definition.name, made);
    return made;
  }

  remove(one: TestInterface): void {
    this.#byName.delete(one.definition.name);
  }

  begin(): void {
    if (this.#restorePoint !== undefined) throw anotherTransaction();
    this.#restorePoint = Array.from(this.values(), ({ definition }) => definition);
  }

  commit(): void {
    if (this.#restorePoint === undefined) throw nothingToCommit();
    this.#restorePoint = undefined;
  }

  /** What comes back is inactive: libvirt's restore point holds definitions alone. */
  rollback(): void {
    if (this.#restorePoint === undefined) throw nothingToRollBack();
    this.#byName = new Map(this.#restorePoint.map((one) => [one.name, new TestInterface(one)]));
    this.#restorePoint = undefined;
  }
}

export const readInterface = (xml: string): InterfaceDefinition => parseInterface(xml, randomContext);

/** An interface of a host's file: defined, and active. */
export function addInterface(table: InterfaceTable, element: XmlElement): void {
  table.define(parseInterfaceElement(element, randomContext)).active = true;
}
