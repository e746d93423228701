// The two daemons a differential test compares. The tables themselves are proved with libvirtd on both sides:
// VIRTGATE_SUBJECT=libvirtd npm run interop must pass as well, or a row is not repeatable.
import { afterAll, beforeAll } from "vitest";
import { type Daemon, type DaemonName, type DaemonOptions, startDaemon } from "./harness.js";
import { comparesWithItself } from "./peers.js";

export const subjectName: DaemonName = comparesWithItself ? "libvirtd" : "virtgated";

export interface Pair {
  /** The real libvirtd. */
  readonly peer: Daemon;
  /** What is being tested. */
  readonly subject: Daemon;
}

/** Starts both before the tests of this file and stops them afterwards. */
export function startPair(options: DaemonOptions = {}): () => Pair {
  let pair: Pair | undefined;
  beforeAll(async () => {
    const [peer, subject] = await Promise.all([
      startDaemon("libvirtd", options),
      startDaemon(subjectName, options),
    ]);
    pair = { peer, subject };
  });
  afterAll(async () => {
    await Promise.all([pair?.peer.stop(), pair?.subject.stop()]);
  });
  return () => {
    if (pair === undefined) throw new Error("the daemons have not started");
    return pair;
  };
}
