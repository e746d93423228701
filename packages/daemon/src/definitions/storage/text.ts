/** Reading single texts out of a document the way libvirt's XPath look-ups do. */
import { childrenNamed, find, textOf, type XmlElement } from "../xml-tree.js";

/** The text of the first element at this path; undefined when there is none, or it is empty. */
export const textAt = (from: XmlElement, ...path: string[]): string | undefined =>
  textOf(find(from, ...path)) || undefined;

/** The attribute of the first element at this path that has one; an empty one counts as none. */
export function attributeAt(from: XmlElement, path: readonly string[], name: string): string | undefined {
  return firstValue(from, path, name) || undefined;
}

function firstValue(from: XmlElement, [step, ...rest]: readonly string[], name: string): string | undefined {
  if (step === undefined) return from.attributes.get(name);
  for (const child of childrenNamed(from, step)) {
    const value = firstValue(child, rest, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A path without doubled or trailing slashes. Exactly two at its beginning mean something, and URIs are left alone. */
export function sanitizePath(path: string): string {
  const scheme = path.indexOf("://");
  if (scheme >= 0 && path.indexOf("/") > scheme) return path;
  const start = /^\/\/(?!\/)/.test(path) ? "//" : "";
  const rest = path.slice(start.length).replace(/\/+/g, "/");
  const whole = start + rest;
  return whole.length > 1 && rest.endsWith("/") ? whole.slice(0, -1) : whole;
}
