// The bodies that a domain event has in both its forms, with and without a callback id.

import { array } from "../../composite.js";
import { hyper, int, optional, text, uhyper } from "../../xdr.js";
import { domainEventGraphicsIdentityMax } from "./limits.js";
import { domainRef, graphicsAddress, graphicsIdentity } from "./types.js";

export const lifecycleBody = { dom: domainRef, event: int, detail: int };
export const rebootBody = { dom: domainRef };
export const rtcChangeBody = { dom: domainRef, offset: hyper };
export const watchdogBody = { dom: domainRef, action: int };
export const ioErrorBody = { dom: domainRef, srcPath: text, devAlias: text, action: int };
export const graphicsBody = {
  dom: domainRef,
  phase: int,
  local: graphicsAddress,
  remote: graphicsAddress,
  authScheme: text,
  subject: array(graphicsIdentity, domainEventGraphicsIdentityMax),
};
export const ioErrorReasonBody = { dom: domainRef, srcPath: text, devAlias: text, action: int, reason: text };
export const controlErrorBody = { dom: domainRef };
export const blockJobBody = { dom: domainRef, path: text, type: int, status: int };
export const diskChangeBody = {
  dom: domainRef,
  oldSrcPath: optional(text),
  newSrcPath: optional(text),
  devAlias: text,
  reason: int,
};
export const trayChangeBody = { dom: domainRef, devAlias: text, reason: int };
export const pmwakeupBody = { dom: domainRef };
export const pmsuspendBody = { dom: domainRef };
export const balloonChangeBody = { dom: domainRef, actual: uhyper };
export const pmsuspendDiskBody = { dom: domainRef };
export const deviceRemovedBody = { dom: domainRef, devAlias: text };
