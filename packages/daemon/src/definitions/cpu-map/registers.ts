// What a processor can do as bits: the answers of CPUID and the contents of MSRs, one 32-bit register after the other.

/** All registers of one processor, by the numbers that a RegisterIndex gives. */
export type Registers = Uint32Array;

/** Bits of a few registers: a feature, or a vendor's name. */
export type Bits = readonly (readonly [register: number, mask: number])[];

/** Numbers the registers that a map speaks of, in the order in which it does. */
export class RegisterIndex {
  readonly #numbers = new Map<string, number>();

  /** `name` says leaf, subleaf and register, or MSR and half. */
  number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const next = this.#numbers.size;
    this.#numbers.set(name, next);
    return next;
  }

  /** Everything off. */
  empty(): Registers {
    return new Uint32Array(this.#numbers.size);
  }
}

export function add(to: Registers, bits: Bits): void {
  for (const [register, mask] of bits) to[register] = to[register]! | mask;
}

export function remove(from: Registers, bits: Bits): void {
  for (const [register, mask] of bits) from[register] = from[register]! & ~mask;
}

export const has = (registers: Registers, bits: Bits): boolean =>
  bits.every(([register, mask]) => ((registers[register]! & mask) ^ mask) === 0);

export const intersection = (one: Registers, other: Registers): Registers =>
  one.map((value, register) => value & other[register]!);

export const difference = (one: Registers, other: Registers): Registers =>
  one.map((value, register) => value & ~other[register]!);

export const isEmpty = (registers: Registers): boolean => registers.every((value) => value === 0);
