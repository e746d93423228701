// Public constants of libvirt: secrets.

/** virConnectListAllSecretsFlags: VIR_CONNECT_LIST_SECRETS_ */
export const ConnectListAllSecretsFlags = {
  ephemeral: 1,
  noEphemeral: 2,
  private: 4,
  noPrivate: 8,
} as const;

/** virSecretDefineFlags: VIR_SECRET_DEFINE_ */
export const SecretDefineFlags = {
  validate: 1,
} as const;

/** virSecretEventLifecycleType: VIR_SECRET_EVENT_ */
export const SecretEventLifecycleType = {
  defined: 0,
  undefined: 1,
  last: 2,
} as const;

/** virSecretEventID: VIR_SECRET_EVENT_ID_ */
export const SecretEventID = {
  lifecycle: 0,
  valueChanged: 1,
  last: 2,
} as const;

/** virSecretUsageType: VIR_SECRET_USAGE_TYPE_ */
export const SecretUsageType = {
  none: 0,
  volume: 1,
  ceph: 2,
  iscsi: 3,
  tls: 4,
  vtpm: 5,
  last: 6,
} as const;
