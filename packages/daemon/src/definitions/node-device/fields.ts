/** Rules for what stands in a capability: most of it is one value in an element of its own. */
import { ErrorCode, ErrorDomain, type LibvirtError } from "@virtgate/protocol";
import { Limit, parseInteger } from "../integer.js";
import { refuse } from "../refusal.js";
import type { ChildRule, ParseContext } from "../shape.js";
import { attribute, childNamed, element, textOf, type XmlElement } from "../xml-tree.js";

type Refusal = (detail: string) => LibvirtError;

export const internal: Refusal = (detail) => refuse(ErrorDomain.nodedev, ErrorCode.internalError, detail);
export const unsupported: Refusal = (detail) =>
  refuse(ErrorDomain.nodedev, ErrorCode.configUnsupported, detail);
export const invalid: Refusal = (detail) => refuse(ErrorDomain.nodedev, ErrorCode.xmlError, detail);

/** The device that is being read. */
export const ownerOf = ({ owner }: ParseContext): string => owner ?? "";

/** Text of the first child of that name; undefined when it is missing or empty. */
export const childText = (parent: XmlElement, name: string): string | undefined =>
  textOf(childNamed(parent, name)) || undefined;

/** An element with one value. Gets undefined when it is missing or empty, gives undefined to leave it out. */
export const field =
  (
    name: string,
    rule: (text: string | undefined, device: string) => string | undefined = (text) => text,
  ): ChildRule =>
  (parent, context) => {
    const text = rule(childText(parent, name), ownerOf(context));
    return text === undefined ? [] : [element(name, {}, [text])];
  };

/** As C's `%d` shows an unsigned int. */
const asInt = (value: bigint): string => BigInt.asIntN(32, value).toString();

/** A number that must be there: "no `what` supplied", "invalid `what` supplied". */
export const requiredNumber = (
  name: string,
  what: string,
  options: { range?: readonly [bigint, bigint]; signed?: boolean } = {},
): ChildRule =>
  field(name, (text, device) => {
    if (text === undefined) throw internal(`no ${what} supplied for '${device}'`);
    const value = parseInteger(text, options.range ?? Limit.unsignedInt);
    if (value === undefined) throw internal(`invalid ${what} supplied for '${device}'`);
    return options.signed ? asInt(value) : value.toString();
  });

/** A text that must be there. */
export const requiredText = (name: string, missing: (device: string) => LibvirtError): ChildRule =>
  field(name, (text, device) => {
    if (text === undefined) throw missing(device);
    return text;
  });

/** A number in hexadecimal digits: `%0*x` behind its prefix. */
export const hexText = (
  name: string,
  digits: number,
  base: 0 | 16 = 0,
  range: readonly [bigint, bigint] = Limit.unsignedInt,
): ChildRule =>
  field(name, (text, device) => {
    if (text === undefined) throw unsupported(`missing ${name} value for '${device}'`);
    const value = parseInteger(text, Limit.unsignedInt, base);
    if (value === undefined) throw unsupported(`invalid ${name} value '${text}' for '${device}'`);
    if (value > range[1]) throw unsupported(`${name} value '${text}' is out of range for '${device}'`);
    return `0x${value.toString(16).padStart(digits, "0")}`;
  });

/** `<vendor id='0x8086'>Intel</vendor>`: what a device says who it is. */
export const identity =
  (name: string, what: string): ChildRule =>
  (parent, context) => {
    const from = childNamed(parent, name);
    const id = attribute(from, "id");
    if (!id) throw internal(`no ${what} supplied for '${ownerOf(context)}'`);
    const value = parseInteger(id, Limit.unsignedInt, 16);
    if (value === undefined) throw internal(`invalid ${what} supplied for '${ownerOf(context)}'`);
    const text = textOf(from) || undefined;
    return [element(name, { id: `0x${value.toString(16).padStart(4, "0")}` }, [text])];
  };

/** Rules that are read in one order and written in another: each with its place in what is written. */
export const readInOrder =
  (...rules: readonly (readonly [place: number, rule: ChildRule])[]): ChildRule =>
  (parent, context) => {
    const made = rules.map(([place, rule]) => [place, rule(parent, context)] as const);
    return made.sort(([one], [other]) => one - other).flatMap(([, elements]) => elements);
  };
