// The order of names in virsh's lists: byte by byte, whatever the case of ASCII letters.

const key = (name: string) => Buffer.from(name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));

export const compareNames = (one: string, other: string): number => Buffer.compare(key(one), key(other));

/** The same objects in the order of their names. */
export const byName = <T extends { readonly name: string }>(objects: readonly T[]): T[] =>
  [...objects].sort((one, other) => compareNames(one.name, other.name));
