// Who is on the other side of a unix socket: what the kernel says of it when it is accepted.

import type { Socket } from "node:net";
import type { Logger } from "../log/logger.js";

/** The process that called connect(2), and its user and group at that moment. */
export interface PeerCredentials {
  /** 0 for a process of a pid namespace that the daemon does not see. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  /**
   * When that process began, in clock ticks since the machine started: it tells the process from a later one with its
   * number. Undefined when it was gone, or cannot be seen.
   */
  readonly startTime: bigint | undefined;
}

export interface PeerReader {
  /** Undefined when the client has gone already. */
  read(socket: Socket): PeerCredentials | undefined;
  /** Whether that process is still there, and no other has its number. */
  isStill(peer: PeerCredentials): boolean;
}

/**
 * Loads what reads them, once, before the first client comes. Undefined, with the reason in the log, where that cannot
 * be: then no peer is known, and what depends on knowing it is refused.
 */
export async function loadPeerReader(log: Logger): Promise<PeerReader | undefined> {
  try {
    const { peerCredentials, processStartTime } = await import("@virtgate/native");
    return {
      read: await peerCredentials(),
      isStill: ({ pid, startTime }) => startTime !== undefined && processStartTime(pid) === startTime,
    };
  } catch (thrown) {
    const native = thrown instanceof Error && thrown.name === "NativeError";
    const cause = native ? thrown.message : "the package @virtgate/native cannot be loaded";
    log.warn("rpc.listen", `the users of unix clients are not known: ${cause}`);
    return undefined;
  }
}
