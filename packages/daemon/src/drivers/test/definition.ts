// Domain definitions as this hypervisor reads and writes them.

import { randomBytes } from "node:crypto";
import { ErrorDomain } from "@virtgate/protocol";
import {
  type DomainDefinition,
  formatDomain,
  parseDomainElement,
  parseXml,
  type XmlElement,
} from "../../definitions/index.js";
import { readRunState } from "./run-state.js";

export function readDefinition(xml: string): DomainDefinition {
  return readDefinitionElement(parseXml(xml, { label: "domain_definition", domain: ErrorDomain.domain }));
}

/** `around` is the element that holds this one, when it is part of a larger file. */
export function readDefinitionElement(element: XmlElement, around?: XmlElement): DomainDefinition {
  // Named only when it is called: the command line then starts without loading node:crypto.
  const definition = parseDomainElement(element, { random: (count) => randomBytes(count) });
  readRunState(element, around);
  return definition;
}

/**
 * A definition as it is kept with a snapshot: the domain as an older host would start it. Written and read again, so
 * that nothing is in it that would not come back.
 */
export function copyForSnapshot(definition: DomainDefinition): DomainDefinition {
  const text = formatDomain(definition, { inactive: true, secure: true, migratable: true });
  const element = parseXml(text, { label: "domain_definition", domain: ErrorDomain.domain });
  return parseDomainElement(element, { random: (count) => randomBytes(count), skipValidation: true });
}

interface WriteOptions {
  /** Absent or -1: not running. */
  readonly id?: number;
  /** With passwords. */
  readonly secure?: boolean;
  /** As it is when it does not run. */
  readonly inactive?: boolean;
  /** As older hosts understand it. */
  readonly migratable?: boolean;
}

export function writeDefinition(definition: DomainDefinition, options: WriteOptions): string {
  return formatDomain(definition, options);
}

/** What happens when the guest ends in one of its ways: the text of `<on_poweroff>` and its like. */
export function lifecycleAction(definition: DomainDefinition, event: "on_poweroff" | "on_reboot"): string {
  const [text] = definition.sections[event]?.[0]?.children ?? [];
  return text?.kind === "text" ? text.text : "destroy";
}
