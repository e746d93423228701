// The elements by which a definition tells the test hypervisor in which state a domain begins its life:
// `<test:runstate>`, `<test:transient/>`, `<test:hasmanagedsave/>`; and `<test:domainsnapshot>`, its snapshots. They count in host files only, but they are
// checked wherever a definition is read, and never shown.

import { DomainState } from "@virtgate/protocol/constants";
import { Limit, parseInteger } from "../../definitions/integer.js";
import { isElement, textOf, type XmlElement } from "../../definitions/xml-tree.js";
import { invalidXml } from "./refusals.js";

const namespace = "http://libvirt.org/schemas/domain/test/1.0";

export interface RunState {
  /** virDomainState */
  readonly state: number;
  readonly transient: boolean;
  readonly managedSave: boolean;
}

/** Prefixes that stand for the namespace, declared on the element or on `around` it. */
function prefixes(...elements: XmlElement[]): Set<string> {
  const found = new Set<string>();
  for (const { attributes } of elements) {
    for (const [name, value] of attributes) {
      if (name.startsWith("xmlns:") && value === namespace) found.add(name.slice("xmlns:".length));
    }
  }
  return found;
}

/** The children of that name that are in the test hypervisor's namespace. */
export function testElements(definition: XmlElement, name: string, around?: XmlElement): XmlElement[] {
  const known = prefixes(definition, ...(around === undefined ? [] : [around]));
  return definition.children.filter(isElement).filter((child) => {
    const [prefix = "", local] = child.name.split(":");
    return local === name && known.has(prefix);
  });
}

/** `around` is the element that holds the definition, when it is part of a larger file. */
export function readRunState(definition: XmlElement, around?: XmlElement): RunState {
  const find = (name: string) => testElements(definition, name, around)[0];
  const state = readState(textOf(find("runstate")));
  const transient = find("transient") !== undefined;
  const managedSave = find("hasmanagedsave") !== undefined;
  if (transient && state === DomainState.shutoff) {
    throw invalidXml("transient domain cannot have runstate 'shutoff'");
  }
  if (managedSave && state !== DomainState.shutoff) {
    throw invalidXml("domain with managedsave data can only have runstate 'shutoff'");
  }
  return { state, transient, managedSave };
}

function readState(text: string): number {
  if (text === "") return DomainState.running;
  const state = parseInteger(text, Limit.unsignedInt);
  if (state === undefined) throw invalidXml("invalid runstate");
  if (state >= DomainState.last) throw invalidXml(`runstate '${state}' out of range'`);
  return Number(state);
}
