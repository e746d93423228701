// Public constants of libvirt used everywhere.

/** virConnectCloseReason: VIR_CONNECT_CLOSE_REASON_ */
export const ConnectCloseReason = {
  error: 0,
  eof: 1,
  keepalive: 2,
  client: 3,
  last: 4,
} as const;

/** virTypedParameterType: VIR_TYPED_PARAM_ */
export const TypedParameterType = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
  string: 7,
  last: 8,
} as const;

/** virTypedParameterFlags: VIR_TYPED_PARAM_ */
export const TypedParameterFlags = {
  stringOkay: 4,
} as const;
