/** Carries one client's bytes: a socket, or the other end of a pair in memory. */
export interface Link {
  write(bytes: Uint8Array): void;
  /** Bytes that were written and not yet taken by the other side. */
  readonly queuedBytes: number;
  pause(): void;
  resume(): void;
  /** Closes once everything written has been sent. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
  /** As `destroy`, and the other side hears that it was cut off, where the link has a way to say so. */
  reset(): void;
}
