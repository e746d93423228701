// Domain events of clients that registered without a callback id (libvirt before 1.2.0).

import { event } from "../../program.js";
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

export const domainLegacyEvents = {
  domainEventLifecycle: event(107, () => ({
    body: lifecycleBody,
    event: { class: "domain", id: 0 },
  })),
  domainEventReboot: event(169, () => ({
    body: rebootBody,
    event: { class: "domain", id: 1 },
  })),
  domainEventRtcChange: event(170, () => ({
    body: rtcChangeBody,
    event: { class: "domain", id: 2 },
  })),
  domainEventWatchdog: event(171, () => ({
    body: watchdogBody,
    event: { class: "domain", id: 3 },
  })),
  domainEventIoError: event(172, () => ({
    body: ioErrorBody,
    event: { class: "domain", id: 4 },
  })),
  domainEventGraphics: event(173, () => ({
    body: graphicsBody,
    event: { class: "domain", id: 5 },
  })),
  domainEventIoErrorReason: event(195, () => ({
    body: ioErrorReasonBody,
    event: { class: "domain", id: 6 },
  })),
  domainEventControlError: event(224, () => ({
    body: controlErrorBody,
    event: { class: "domain", id: 7 },
  })),
  domainEventBlockJob: event(241, () => ({
    body: blockJobBody,
    event: { class: "domain", id: 8 },
  })),
  domainEventDiskChange: event(248, () => ({
    body: diskChangeBody,
    event: { class: "domain", id: 9 },
  })),
  domainEventTrayChange: event(268, () => ({
    body: trayChangeBody,
    event: { class: "domain", id: 10 },
  })),
  domainEventPmwakeup: event(269, () => ({
    body: pmwakeupBody,
    event: { class: "domain", id: 11 },
  })),
  domainEventPmsuspend: event(270, () => ({
    body: pmsuspendBody,
    event: { class: "domain", id: 12 },
  })),
  domainEventBalloonChange: event(276, () => ({
    body: balloonChangeBody,
    event: { class: "domain", id: 13 },
  })),
  domainEventPmsuspendDisk: event(292, () => ({
    body: pmsuspendDiskBody,
    event: { class: "domain", id: 14 },
  })),
  domainEventDeviceRemoved: event(311, () => ({
    body: deviceRemovedBody,
    event: { class: "domain", id: 15 },
  })),
};
