// The names of events, as virsh's `event --list` and its siblings have them, and the messages they stand for.

import { remote } from "@virtgate/protocol";

const { events } = remote;

export const domainEvents = {
  lifecycle: events.domainEventCallbackLifecycle,
  reboot: events.domainEventCallbackReboot,
  "rtc-change": events.domainEventCallbackRtcChange,
  watchdog: events.domainEventCallbackWatchdog,
  "io-error": events.domainEventCallbackIoError,
  graphics: events.domainEventCallbackGraphics,
  "io-error-reason": events.domainEventCallbackIoErrorReason,
  "control-error": events.domainEventCallbackControlError,
  "block-job": events.domainEventCallbackBlockJob,
  "disk-change": events.domainEventCallbackDiskChange,
  "tray-change": events.domainEventCallbackTrayChange,
  "pm-wakeup": events.domainEventCallbackPmwakeup,
  "pm-suspend": events.domainEventCallbackPmsuspend,
  "balloon-change": events.domainEventCallbackBalloonChange,
  "pm-suspend-disk": events.domainEventCallbackPmsuspendDisk,
  "device-removed": events.domainEventCallbackDeviceRemoved,
  "block-job-2": events.domainEventBlockJob2,
  tunable: events.domainEventCallbackTunable,
  "agent-lifecycle": events.domainEventCallbackAgentLifecycle,
  "device-added": events.domainEventCallbackDeviceAdded,
  "migration-iteration": events.domainEventCallbackMigrationIteration,
  "job-completed": events.domainEventCallbackJobCompleted,
  "device-removal-failed": events.domainEventCallbackDeviceRemovalFailed,
  "metadata-change": events.domainEventCallbackMetadataChange,
  "block-threshold": events.domainEventBlockThreshold,
  "memory-failure": events.domainEventMemoryFailure,
  "memory-device-size-change": events.domainEventMemoryDeviceSizeChange,
  "nic-mac-change": events.domainEventNicMacChange,
};

export const networkEvents = {
  lifecycle: events.networkEventLifecycle,
  "metadata-change": events.networkEventCallbackMetadataChange,
};

export const storagePoolEvents = {
  lifecycle: events.storagePoolEventLifecycle,
  refresh: events.storagePoolEventRefresh,
};

export const nodeDeviceEvents = {
  lifecycle: events.nodeDeviceEventLifecycle,
  update: events.nodeDeviceEventUpdate,
};

export const secretEvents = {
  lifecycle: events.secretEventLifecycle,
  "value-changed": events.secretEventValueChanged,
};
