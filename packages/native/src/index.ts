// What Virtgate needs of the system's own libraries, loaded only when it is used.
import type { SystemGss, SystemGssOptions } from "./gss/system-gss.js";

export { type DatagramSender, datagramSender } from "./datagram.js";
export { type FdPassing, type FdReader, fdPassing, type Incoming } from "./fd-passing/fd-passing.js";
export { type HoleSeeker, holeSeeker } from "./files/hole-seeker.js";
export type { Context, GssToken } from "./gss/context.js";
export type { SystemGss, SystemGssOptions } from "./gss/system-gss.js";
export { type PeerCredentials, peerCredentials, type ReadPeer } from "./peer/peer-credentials.js";
export { processStartTime } from "./peer/process-start.js";
export { NativeError } from "./problem.js";
export { type RecordLocker, recordLocker } from "./record-lock.js";
export { socketFd } from "./socket-fd.js";

/** As ./gss/system-gss.ts has it. A daemon that only asks who its clients are does not load Kerberos. */
export async function systemGss(options?: SystemGssOptions): Promise<SystemGss> {
  return (await import("./gss/system-gss.js")).systemGss(options);
}
