// Asking for events, and giving them up again. The events themselves stand with the objects they are about.

import { call } from "../../program.js";
import { int, optional } from "../../xdr.js";
import { domainRef, networkRef, nodeDeviceRef, secretRef, storagePoolRef } from "./types.js";

export const registrationCalls = () => ({
  connectDomainEventRegister: call(105, () => ({
    api: "virConnectDomainEventRegister",
    ret: { cbRegistered: int },
    access: ["connect:search_domains"],
    filter: ["domain:getattr"],
    priority: "high",
  })),
  connectDomainEventDeregister: call(106, () => ({
    api: "virConnectDomainEventDeregister",
    ret: { cbRegistered: int },
    access: ["connect:read"],
    priority: "high",
  })),
  connectDomainEventRegisterAny: call(167, () => ({
    api: "virConnectDomainEventRegisterAny",
    args: { eventID: int },
    access: ["connect:search_domains"],
    filter: ["domain:getattr"],
    priority: "high",
  })),
  connectDomainEventDeregisterAny: call(168, () => ({
    api: "virConnectDomainEventDeregisterAny",
    args: { eventID: int },
    access: ["connect:read"],
    priority: "high",
  })),
  connectNetworkEventRegisterAny: call(313, () => ({
    api: "virConnectNetworkEventRegisterAny",
    args: { eventID: int, net: optional(networkRef) },
    ret: { callbackID: int },
    access: ["connect:search_networks"],
    filter: ["network:getattr"],
    priority: "high",
  })),
  connectNetworkEventDeregisterAny: call(314, () => ({
    api: "virConnectNetworkEventDeregisterAny",
    args: { callbackID: int },
    access: ["connect:read"],
    priority: "high",
  })),
  connectDomainEventCallbackRegisterAny: call(316, () => ({
    api: null,
    args: { eventID: int, dom: optional(domainRef) },
    ret: { callbackID: int },
    access: ["connect:search_domains"],
    filter: ["domain:getattr"],
    priority: "high",
  })),
  connectDomainEventCallbackDeregisterAny: call(317, () => ({
    api: null,
    args: { callbackID: int },
    access: ["connect:read"],
    priority: "high",
  })),
  connectRegisterCloseCallback: call(360, () => ({
    api: "virConnectRegisterCloseCallback",
    access: ["connect:getattr"],
    priority: "high",
  })),
  connectUnregisterCloseCallback: call(361, () => ({
    api: "virConnectUnregisterCloseCallback",
    access: ["connect:getattr"],
    priority: "high",
  })),
  connectStoragePoolEventRegisterAny: call(368, () => ({
    api: "virConnectStoragePoolEventRegisterAny",
    args: { eventID: int, pool: optional(storagePoolRef) },
    ret: { callbackID: int },
    access: ["connect:search_storage_pools"],
    filter: ["storage_pool:getattr"],
    priority: "high",
  })),
  connectStoragePoolEventDeregisterAny: call(369, () => ({
    api: "virConnectStoragePoolEventDeregisterAny",
    args: { callbackID: int },
    access: ["connect:read"],
    priority: "high",
  })),
  connectNodeDeviceEventRegisterAny: call(374, () => ({
    api: "virConnectNodeDeviceEventRegisterAny",
    args: { eventID: int, dev: optional(nodeDeviceRef) },
    ret: { callbackID: int },
    access: ["connect:search_node_devices"],
    filter: ["node_device:getattr"],
    priority: "high",
  })),
  connectNodeDeviceEventDeregisterAny: call(375, () => ({
    api: "virConnectNodeDeviceEventDeregisterAny",
    args: { callbackID: int },
    access: ["connect:read"],
    priority: "high",
  })),
  connectSecretEventRegisterAny: call(380, () => ({
    api: "virConnectSecretEventRegisterAny",
    args: { eventID: int, secret: optional(secretRef) },
    ret: { callbackID: int },
    access: ["connect:search_secrets"],
    filter: ["secret:getattr"],
    priority: "high",
  })),
  connectSecretEventDeregisterAny: call(381, () => ({
    api: "virConnectSecretEventDeregisterAny",
    args: { callbackID: int },
    access: ["connect:read"],
    priority: "high",
  })),
});
