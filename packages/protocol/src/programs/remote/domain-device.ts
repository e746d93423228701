// Domains: devices and network interfaces.

import { array } from "../../composite.js";
import { DomainInterfaceAddressesSource } from "../../constants/domain-flags.js";
import { call } from "../../program.js";
import { hyper, int, text, uint } from "../../xdr.js";
import { domainChange } from "./access-rules.js";
import { domainInterfaceMax, domainInterfaceParametersMax } from "./limits.js";
import { domainInterface, domainRef, typedParams } from "./types.js";

export const domainDeviceCalls = () => ({
  domainAttachDevice: call(8, () => ({
    api: "virDomainAttachDevice",
    args: { dom: domainRef, xml: text },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainDetachDevice: call(13, () => ({
    api: "virDomainDetachDevice",
    args: { dom: domainRef, xml: text },
    on: "dom",
    access: ["domain:write"],
    write: true,
  })),
  domainInterfaceStats: call(65, () => ({
    api: "virDomainInterfaceStats",
    args: { dom: domainRef, device: text },
    ret: {
      rxBytes: hyper,
      rxPackets: hyper,
      rxErrs: hyper,
      rxDrop: hyper,
      txBytes: hyper,
      txPackets: hyper,
      txErrs: hyper,
      txDrop: hyper,
    },
    on: "dom",
    access: ["domain:read"],
    priority: "high",
  })),
  domainAttachDeviceFlags: call(160, () => ({
    api: "virDomainAttachDeviceFlags",
    args: { dom: domainRef, xml: text, flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainDetachDeviceFlags: call(161, () => ({
    api: "virDomainDetachDeviceFlags",
    args: { dom: domainRef, xml: text, flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainUpdateDeviceFlags: call(174, () => ({
    api: "virDomainUpdateDeviceFlags",
    args: { dom: domainRef, xml: text, flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainSetInterfaceParameters: call(256, () => ({
    api: "virDomainSetInterfaceParameters",
    args: { dom: domainRef, device: text, params: typedParams(domainInterfaceParametersMax), flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainGetInterfaceParameters: call(257, () => ({
    api: "virDomainGetInterfaceParameters",
    args: { dom: domainRef, device: text, nparams: int, flags: uint },
    ret: { params: typedParams(domainInterfaceParametersMax), nparams: int },
    on: "dom",
    access: ["domain:read"],
  })),
  domainInterfaceAddresses: call(353, () => ({
    api: "virDomainInterfaceAddresses",
    args: { dom: domainRef, source: uint, flags: uint },
    ret: { ifaces: array(domainInterface, domainInterfaceMax) },
    on: "dom",
    access: [
      "domain:read",
      {
        permission: "domain:write",
        when: { argument: "source", test: "equal", value: DomainInterfaceAddressesSource.agent },
      },
    ],
    write: { argument: "source", test: "equal", value: DomainInterfaceAddressesSource.agent },
  })),
  domainDetachDeviceAlias: call(392, () => ({
    api: "virDomainDetachDeviceAlias",
    args: { dom: domainRef, alias: text, flags: uint },
    on: "dom",
    access: domainChange,
    write: true,
  })),
  domainFdAssociate: call(443, () => ({
    api: "virDomainFDAssociate",
    args: { dom: domainRef, name: text, flags: uint },
    on: "dom",
    access: ["domain:write"],
    write: true,
    fds: "client",
  })),
});
