// Layouts made of other layouts: structs, arrays and unions. Errors in them carry the path of the field.

import type { Infer, Layout } from "./layout.js";
import type { Reader } from "./reader.js";
import { WireError } from "./wire-error.js";
import type { Writer } from "./writer.js";

/** Field name to layout. `Layout<unknown>` stands for any layout; the value types come back through Infer. */
export type Fields = { readonly [name: string]: Layout<unknown> };
export type Struct<F> = { -readonly [Name in keyof F]: Infer<F[Name]> };

/** Named values one after another, in the order in which the fields are written here. */
export function struct<const F extends Fields>(fields: F): Layout<Struct<F>> {
  return new StructLayout(fields) as unknown as Layout<Struct<F>>;
}

type Values = Record<string, unknown>;

class StructLayout implements Layout<Values> {
  readonly #fields: Fields;
  // Derived on first use: a program declares hundreds of structs, and one run of a client needs a dozen.
  #names: readonly string[] | undefined;
  #layouts: readonly Layout<unknown>[] = [];
  #empty: Values = {};
  #minBytes: number | undefined;

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  get text(): string {
    const inner = Object.values(this.#fields).map((layout) => layout.text);
    return inner.length === 0 ? "void" : `{${inner.join(",")}}`;
  }

  get minBytes(): number {
    this.#minBytes ??= Object.values(this.#fields).reduce((sum, layout) => sum + layout.minBytes, 0);
    return this.#minBytes;
  }

  write(out: Writer, value: Values): void {
    if (typeof value !== "object" || value === null) throw new WireError("not an object");
    const names = this.#names ?? this.#prepare();
    const layouts = this.#layouts;
    let i = 0;
    try {
      for (; i < names.length; i++) layouts[i]!.write(out, value[names[i]!]);
    } catch (thrown) {
      throw WireError.inside(thrown, names[i]!);
    }
  }

  read(from: Reader): Values {
    const names = this.#names ?? this.#prepare();
    const layouts = this.#layouts;
    // A copy of a ready object keeps one shape for all results, which adding the fields one by one would not.
    const value = { ...this.#empty };
    let i = 0;
    try {
      for (; i < names.length; i++) value[names[i]!] = layouts[i]!.read(from);
    } catch (thrown) {
      throw WireError.inside(thrown, names[i]!);
    }
    return value;
  }

  #prepare(): readonly string[] {
    const names = Object.keys(this.#fields);
    this.#layouts = Object.values(this.#fields);
    this.#empty = Object.fromEntries(names.map((name) => [name, undefined]));
    this.#names = names;
    return names;
  }
}

function writeItems<T>(out: Writer, of: Layout<T>, items: readonly T[]): void {
  let i = 0;
  try {
    for (; i < items.length; i++) of.write(out, items[i]!);
  } catch (thrown) {
    throw WireError.inside(thrown, i);
  }
}

function readItems<T>(from: Reader, of: Layout<T>, count: number): T[] {
  // The bytes that are left prove that the count is possible before anything is allocated for it.
  if (count * of.minBytes > from.remaining) {
    throw new WireError(`${count} items need ${count * of.minBytes} bytes, have ${from.remaining}`);
  }
  const items: T[] = [];
  try {
    while (items.length < count) items.push(of.read(from));
  } catch (thrown) {
    throw WireError.inside(thrown, items.length);
  }
  return items;
}

const requireItems = (items: readonly unknown[]) => {
  if (!Array.isArray(items)) throw new WireError("not an array");
};

/** A count, then that many values; at most `max`. */
export function array<T>(of: Layout<T>, max: number): Layout<T[]> {
  return {
    get text() {
      return `${of.text}<${max}>`;
    },
    minBytes: 4,
    write(out, items) {
      requireItems(items);
      if (items.length > max) throw new WireError(`${items.length} items, at most ${max} allowed`);
      out.int32(items.length);
      writeItems(out, of, items);
    },
    read(from) {
      const count = from.uint32();
      if (count > max) throw new WireError(`${count} items, at most ${max} allowed`);
      return readItems(from, of, count);
    },
  };
}

/** Exactly `count` values. */
export function fixedArray<T>(of: Layout<T>, count: number): Layout<T[]> {
  return {
    get text() {
      return `${of.text}[${count}]`;
    },
    get minBytes() {
      return count * of.minBytes;
    },
    write(out, items) {
      requireItems(items);
      if (items.length !== count) throw new WireError(`${items.length} items, not ${count}`);
      writeItems(out, of, items);
    },
    read: (from) => readItems(from, of, count),
  };
}

type Tagged<C> = { [Tag in keyof C & number]: { type: Tag; value: Infer<C[Tag]> } }[keyof C & number];

/** A number that says which of the cases follows, then that case's value. */
export function union<const C extends { readonly [tag: number]: Layout<unknown> }>(
  cases: C,
): Layout<Tagged<C>> {
  const layoutOf = (tag: number): Layout<unknown> => {
    const layout = typeof tag === "number" && Object.hasOwn(cases, tag) ? cases[tag] : undefined;
    if (layout === undefined) throw new WireError(`no case ${WireError.describe(tag)}`, ["type"]);
    return layout;
  };
  const layout: Layout<{ type: number; value: unknown }> = {
    get text() {
      return `union(int){${Object.entries(cases)
        .map(([tag, of]) => `${tag}:${of.text}`)
        .join(",")}}`;
    },
    minBytes: 8,
    write(out, tagged) {
      if (typeof tagged !== "object" || tagged === null) throw new WireError("not an object");
      const of = layoutOf(tagged.type);
      out.int32(tagged.type);
      of.write(out, tagged.value);
    },
    read(from) {
      const type = from.int32();
      return { type, value: layoutOf(type).read(from) };
    },
  };
  return layout as unknown as Layout<Tagged<C>>;
}
