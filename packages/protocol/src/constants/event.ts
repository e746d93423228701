// Public constants of libvirt: its event loop.

/** virEventHandleType: VIR_EVENT_HANDLE_ */
export const EventHandleType = {
  readable: 1,
  writable: 2,
  error: 4,
  hangup: 8,
} as const;
