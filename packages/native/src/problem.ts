// What this package refuses, in one class.

/** A library of the system that is missing or refuses. `message` names the library and what it said. */
export class NativeError extends Error {
  override readonly name = "NativeError";
}
