// The qemu program: what only the QEMU driver can do.

import { call, event, program } from "../program.js";
import { hyper, int, optional, text, uint } from "../xdr.js";
import { domainRef } from "./remote/types.js";

const calls = {
  domainMonitorCommand: call(1, () => ({
    api: "virDomainQemuMonitorCommand",
    args: { dom: domainRef, cmd: text, flags: uint },
    ret: { result: text },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainAttach: call(2, () => ({
    api: "virDomainQemuAttach",
    args: { pidValue: uint, flags: uint },
    ret: { dom: domainRef },
    access: ["domain:start", "domain:write"],
    write: true,
  })),
  domainAgentCommand: call(3, () => ({
    api: "virDomainQemuAgentCommand",
    args: { dom: domainRef, cmd: text, timeout: int, flags: uint },
    ret: { result: optional(text) },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  connectDomainMonitorEventRegister: call(4, () => ({
    api: "virConnectDomainQemuMonitorEventRegister",
    args: { dom: optional(domainRef), event: optional(text), flags: uint },
    ret: { callbackID: int },
    access: ["connect:search_domains", "connect:write"],
    filter: ["domain:getattr"],
    priority: "high",
    write: true,
  })),
  connectDomainMonitorEventDeregister: call(5, () => ({
    api: "virConnectDomainQemuMonitorEventDeregister",
    args: { callbackID: int },
    access: ["connect:write"],
    priority: "high",
    write: true,
  })),
  domainMonitorCommandWithFiles: call(7, () => ({
    api: "virDomainQemuMonitorCommandWithFiles",
    args: { dom: domainRef, cmd: text, flags: uint },
    ret: { result: text },
    on: "dom",
    access: ["domain:write"],
    write: true,
    fds: "both",
  })),
};

const events = {
  domainMonitorEvent: event(6, () => ({
    body: {
      callbackID: int,
      dom: domainRef,
      event: text,
      seconds: hyper,
      micros: uint,
      details: optional(text),
    },
    callback: true,
  })),
};

export const qemu = program({ name: "qemu", number: 0x20008087, version: 1, calls, events });
