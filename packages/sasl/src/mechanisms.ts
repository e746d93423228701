// Every mechanism there is, in the order in which a server lists them: strongest first, as Cyrus sorts them.
import type { Mechanism } from "./mechanism.js";

export const mechanisms: readonly Mechanism[] = [];

/** The mechanism of that name, whatever its case; undefined if there is none. */
export function mechanismNamed(name: string): Mechanism | undefined {
  const upper = name.toUpperCase();
  return mechanisms.find((mechanism) => mechanism.name === upper);
}
