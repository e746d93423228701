// Kinds of objects that a driver may lack, and sizes that would not fit an answer.

import { ErrorCode, ErrorDomain, LibvirtError, MessageType } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { type AnyHandlers, Call } from "../call.js";
import type { Driver } from "../drivers/driver.js";
import type { Session } from "../session.js";
import { remoteHandlers } from "./index.js";

const handlers = remoteHandlers as AnyHandlers;
const dom = { name: "test", uuid: new Uint8Array(16), id: 1 };
const snap = { name: "s", dom };

/** A hypervisor with domains alone. */
const bare = { type: "BARE", uri: "bare:///", domains: {} } as unknown as Driver;

function refusedBy(driver: Driver, name: string, args: object): LibvirtError {
  const session = { driver, onClose() {} } as unknown as Session;
  const header = { program: 0, version: 0, procedure: 0, type: MessageType.call, serial: 0, status: 0 };
  const call = new Call(session, header, { download() {}, upload() {} });
  try {
    handlers[name]!(call, args as never);
  } catch (thrown) {
    if (thrown instanceof LibvirtError) return thrown;
    throw thrown;
  }
  throw new Error(`${name} was answered`);
}

const { nodedev, domainSnapshot, domainCheckpoint } = ErrorDomain;
const lacking: readonly (readonly [name: string, args: object, domain: number, api: string])[] = [
  ["nodeNumOfDevices", { cap: null, flags: 0 }, nodedev, "virNodeNumOfDevices"],
  ["connectListAllNodeDevices", { needResults: 1, flags: 0 }, nodedev, "virConnectListAllNodeDevices"],
  ["nodeDeviceLookupByName", { name: "x" }, nodedev, "virNodeDeviceLookupByName"],
  ["nodeDeviceReset", { name: "x" }, nodedev, "virNodeDeviceReset"],
  ["nodeDeviceCreateXml", { xmlDesc: "", flags: 0 }, nodedev, "virNodeDeviceCreateXML"],
  [
    "connectNodeDeviceEventRegisterAny",
    { eventID: 0, dev: null },
    nodedev,
    "virConnectNodeDeviceEventRegisterAny",
  ],
  ["domainSnapshotNum", { dom, flags: 0 }, domainSnapshot, "virDomainSnapshotNum"],
  ["domainSnapshotCreateXml", { dom, xmlDesc: "", flags: 2 }, domainSnapshot, "virDomainSnapshotCreateXML"],
  ["domainRevertToSnapshot", { snap, flags: 3 }, domainSnapshot, "virDomainRevertToSnapshot"],
  [
    "domainListAllCheckpoints",
    { dom, needResults: 1, flags: 0 },
    domainCheckpoint,
    "virDomainListAllCheckpoints",
  ],
  ["domainCheckpointDelete", { checkpoint: snap, flags: 5 }, domainCheckpoint, "virDomainCheckpointDelete"],
];

describe("a driver without the kind", () => {
  test.each(lacking)("%s", (name, args, domain, api) => {
    const error = refusedBy(bare, name, args);
    expect([error.code, error.domain, error.str2]).toEqual([ErrorCode.noSupport, domain, api]);
  });
});

const tooMany: readonly (readonly [name: string, args: object, message: string])[] = [
  ["nodeListDevices", { cap: null, maxnames: 65_537, flags: 0 }, "maxnames > REMOTE_NODE_DEVICE_LIST_MAX"],
  ["nodeDeviceListCaps", { name: "x", maxnames: 65_537 }, "maxnames > REMOTE_NODE_DEVICE_CAPS_LIST_MAX"],
  [
    "domainSnapshotListNames",
    { dom, maxnames: 16_385, flags: 0 },
    "maxnames > REMOTE_DOMAIN_SNAPSHOT_LIST_MAX",
  ],
  ["domainSnapshotListChildrenNames", { snap, maxnames: -1, flags: 0 }, "maxnames must be non-negative"],
];

describe("more names than fit an answer", () => {
  test.each(tooMany)("%s", (name, args, message) => {
    expect(refusedBy(bare, name, args).message).toContain(message);
  });
});
