// XPath's values, their conversions, and its functions (section 4 of the recommendation).

import { localName, type Node, stringOf } from "./document.js";
import { XPathError } from "./xpath-expression.js";

export type Value = string | number | boolean | readonly Node[];

export const isNodes = (value: Value): value is readonly Node[] => typeof value === "object";

export function toText(value: Value): string {
  if (isNodes(value)) return value[0] === undefined ? "" : stringOf(value[0]);
  return String(value);
}

export function toNumber(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const text = toText(value).trim();
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}

export function toBoolean(value: Value): boolean {
  if (isNodes(value)) return value.length > 0;
  return typeof value === "number" ? value !== 0 && !Number.isNaN(value) : Boolean(value);
}

export function toNodes(value: Value): readonly Node[] {
  if (!isNodes(value)) throw new XPathError("Invalid type");
  return value;
}

/** Where an expression is evaluated. */
export interface Context {
  readonly node: Node;
  readonly position: number;
  readonly size: number;
}

type Apply = (context: Context, args: readonly Value[]) => Value;

interface Definition {
  /** The fewest and the most arguments. */
  readonly arity: readonly [number, number];
  readonly apply: Apply;
}

const define = (min: number, max: number, apply: Apply): Definition => ({ arity: [min, max], apply });

/** The first argument, or the context node when there is none. */
const subject = ({ node }: Context, args: readonly Value[]): Value => args[0] ?? [node];
const first = (context: Context, args: readonly Value[]): Node | undefined =>
  toNodes(subject(context, args))[0];

/** The characters from a place on, counted from one and rounded as the recommendation says. */
function substring(text: string, from: number, length: number): string {
  const start = Math.round(from);
  const end = start + Math.round(length);
  return [...text].filter((_, at) => at + 1 >= start && !(at + 1 >= end)).join("");
}

function translate(text: string, from: string, to: string): string {
  const replacements = new Map<string, string>();
  const target = [...to];
  [...from].forEach((char, at) => {
    if (!replacements.has(char)) replacements.set(char, target[at] ?? "");
  });
  return [...text].map((char) => replacements.get(char) ?? char).join("");
}

const functions: Readonly<Record<string, Definition>> = {
  last: define(0, 0, ({ size }) => size),
  position: define(0, 0, ({ position }) => position),
  count: define(1, 1, (_, [nodes]) => toNodes(nodes!).length),
  id: define(1, 1, () => []),
  "local-name": define(0, 1, (context, args) => {
    const node = first(context, args);
    return node === undefined ? "" : localName(node);
  }),
  "namespace-uri": define(0, 1, (context, args) => first(context, args)?.namespace ?? ""),
  name: define(0, 1, (context, args) => first(context, args)?.name ?? ""),
  string: define(0, 1, (context, args) => toText(subject(context, args))),
  concat: define(2, Number.POSITIVE_INFINITY, (_, args) => args.map(toText).join("")),
  "starts-with": define(2, 2, (_, [text, start]) => toText(text!).startsWith(toText(start!))),
  contains: define(2, 2, (_, [text, part]) => toText(text!).includes(toText(part!))),
  "substring-before": define(2, 2, (_, [text, mark]) => {
    const at = toText(text!).indexOf(toText(mark!));
    return at < 0 ? "" : toText(text!).slice(0, at);
  }),
  "substring-after": define(2, 2, (_, [text, mark]) => {
    const at = toText(text!).indexOf(toText(mark!));
    return at < 0 ? "" : toText(text!).slice(at + toText(mark!).length);
  }),
  substring: define(2, 3, (_, [text, from, length]) =>
    substring(toText(text!), toNumber(from!), length === undefined ? Infinity : toNumber(length)),
  ),
  "string-length": define(0, 1, (context, args) => [...toText(subject(context, args))].length),
  "normalize-space": define(0, 1, (context, args) =>
    toText(subject(context, args)).trim().replace(/\s+/g, " "),
  ),
  translate: define(3, 3, (_, [text, from, to]) => translate(toText(text!), toText(from!), toText(to!))),
  boolean: define(1, 1, (_, [value]) => toBoolean(value!)),
  not: define(1, 1, (_, [value]) => !toBoolean(value!)),
  true: define(0, 0, () => true),
  false: define(0, 0, () => false),
  lang: define(1, 1, () => false),
  number: define(0, 1, (context, args) => toNumber(subject(context, args))),
  sum: define(1, 1, (_, [nodes]) => toNodes(nodes!).reduce((sum, node) => sum + toNumber(stringOf(node)), 0)),
  floor: define(1, 1, (_, [value]) => Math.floor(toNumber(value!))),
  ceiling: define(1, 1, (_, [value]) => Math.ceil(toNumber(value!))),
  round: define(1, 1, (_, [value]) => Math.round(toNumber(value!))),
};

export class UnknownFunction extends XPathError {
  readonly function: string;

  constructor(name: string) {
    super("Unregistered function");
    this.function = name;
  }
}

/** Throws XPathError for a function that there is not, or a wrong number of arguments. */
export function callFunction(name: string, context: Context, args: readonly Value[]): Value {
  const definition = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (definition === undefined) throw new UnknownFunction(name);
  const [min, max] = definition.arity;
  if (args.length < min || args.length > max) throw new XPathError("Invalid number of arguments");
  return definition.apply(context, args);
}
