/** What a guest sees of its machine, trait by trait: how to find each, and what to say when it has changed. */
import { ErrorCode, ErrorDomain, type LibvirtError } from "@virtgate/protocol";
import { refuse } from "../../refusal.js";
import { attribute, childNamed, textOf, type XmlElement } from "../../xml-tree.js";

type Value = string | number | bigint | undefined;

export interface Trait<Of> {
  readonly get: (of: Of) => Value;
  readonly say: (target: string, source: string) => string;
}

export const differs = (detail: string): LibvirtError =>
  refuse(ErrorDomain.domain, ErrorCode.configUnsupported, detail);

/** Refuses the first that is another in `target` than in `source`. */
export function compare<Of>(traits: readonly Trait<Of>[], source: Of, target: Of): void {
  for (const { get, say } of traits) {
    const [from, to] = [get(source), get(target)];
    if (from !== to) throw differs(say(`${to ?? "<null>"}`, `${from ?? "<null>"}`));
  }
}

/** "Target disk bus sata does not match source ide". */
export const plain = <Of>(what: string, get: Trait<Of>["get"]): Trait<Of> => ({
  get,
  say: (target, source) => `Target ${what} ${target} does not match source ${source}`,
});

/** "Target RNG model 'a' does not match source 'b'". */
export const quoted = <Of>(what: string, get: Trait<Of>["get"]): Trait<Of> => ({
  get,
  say: (target, source) => `Target ${what} '${target}' does not match source '${source}'`,
});

/** Always in the same words. */
export const fixed = <Of>(words: string, get: Trait<Of>["get"]): Trait<Of> => ({ get, say: () => words });

/** "source: 'on', destination: 'off'", behind what it is about. */
export const states = <Of>(about: string, get: Trait<Of>["get"]): Trait<Of> => ({
  get,
  say: (target, source) => `${about} differs: source: '${source}', destination: '${target}'`,
});

type Find = (device: XmlElement) => string | undefined;

/** An attribute of the device itself. */
export const own =
  (name: string, fallback?: string): Find =>
  (device) =>
    attribute(device, name) ?? fallback;

/** An attribute of a child. */
export const inner =
  (child: string, name: string, fallback?: string): Find =>
  (device) =>
    attribute(childNamed(device, child), name) ?? fallback;

export const text =
  (child: string): Find =>
  (device) =>
    textOf(childNamed(device, child)) || undefined;

/** Whether there is such a child. */
export const has =
  (child: string): Find =>
  (device) =>
    childNamed(device, child) === undefined ? "no" : "yes";

/** Switches by libvirt's numbers. */
const SWITCHES: Readonly<Record<string, string>> = { yes: "1", on: "1", no: "2", off: "2" };
export const switchNumber =
  (find: Find): Find =>
  (device) =>
    SWITCHES[find(device) ?? ""] ?? "0";
