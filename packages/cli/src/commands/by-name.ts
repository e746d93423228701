// virsh's order of names: byte by byte, whatever the case of ASCII letters.

const lower = (name: string) => Buffer.from(name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));

export const compareNames = (one: string, other: string): number => Buffer.compare(lower(one), lower(other));

export const sortByName = <T extends { readonly name: string }>(objects: readonly T[]): T[] =>
  [...objects].sort((one, other) => compareNames(one.name, other.name));
