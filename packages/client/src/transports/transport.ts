// What every way to a server offers: bytes both ways, with back-pressure in both directions.

/**
 * Why a connection ended (virConnectCloseReason): the peer closed it, it broke, the peer fell silent, or we
 * closed it ourselves.
 */
export type CloseReason = "error" | "eof" | "keepalive" | "client";

/** What a transport does for those who sign in on it, as SASL is told. */
export interface Protection {
  /** Strength of the cipher, in bits. */
  readonly ssf: number;
  /** Whether the server may know the client already: by a certificate, or, on a unix socket, by its user. */
  readonly known: boolean;
}

/** A transport on which descriptors travel, too. */
export interface FdTransport extends Transport {
  /**
   * Sends the bytes, and behind them the descriptors, which it then closes, whatever happens. Returns at once; what is
   * sent later waits.
   */
  sendWithFds(bytes: Uint8Array, fds: readonly number[]): void;
  /**
   * From now on descriptors that arrive are told, too: those of a chunk came with the last of its bytes, and are the
   * listener's to close. False when this cannot be; nothing has changed then.
   */
  receiveFds(listener: (chunk: Uint8Array, fds: readonly number[]) => void): boolean;
  /** A descriptor of our own for the same file. Throws the system's error. */
  duplicate(fd: number): number;
}

export interface Transport {
  /** Absent where it does nothing. */
  readonly protection?: Protection | undefined;
  /**
   * Takes the bytes over: the caller must not change them afterwards. False asks the caller to wait for
   * `onDrain`; the bytes are sent all the same.
   */
  send(bytes: Uint8Array): boolean;
  /** The chunks belong to the listener. */
  onData(listener: (chunk: Uint8Array) => void): void;
  onDrain(listener: () => void): void;
  /** Called once. `error` says what broke; without it the peer closed the connection. */
  onClose(listener: (error?: Error, reason?: CloseReason) => void): void;
  /** Stops the flow of `onData`, so that the peer has to wait. */
  pause(): void;
  resume(): void;
  /** Ends the connection without waiting for bytes that are still on their way. */
  close(): void;
  /** The transport to go on with for descriptors. Absent where they cannot travel. Rejects without the native package. */
  passFds?: (() => Promise<FdTransport>) | undefined;
}

/** A hypervisor that runs in this process: what `test:///default` means without a daemon. */
export interface LocalDriver {
  /** The URI scheme that it serves. */
  readonly scheme: string;
  /** Serves a client: `end` is the server's end of a pair in memory (see memoryPair), as if a daemon had accepted it. */
  serve(end: Transport): void;
}
