// Bytes that are not what the protocol allows, or values that cannot be put on the wire.

/**
 * Thrown by every decoder and encoder of this package.
 *
 * `path` names the field, outermost first (`["dom", "name"]`), and is part of the message. The message never
 * contains the bytes themselves: they may be a password.
 */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly reason: string;
  readonly #path: (string | number)[];

  constructor(reason: string, path: readonly (string | number)[] = []) {
    super(path.length === 0 ? reason : `${path.join(".")}: ${reason}`);
    this.reason = reason;
    this.#path = [...path];
  }

  get path(): readonly (string | number)[] {
    return this.#path;
  }

  /** Notes on the way out in which field the error happened. Anything else is passed through unchanged. */
  static inside(thrown: unknown, step: string | number): unknown {
    if (thrown instanceof WireError) {
      thrown.#path.unshift(step);
      thrown.message = `${thrown.#path.join(".")}: ${thrown.reason}`;
    }
    return thrown;
  }

  /** A value that cannot be encoded, in words. Text and objects are named by their type only. */
  static describe(value: unknown): string {
    return typeof value === "number" || typeof value === "bigint" || value === null
      ? String(value)
      : typeof value;
  }
}
