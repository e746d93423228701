// A value for a type of the facts, and its bytes as a second, plain XDR encoder makes them. Every leaf is another
// number, so that two fields in the wrong order, or under the wrong name, give other bytes.
import { camel } from "./names.js";

export type FactType =
  | { readonly prim: string }
  | { readonly string: { readonly nullable: boolean } }
  | { readonly opaque: { readonly fixed?: number } }
  | { readonly array: { readonly of: FactType; readonly fixed?: number } }
  | { readonly optional: FactType }
  | { readonly ref: string };

export interface FactField {
  readonly name: string;
  readonly type: FactType;
}

export type FactTypes = Readonly<
  Record<
    string,
    | { readonly kind: "typedef"; readonly type: FactType }
    | { readonly kind: "struct"; readonly fields: readonly FactField[] }
    | { readonly kind: "enum" }
    | {
        readonly kind: "union";
        readonly fields: readonly { readonly case: { readonly value: number }; readonly type: FactType }[];
      }
  >
>;

export class Sampler {
  readonly #types: FactTypes;
  readonly #bytes: number[] = [];
  #next = 1;

  constructor(types: FactTypes) {
    this.#types = types;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  struct(fields: readonly FactField[]): Record<string, unknown> {
    return Object.fromEntries(fields.map(({ name, type }) => [camel(name), this.#value(type)]));
  }

  #value(type: FactType): unknown {
    if ("ref" in type) return this.#reference(type.ref);
    if ("prim" in type) return this.#primitive(type.prim);
    if ("string" in type) {
      if (type.string.nullable) this.#word(1);
      return this.#string();
    }
    if ("optional" in type) {
      this.#word(1);
      return this.#value(type.optional);
    }
    if ("opaque" in type) {
      const { fixed } = type.opaque;
      const value = new Uint8Array(fixed ?? 4).fill(this.#next++);
      if (fixed === undefined) this.#word(value.length);
      this.#bytes.push(...value);
      return value;
    }
    const { of, fixed } = type.array;
    if (fixed === undefined) this.#word(1);
    return Array.from({ length: fixed ?? 1 }, () => this.#value(of));
  }

  #reference(name: string): unknown {
    const type = this.#types[name];
    if (type === undefined) throw new Error(`the facts do not define ${name}`);
    if (type.kind === "typedef") return this.#value(type.type);
    if (type.kind === "struct") return this.struct(type.fields);
    if (type.kind === "enum") return this.#primitive("int");
    const { case: tag, type: of } = type.fields[0]!;
    this.#word(tag.value);
    return { type: tag.value, value: this.#value(of) };
  }

  #primitive(prim: string): unknown {
    const value = this.#next++ % 127;
    if (prim === "double") {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setFloat64(0, value);
      this.#bytes.push(...bytes);
      return value;
    }
    if (prim === "hyper" || prim === "uhyper") {
      this.#word(0);
      this.#word(value);
      return BigInt(value);
    }
    if (prim === "bool") {
      this.#word(1);
      return true;
    }
    this.#word(value);
    return value;
  }

  #string(): string {
    const value = String(this.#next++).padStart(4, "0");
    this.#word(value.length);
    this.#bytes.push(...new TextEncoder().encode(value));
    return value;
  }

  #word(value: number): void {
    this.#bytes.push(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  }
}
