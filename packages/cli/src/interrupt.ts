// Ctrl-C while a command runs: the command that wants to end in its own way says so here.

/** Calls `listener` instead of ending the program, until the returned function is called. */
export function onInterrupt(listener: () => void): () => void {
  process.on("SIGINT", listener);
  return () => void process.removeListener("SIGINT", listener);
}
