/** One update of one section, and what all kinds of them have in common. */
import type { LibvirtError } from "@virtgate/protocol";
import { NetworkUpdateCommand } from "@virtgate/protocol/constants";
import type { ParseContext } from "../shape.js";
import type { XmlElement } from "../xml-tree.js";
import { badNetwork, notPossible } from "./refusal.js";

/** A copy whose sections may be changed. */
export type Draft = { [section: string]: XmlElement[] };

/** What is to be done to a section of the draft. */
export interface Change {
  readonly command: number;
  readonly parentIndex: number;
  readonly xml: XmlElement;
  readonly draft: Draft;
  /** Knows the network's name. */
  readonly context: ParseContext;
  readonly network: string;
}

export const isAdd = (command: number): boolean =>
  command === NetworkUpdateCommand.addFirst || command === NetworkUpdateCommand.addLast;

export function insert<T>(list: T[], command: number, one: T): void {
  list.splice(command === NetworkUpdateCommand.addFirst ? 0 : list.length, 0, one);
}

export const unknownCommand = (command: number): LibvirtError =>
  notPossible(`unrecognized network update command code ${command | 0}`);

export function requireElement({ xml, network }: Change, name: string): void {
  if (xml.name === name) return;
  throw badNetwork(
    `unexpected element <${xml.name}>, expecting <${name}>, while updating network '${network}'`,
  );
}
