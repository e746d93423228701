/** What a link for descriptors tells. */
export interface FdLinkEvents {
  /** Bytes, and the descriptors that came with the last of them, which are the listener's to close. */
  received(chunk: Uint8Array, fds: readonly number[]): void;
  /** Everything that was written has been taken. */
  drained(): void;
}

/** A link over which descriptors travel, too. */
export interface FdLink extends Link {
  /** Sends them behind what was written, each with a zero byte, and closes them, whatever happens. */
  sendFds(fds: readonly number[]): void;
}

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
  /**
   * The link to go on with for who wants descriptors, too. What arrives, after `resume`, is then told to `events` alone. Undefined:
   * descriptors cannot travel here, and nothing has changed. Absent where they never can.
   */
  passFds?(events: FdLinkEvents): Promise<FdLink | undefined>;
}
