// Public constants of libvirt: streams.

/** virStreamEventType: VIR_STREAM_EVENT_ */
export const StreamEventType = {
  readable: 1,
  writable: 2,
  error: 4,
  hangup: 8,
} as const;

/** virStreamFlags: VIR_STREAM_ */
export const StreamFlags = {
  nonblock: 1,
} as const;

/** virStreamRecvFlagsValues: VIR_STREAM_RECV_ */
export const StreamRecvFlagsValues = {
  stopAtHole: 1,
} as const;
