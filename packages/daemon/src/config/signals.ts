// What libvirtd does on signals: INT, QUIT and TERM end it, HUP makes it read its configuration again.

import type { EventEmitter } from "node:events";

export type EndSignal = "SIGINT" | "SIGQUIT" | "SIGTERM";

export interface SignalHandlers {
  /** The first of them: stop listening, tell the clients, clean up, leave. */
  readonly stop: (signal: EndSignal) => void;
  /** Another one while stopping: somebody is out of patience. */
  readonly force: (signal: EndSignal) => void;
  readonly reload: () => void;
}

/** Answers a function that stops watching. */
export function watchSignals(
  handlers: SignalHandlers,
  from: Pick<EventEmitter, "on" | "off"> = process,
): () => void {
  let stopping = false;
  const end = (signal: EndSignal) => {
    if (stopping) return handlers.force(signal);
    stopping = true;
    handlers.stop(signal);
  };
  // A reload in the middle of stopping would open again what was just closed.
  const reload = () => {
    if (!stopping) handlers.reload();
  };
  from.on("SIGINT", end).on("SIGQUIT", end).on("SIGTERM", end).on("SIGHUP", reload);
  return () => {
    from.off("SIGINT", end).off("SIGQUIT", end).off("SIGTERM", end).off("SIGHUP", reload);
  };
}
