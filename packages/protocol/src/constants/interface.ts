// Public constants of libvirt: host interfaces.

/** virConnectListAllInterfacesFlags: VIR_CONNECT_LIST_INTERFACES_ */
export const ConnectListAllInterfacesFlags = {
  inactive: 1,
  active: 2,
} as const;

/** virInterfaceDefineFlags: VIR_INTERFACE_DEFINE_ */
export const InterfaceDefineFlags = {
  validate: 1,
} as const;

/** virInterfaceXMLFlags: VIR_INTERFACE_XML_ */
export const InterfaceXMLFlags = {
  inactive: 1,
} as const;
