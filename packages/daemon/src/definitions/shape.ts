/**
 * Shapes: a declared description of one XML element, which turns what a user wrote into libvirt's own form.
 * Attributes and children come out in the order of the declaration; what is not declared is dropped, as libvirt
 * drops it. A shape is a table, so a device family reads like its documentation; `finish` holds the odd rule.
 */
import { attribute, childrenNamed, element, textOf, type XmlElement } from "./xml-tree.js";

/** The kind of guest that devices are read for; some defaults depend on it. */
export interface Guest {
  /** The hypervisor type: "test", "kvm", … */
  readonly type: string;
  readonly osType: string;
  readonly arch: string;
}

/** What parsing needs besides the document. */
export interface ParseContext {
  /** Fresh random bytes, for MAC addresses and UUIDs. */
  random(count: number): Uint8Array;
  /** A test machine on i686 when absent. */
  readonly guest?: Guest;
  /** The name of what is being read, for refusals that say it. */
  readonly owner?: string;
}

export const TEST_GUEST: Guest = { type: "test", osType: "hvm", arch: "i686" };

/** Where a value stands, for the words of a refusal. */
export interface Place {
  readonly name: string;
  readonly element: XmlElement;
  readonly context: ParseContext;
}

/** Checks and normalises one value. Gets undefined when it is absent; gives undefined to leave it out. */
export type ValueRule = (value: string | undefined, at: Place) => string | undefined;

/** Picks children out of a parent and gives them in libvirt's form. */
export type ChildRule = (parent: XmlElement, context: ParseContext) => XmlElement[];

export interface ShapeParts {
  readonly attributes?: Readonly<Record<string, ValueRule>>;
  readonly children?: readonly ChildRule[];
  /** The element's text, when it has one. */
  readonly text?: ValueRule;
  /** Keep the element even when nothing is in it: its presence is the information. */
  readonly flag?: boolean;
  /** Written on two lines even when nothing is in it. */
  readonly spread?: boolean;
  /** Last word: may change the result, replace it, drop it (undefined) or refuse. */
  finish?(made: XmlElement, from: XmlElement, context: ParseContext): XmlElement | undefined;
}

/** A shape is a rule for the first child of that name; `apply` reads an element already at hand. */
export interface Shape extends ChildRule {
  readonly elementName: string;
  apply(from: XmlElement, context: ParseContext): XmlElement | undefined;
}

export function shape(elementName: string, parts: ShapeParts = {}): Shape {
  const attributes = Object.entries(parts.attributes ?? {});
  const apply = (from: XmlElement, context: ParseContext): XmlElement | undefined => {
    const made: XmlElement = { ...element(elementName), ...(parts.spread && { spread: true }) };
    for (const [name, rule] of attributes) {
      const value = rule(attribute(from, name), { name, element: from, context });
      if (value !== undefined) made.attributes.set(name, value);
    }
    if (parts.text) {
      const text = parts.text(textOf(from) || undefined, { name: elementName, element: from, context });
      if (text !== undefined) made.children.push({ kind: "text", text });
    }
    for (const rule of parts.children ?? []) made.children.push(...rule(from, context));
    const result = parts.finish ? parts.finish(made, from, context) : made;
    if (!result || parts.flag || result.spread || result.attributes.size > 0 || result.children.length > 0)
      return result;
    return undefined;
  };
  const rule = (parent: XmlElement, context: ParseContext): XmlElement[] => {
    const from = childrenNamed(parent, elementName)[0];
    const made = from && apply(from, context);
    return made ? [made] : [];
  };
  return Object.assign(rule, { elementName, apply });
}

/** Every child of the shape's name instead of the first one. */
export const each =
  (of: Shape): ChildRule =>
  (parent, context) =>
    childrenNamed(parent, of.elementName).flatMap((from) => of.apply(from, context) ?? []);

/** An element that is there or not, such as `<readonly/>`. */
export const present = (name: string): Shape => shape(name, { flag: true });

/** An element that holds one value as its text: `<partition>/machine</partition>`; left out when empty. */
export const textElement = (name: string, rule: ValueRule = (value) => value): Shape =>
  shape(name, { text: rule });
