// Public constants of libvirt: networks.

/** virConnectListAllNetworksFlags: VIR_CONNECT_LIST_NETWORKS_ */
export const ConnectListAllNetworksFlags = {
  inactive: 1,
  active: 2,
  persistent: 4,
  transient: 8,
  autostart: 16,
  noAutostart: 32,
} as const;

/** virIPAddrType: VIR_IP_ADDR_TYPE_ */
export const IPAddrType = {
  ipv4: 0,
  ipv6: 1,
  last: 2,
} as const;

/** virNetworkCreateFlags: VIR_NETWORK_CREATE_ */
export const NetworkCreateFlags = {
  validate: 1,
} as const;

/** virNetworkDefineFlags: VIR_NETWORK_DEFINE_ */
export const NetworkDefineFlags = {
  validate: 1,
} as const;

/** virNetworkEventLifecycleType: VIR_NETWORK_EVENT_ */
export const NetworkEventLifecycleType = {
  defined: 0,
  undefined: 1,
  started: 2,
  stopped: 3,
  last: 4,
} as const;

/** virNetworkEventID: VIR_NETWORK_EVENT_ID_ */
export const NetworkEventID = {
  lifecycle: 0,
  last: 1,
  metadataChange: 1,
} as const;

/** virNetworkPortCreateFlags: VIR_NETWORK_PORT_CREATE_ */
export const NetworkPortCreateFlags = {
  reclaim: 1,
  validate: 2,
} as const;

/** virNetworkUpdateSection: VIR_NETWORK_SECTION_ */
export const NetworkUpdateSection = {
  none: 0,
  bridge: 1,
  domain: 2,
  ip: 3,
  ipDhcpHost: 4,
  ipDhcpRange: 5,
  forward: 6,
  forwardInterface: 7,
  forwardPf: 8,
  portgroup: 9,
  dnsHost: 10,
  dnsTxt: 11,
  dnsSrv: 12,
  last: 13,
} as const;

/** virNetworkUpdateFlags: VIR_NETWORK_UPDATE_AFFECT_ */
export const NetworkUpdateFlags = {
  current: 0,
  live: 1,
  config: 2,
} as const;

/** virNetworkUpdateCommand: VIR_NETWORK_UPDATE_COMMAND_ */
export const NetworkUpdateCommand = {
  none: 0,
  modify: 1,
  delete: 2,
  addLast: 3,
  addFirst: 4,
  last: 5,
} as const;

/** virNetworkXMLFlags: VIR_NETWORK_XML_ */
export const NetworkXMLFlags = {
  inactive: 1,
} as const;

/** virNetworkMetadataType: VIR_NETWORK_METADATA_ */
export const NetworkMetadataType = {
  description: 0,
  title: 1,
  element: 2,
} as const;
