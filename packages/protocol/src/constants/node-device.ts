// Public constants of libvirt: host devices.

/** virConnectListAllNodeDeviceFlags: VIR_CONNECT_LIST_NODE_DEVICES_ */
export const ConnectListAllNodeDeviceFlags = {
  capSystem: 1,
  capPciDev: 2,
  capUsbDev: 4,
  capUsbInterface: 8,
  capNet: 16,
  capScsiHost: 32,
  capScsiTarget: 64,
  capScsi: 128,
  capStorage: 256,
  capFcHost: 512,
  capVports: 1024,
  capScsiGeneric: 2048,
  capDrm: 4096,
  capMdevTypes: 8192,
  capMdev: 16384,
  capCcwDev: 32768,
  capCssDev: 65536,
  capVdpa: 131072,
  capApCard: 262144,
  capApQueue: 524288,
  capApMatrix: 1048576,
  capVpd: 2097152,
  inactive: 1073741824,
  active: 2147483648,
  capCcwgroupDev: 4194304,
  capCcwgroupMember: 8388608,
  persistent: 268435456,
  transient: 536870912,
} as const;

/** virNodeDeviceCreateXMLFlags: VIR_NODE_DEVICE_CREATE_XML_ */
export const NodeDeviceCreateXMLFlags = {
  validate: 1,
} as const;

/** virNodeDeviceDefineXMLFlags: VIR_NODE_DEVICE_DEFINE_XML_ */
export const NodeDeviceDefineXMLFlags = {
  validate: 1,
} as const;

/** virNodeDeviceEventLifecycleType: VIR_NODE_DEVICE_EVENT_ */
export const NodeDeviceEventLifecycleType = {
  created: 0,
  deleted: 1,
  defined: 2,
  undefined: 3,
  last: 4,
} as const;

/** virNodeDeviceEventID: VIR_NODE_DEVICE_EVENT_ID_ */
export const NodeDeviceEventID = {
  lifecycle: 0,
  update: 1,
  last: 2,
} as const;

/** virNodeDeviceXMLFlags: VIR_NODE_DEVICE_XML_ */
export const NodeDeviceXMLFlags = {
  inactive: 1,
} as const;

/** virNodeDeviceUpdateFlags: VIR_NODE_DEVICE_UPDATE_AFFECT_ */
export const NodeDeviceUpdateFlags = {
  current: 0,
  live: 1,
  config: 2,
} as const;
