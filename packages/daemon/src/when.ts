// The tests on a call's arguments that declarations contain.

import type { When } from "@virtgate/protocol";

/** Whether the arguments pass a declared test. */
export function holds({ argument, test, value }: When, args: Record<string, unknown>): boolean {
  const actual = Number(args[argument]);
  if (test === "equal") return actual === value;
  // Bitwise operators see 32 bits, and so do libvirt's flags.
  const set = (actual & value) >>> 0;
  if (test === "all") return set === value >>> 0;
  return test === "any" ? set !== 0 : set === 0;
}
