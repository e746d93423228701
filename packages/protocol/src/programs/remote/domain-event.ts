// Domain events as asked for by domain and callback id.

import { struct } from "../../composite.js";
import { event } from "../../program.js";
import { int, optional, text, uhyper, uint } from "../../xdr.js";
import {
  balloonChangeBody,
  blockJobBody,
  controlErrorBody,
  deviceRemovedBody,
  diskChangeBody,
  graphicsBody,
  ioErrorBody,
  ioErrorReasonBody,
  lifecycleBody,
  pmsuspendBody,
  pmsuspendDiskBody,
  pmwakeupBody,
  rebootBody,
  rtcChangeBody,
  trayChangeBody,
  watchdogBody,
} from "./domain-event-body.js";
import { domainEventTunableMax, domainJobStatsMax } from "./limits.js";
import { domainRef, typedParams } from "./types.js";

export const domainEvents = {
  domainEventCallbackLifecycle: event(318, () => ({
    body: { callbackID: int, msg: struct(lifecycleBody) },
    event: { class: "domain", id: 0 },
    callback: true,
  })),
  domainEventCallbackReboot: event(319, () => ({
    body: { callbackID: int, msg: struct(rebootBody) },
    event: { class: "domain", id: 1 },
    callback: true,
  })),
  domainEventCallbackRtcChange: event(320, () => ({
    body: { callbackID: int, msg: struct(rtcChangeBody) },
    event: { class: "domain", id: 2 },
    callback: true,
  })),
  domainEventCallbackWatchdog: event(321, () => ({
    body: { callbackID: int, msg: struct(watchdogBody) },
    event: { class: "domain", id: 3 },
    callback: true,
  })),
  domainEventCallbackIoError: event(322, () => ({
    body: { callbackID: int, msg: struct(ioErrorBody) },
    event: { class: "domain", id: 4 },
    callback: true,
  })),
  domainEventCallbackGraphics: event(323, () => ({
    body: { callbackID: int, msg: struct(graphicsBody) },
    event: { class: "domain", id: 5 },
    callback: true,
  })),
  domainEventCallbackIoErrorReason: event(324, () => ({
    body: { callbackID: int, msg: struct(ioErrorReasonBody) },
    event: { class: "domain", id: 6 },
    callback: true,
  })),
  domainEventCallbackControlError: event(325, () => ({
    body: { callbackID: int, msg: struct(controlErrorBody) },
    event: { class: "domain", id: 7 },
    callback: true,
  })),
  domainEventCallbackBlockJob: event(326, () => ({
    body: { callbackID: int, msg: struct(blockJobBody) },
    event: { class: "domain", id: 8 },
    callback: true,
  })),
  domainEventCallbackDiskChange: event(327, () => ({
    body: { callbackID: int, msg: struct(diskChangeBody) },
    event: { class: "domain", id: 9 },
    callback: true,
  })),
  domainEventCallbackTrayChange: event(328, () => ({
    body: { callbackID: int, msg: struct(trayChangeBody) },
    event: { class: "domain", id: 10 },
    callback: true,
  })),
  domainEventCallbackPmwakeup: event(329, () => ({
    body: { callbackID: int, reason: int, msg: struct(pmwakeupBody) },
    event: { class: "domain", id: 11 },
    callback: true,
  })),
  domainEventCallbackPmsuspend: event(330, () => ({
    body: { callbackID: int, reason: int, msg: struct(pmsuspendBody) },
    event: { class: "domain", id: 12 },
    callback: true,
  })),
  domainEventCallbackBalloonChange: event(331, () => ({
    body: { callbackID: int, msg: struct(balloonChangeBody) },
    event: { class: "domain", id: 13 },
    callback: true,
  })),
  domainEventCallbackPmsuspendDisk: event(332, () => ({
    body: { callbackID: int, reason: int, msg: struct(pmsuspendDiskBody) },
    event: { class: "domain", id: 14 },
    callback: true,
  })),
  domainEventCallbackDeviceRemoved: event(333, () => ({
    body: { callbackID: int, msg: struct(deviceRemovedBody) },
    event: { class: "domain", id: 15 },
    callback: true,
  })),
  domainEventBlockJob2: event(339, () => ({
    body: { callbackID: int, dom: domainRef, dst: text, type: int, status: int },
    event: { class: "domain", id: 16 },
    callback: true,
  })),
  domainEventCallbackTunable: event(346, () => ({
    body: { callbackID: int, dom: domainRef, params: typedParams(domainEventTunableMax) },
    event: { class: "domain", id: 17 },
    callback: true,
  })),
  domainEventCallbackAgentLifecycle: event(348, () => ({
    body: { callbackID: int, dom: domainRef, state: int, reason: int },
    event: { class: "domain", id: 18 },
    callback: true,
  })),
  domainEventCallbackDeviceAdded: event(354, () => ({
    body: { callbackID: int, dom: domainRef, devAlias: text },
    event: { class: "domain", id: 19 },
    callback: true,
  })),
  domainEventCallbackMigrationIteration: event(359, () => ({
    body: { callbackID: int, dom: domainRef, iteration: int },
    event: { class: "domain", id: 20 },
    callback: true,
  })),
  domainEventCallbackJobCompleted: event(363, () => ({
    body: { callbackID: int, dom: domainRef, params: typedParams(domainJobStatsMax) },
    event: { class: "domain", id: 21 },
    callback: true,
  })),
  domainEventCallbackDeviceRemovalFailed: event(367, () => ({
    body: { callbackID: int, dom: domainRef, devAlias: text },
    event: { class: "domain", id: 22 },
    callback: true,
  })),
  domainEventCallbackMetadataChange: event(379, () => ({
    body: { callbackID: int, dom: domainRef, type: int, nsuri: optional(text) },
    event: { class: "domain", id: 23 },
    callback: true,
  })),
  domainEventBlockThreshold: event(385, () => ({
    body: {
      callbackID: int,
      dom: domainRef,
      dev: text,
      path: optional(text),
      threshold: uhyper,
      excess: uhyper,
    },
    event: { class: "domain", id: 24 },
    callback: true,
  })),
  domainEventMemoryFailure: event(423, () => ({
    body: { callbackID: int, dom: domainRef, recipient: int, action: int, flags: uint },
    event: { class: "domain", id: 25 },
    callback: true,
  })),
  domainEventMemoryDeviceSizeChange: event(438, () => ({
    body: { callbackID: int, dom: domainRef, alias: text, size: uhyper },
    event: { class: "domain", id: 26 },
    callback: true,
  })),
  // Newer than libvirt 9.0.0.
  domainEventNicMacChange: event(453, () => ({
    body: { callbackID: int, dom: domainRef, alias: text, oldMac: text, newMac: text },
    event: { class: "domain", id: 27 },
    callback: true,
  })),
};
