// What Virtgate needs of the system's own libraries, loaded only when it is used.
export { type HoleSeeker, holeSeeker } from "./files/hole-seeker.js";
export type { Context, GssToken } from "./gss/context.js";
export type { SystemGss, SystemGssOptions } from "./gss/system-gss.js";
export { type PeerCredentials, peerCredentials, type ReadPeer } from "./peer/peer-credentials.js";
export { processStartTime } from "./peer/process-start.js";
export { NativeError } from "./problem.js";
export { type RecordLocker, recordLocker } from "./record-lock.js";
export { socketFd } from "./socket-fd.js";
