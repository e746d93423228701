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
  readonly path: readonly (string | number)[];

  constructor(reason: string, path: readonly (string | number)[] = []) {
    super(path.length === 0 ? reason : `${path.join(".")}: ${reason}`);
    this.reason = reason;
    this.path = path;
  }

  /** The same error seen from one level further out. Anything else is passed through unchanged. */
  static inside(thrown: unknown, step: string | number): unknown {
    return thrown instanceof WireError ? new WireError(thrown.reason, [step, ...thrown.path]) : thrown;
  }
}
