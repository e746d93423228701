// Public constants of libvirt: network filters.

/** virNWFilterBindingCreateFlags: VIR_NWFILTER_BINDING_CREATE_ */
export const NWFilterBindingCreateFlags = {
  validate: 1,
} as const;

/** virNWFilterDefineFlags: VIR_NWFILTER_DEFINE_ */
export const NWFilterDefineFlags = {
  validate: 1,
} as const;
