// Filters of lists: of each group of flags that is used at all, an object must match one.

/** Flags that say something about the same thing, each with what it says. */
export type FilterGroup<T> = readonly (readonly [flag: number, matches: (object: T) => boolean])[];

/** Every flag of the groups. */
export const knownFlags = <T>(groups: readonly FilterGroup<T>[]): number =>
  groups.flat().reduce((mask, [flag]) => mask | flag, 0);

/** The test that these flags make together. */
export function filterOf<T>(groups: readonly FilterGroup<T>[], flags: number): (object: T) => boolean {
  const used = groups
    .map((group) => group.filter(([flag]) => (flags & flag) !== 0))
    .filter((group) => group.length > 0);
  return (object) => used.every((group) => group.some(([, matches]) => matches(object)));
}
