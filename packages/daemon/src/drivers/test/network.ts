// One network of the test hypervisor. It has two definitions as soon as its own is changed while it is active.

import { formatNetwork, type NetworkDefinition } from "../../definitions/index.js";
import type { NetworkRef } from "../network-driver.js";

export class TestNetwork {
  /** What it is now. Unlike domains, networks of this hypervisor keep it when they stop. */
  definition: NetworkDefinition;
  /** What has been defined while it was active. */
  nextDefinition: NetworkDefinition | undefined;
  readonly ref: NetworkRef;
  active = false;
  persistent: boolean;
  autostart = false;
  /** The definition as text, made when it is first asked for. */
  #text: { readonly of: NetworkDefinition; readonly text: string } | undefined;

  constructor(definition: NetworkDefinition, persistent: boolean) {
    this.definition = definition;
    this.persistent = persistent;
    this.ref = { name: definition.name, uuid: definition.uuid };
  }

  get text(): string {
    if (this.#text?.of !== this.definition) {
      this.#text = { of: this.definition, text: formatNetwork(this.definition) };
    }
    return this.#text.text;
  }

  get persistentDefinition(): NetworkDefinition {
    return this.nextDefinition ?? this.definition;
  }

  /** A new definition from a user. An active network goes on with what it has. */
  redefine(definition: NetworkDefinition): void {
    if (this.active) {
      this.nextDefinition = definition;
    } else {
      this.nextDefinition = undefined;
      this.definition = definition;
    }
    this.persistent = true;
  }

  /** A definition to be active with. */
  borrow(definition: NetworkDefinition): void {
    if (this.persistent) this.nextDefinition ??= this.definition;
    this.definition = definition;
  }

  /** The outcome of an update of what is defined. */
  replacePersistent(definition: NetworkDefinition): void {
    if (this.active) this.nextDefinition = definition;
    else this.definition = definition;
  }
}
