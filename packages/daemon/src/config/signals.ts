// What libvirtd does on signals: INT and TERM end it, HUP makes it read its configuration again.

import type { EventEmitter } from "node:events";

export interface SignalHandlers {
  /** The first INT or TERM: stop listening, tell the clients, clean up, leave. */
  readonly stop: (signal: "SIGINT" | "SIGTERM") => void;
  /** Another one while stopping: somebody is out of patience. */
  readonly force: (signal: "SIGINT" | "SIGTERM") => void;
  readonly reload: () => void;
}

/** Answers a function that stops watching. */
export function watchSignals(
  handlers: SignalHandlers,
  from: Pick<EventEmitter, "on" | "off"> = process,
): () => void {
  let stopping = false;
  const end = (signal: "SIGINT" | "SIGTERM") => {
    if (stopping) return handlers.force(signal);
    stopping = true;
    handlers.stop(signal);
  };
  // A reload in the middle of stopping would open again what was just closed.
  const reload = () => {
    if (!stopping) handlers.reload();
  };
  from.on("SIGINT", end).on("SIGTERM", end).on("SIGHUP", reload);
  return () => {
    from.off("SIGINT", end).off("SIGTERM", end).off("SIGHUP", reload);
  };
}
