// When to try again after a connection was lost.

import type { CloseReason } from "./transports/transport.js";

/**
 * Opens the connection again after it was lost and asks for the same events again. Calls that were under way are
 * rejected, never repeated: nobody knows whether the server carried them out. Events in between are lost.
 */
export interface ReconnectOptions {
  /** How often to try before giving up. Default: 10. */
  readonly attempts?: number;
  /** The first wait; each further one is twice as long. Default: 500. */
  readonly delayMs?: number;
  /** The longest wait. Default: 30,000. */
  readonly maxDelayMs?: number;
  /** For each attempt's sign-in. */
  readonly deadlineMs?: number;
  readonly onDisconnect?: (reason: CloseReason) => void;
  /** The time to look at everything again. */
  readonly onReconnect?: () => void;
  readonly onFailure?: (error: unknown) => void;
}

export function* reconnectDelaysMs(options: ReconnectOptions): Generator<number> {
  const { attempts = 10, delayMs = 500, maxDelayMs = 30_000 } = options;
  for (let attempt = 0; attempt < attempts; attempt++) yield Math.min(delayMs * 2 ** attempt, maxDelayMs);
}
