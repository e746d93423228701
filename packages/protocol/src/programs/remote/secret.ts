// Secrets: passwords and keys that libvirt keeps for volumes, TLS and TPMs.

import { array } from "../../composite.js";
import { call, event } from "../../program.js";
import { int, opaque, text, uint, uuid } from "../../xdr.js";
import { secretListMax, secretValueMax } from "./limits.js";
import { secretRef } from "./types.js";

export const secretCalls = () => ({
  connectNumOfSecrets: call(139, () => ({
    api: "virConnectNumOfSecrets",
    ret: { num: int },
    access: ["connect:search_secrets"],
    filter: ["secret:getattr"],
    priority: "high",
  })),
  connectListSecrets: call(140, () => ({
    api: "virConnectListSecrets",
    args: { maxuuids: int },
    ret: { uuids: array(text, secretListMax) },
    access: ["connect:search_secrets"],
    filter: ["secret:getattr"],
    priority: "high",
  })),
  secretLookupByUuid: call(141, () => ({
    api: "virSecretLookupByUUID",
    args: { uuid },
    ret: { secret: secretRef },
    access: ["secret:getattr"],
    priority: "high",
  })),
  secretDefineXml: call(142, () => ({
    api: "virSecretDefineXML",
    args: { xml: text, flags: uint },
    ret: { secret: secretRef },
    access: ["secret:write", "secret:save"],
    priority: "high",
    write: true,
  })),
  secretGetXmlDesc: call(143, () => ({
    api: "virSecretGetXMLDesc",
    args: { secret: secretRef, flags: uint },
    ret: { xml: text },
    on: "secret",
    access: ["secret:read"],
    priority: "high",
  })),
  secretSetValue: call(144, () => ({
    api: "virSecretSetValue",
    args: { secret: secretRef, value: opaque(secretValueMax), flags: uint },
    on: "secret",
    access: ["secret:write"],
    priority: "high",
    write: true,
  })),
  secretGetValue: call(145, () => ({
    api: "virSecretGetValue",
    args: { secret: secretRef, flags: uint },
    ret: { value: opaque(secretValueMax) },
    on: "secret",
    access: ["secret:read_secure"],
    priority: "high",
    write: true,
  })),
  secretUndefine: call(146, () => ({
    api: "virSecretUndefine",
    args: { secret: secretRef },
    on: "secret",
    access: ["secret:delete"],
    priority: "high",
    write: true,
  })),
  secretLookupByUsage: call(147, () => ({
    api: "virSecretLookupByUsage",
    args: { usageType: int, usageID: text },
    ret: { secret: secretRef },
    access: ["secret:getattr"],
    priority: "high",
  })),
  connectListAllSecrets: call(287, () => ({
    api: "virConnectListAllSecrets",
    args: { needResults: int, flags: uint },
    ret: { secrets: array(secretRef, secretListMax), ret: uint },
    access: ["connect:search_secrets"],
    filter: ["secret:getattr"],
    priority: "high",
  })),
});

export const secretEvents = {
  secretEventLifecycle: event(382, () => ({
    body: { callbackID: int, secret: secretRef, event: int, detail: int },
    event: { class: "secret", id: 0 },
    callback: true,
  })),
  secretEventValueChanged: event(383, () => ({
    body: { callbackID: int, secret: secretRef },
    event: { class: "secret", id: 1 },
    callback: true,
  })),
};
