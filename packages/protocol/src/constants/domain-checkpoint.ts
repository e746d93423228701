// Public constants of libvirt: domain checkpoints.

/** virDomainCheckpointCreateFlags: VIR_DOMAIN_CHECKPOINT_CREATE_ */
export const DomainCheckpointCreateFlags = {
  redefine: 1,
  quiesce: 2,
  redefineValidate: 4,
} as const;

/** virDomainCheckpointDeleteFlags: VIR_DOMAIN_CHECKPOINT_DELETE_ */
export const DomainCheckpointDeleteFlags = {
  children: 1,
  metadataOnly: 2,
  childrenOnly: 4,
} as const;

/** virDomainCheckpointListFlags: VIR_DOMAIN_CHECKPOINT_LIST_ */
export const DomainCheckpointListFlags = {
  descendants: 1,
  roots: 1,
  topological: 2,
  leaves: 4,
  noLeaves: 8,
} as const;

/** virDomainCheckpointXMLFlags: VIR_DOMAIN_CHECKPOINT_XML_ */
export const DomainCheckpointXMLFlags = {
  secure: 1,
  noDomain: 2,
  size: 4,
} as const;
