// One thing that is done to a daemon, and what was seen of it. Both daemons must give the same answers.
import type { Daemon } from "../harness.js";

export interface Scene {
  readonly title: string;
  /** Lines of libvirtd.conf. */
  readonly configuration?: string;
  /** What was seen, in words that can be compared. */
  readonly play: (daemon: Daemon) => Promise<unknown>;
}
