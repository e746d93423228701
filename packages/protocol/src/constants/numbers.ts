// Public numbers of libvirt that belong to no enum.

/** The #define's of libvirt's headers without VIR_; `libvirVersionNumber` is the version whose constants these are. */
export const NumberMacros = {
  libvirVersionNumber: 9000000,
  domainBlkioFieldLength: 80,
  domainBlockStatsFieldLength: 80,
  domainMemoryFieldLength: 80,
  domainMemoryParamUnlimited: 9007199254740991,
  domainSchedFieldLength: 80,
  domainSendKeyMaxKeys: 16,
  nodeCpuStatsFieldLength: 80,
  nodeMemoryStatsFieldLength: 80,
  securityDoiBuflen: 257,
  securityLabelBuflen: 4097,
  securityModelBuflen: 257,
  typedParamFieldLength: 80,
  uuidBuflen: 16,
  uuidStringBuflen: 37,
} as const;
