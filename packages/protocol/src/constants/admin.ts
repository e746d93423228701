// Public constants of libvirt: the admin program.

/** virClientTransport: VIR_CLIENT_TRANS_ */
export const ClientTransport = {
  unix: 0,
  tcp: 1,
  tls: 2,
  last: 3,
} as const;
