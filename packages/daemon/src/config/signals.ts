// What libvirtd does on signals: INT, QUIT and TERM end it, HUP makes it read its configuration again.

import type { EventEmitter } from "node:events";

export type EndSignal = "SIGINT" | "SIGQUIT" | "SIGTERM";

export interface SignalHandlers {
  /** The first of them: stop listening, tell the clients, clean up, leave. */
  readonly stop: (signal: EndSignal) => void;
  /** Another one while stopping, a second or more after the first: somebody is out of patience. */
  readonly force: (signal: EndSignal) => void;
  readonly reload: () => void;
}

/** Sooner than this a second signal is the first one said twice, and the clean end is under way. */
const patienceMs = 1000;

/** Answers a function that stops watching. */
export function watchSignals(
  handlers: SignalHandlers,
  from: Pick<EventEmitter, "on" | "off"> = process,
  nowMs: () => number = () => performance.now(),
): () => void {
  let stoppingSinceMs: number | undefined;
  const end = (signal: EndSignal) => {
    if (stoppingSinceMs === undefined) {
      stoppingSinceMs = nowMs();
      handlers.stop(signal);
    } else if (nowMs() - stoppingSinceMs >= patienceMs) {
      handlers.force(signal);
    }
  };
  // A reload in the middle of stopping would open again what was just closed.
  const reload = () => {
    if (stoppingSinceMs === undefined) handlers.reload();
  };
  from.on("SIGINT", end).on("SIGQUIT", end).on("SIGTERM", end).on("SIGHUP", reload);
  return () => {
    from.off("SIGINT", end).off("SIGQUIT", end).off("SIGTERM", end).off("SIGHUP", reload);
  };
}
