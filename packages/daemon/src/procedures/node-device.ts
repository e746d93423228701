// Devices of the host: finding them, asking about them, and giving them away.

import { type remote, remoteLimits } from "@virtgate/protocol";
import type { Call, Handlers } from "../call.js";
import type { MaybePromise } from "../drivers/driver.js";
import type { NodeDeviceDriver, NodeDeviceRef } from "../drivers/node-device-driver.js";
import { after, done } from "./after.js";
import { requireListSize, supported } from "./checks.js";
import { nodeDeviceEventHandlers } from "./node-device-events.js";

const devicesOf = (call: Call, api: string): NodeDeviceDriver => supported(call.driver.nodeDevices, api);

const answered = (dev: NodeDeviceRef) => ({ dev });

/** libvirtd looks every device up by its name first: one that is missing is told before anything else. */
function onDevice<T>(
  call: Call,
  api: string,
  name: string,
  act: (devices: NodeDeviceDriver, device: NodeDeviceRef) => MaybePromise<T>,
): MaybePromise<T> {
  const devices = devicesOf(call, "virNodeDeviceLookupByName");
  return after(devices.lookupByName(name), (device) => act(devicesOf(call, api), device)) as MaybePromise<T>;
}

export const nodeDeviceHandlers: Handlers<typeof remote.calls> = {
  ...nodeDeviceEventHandlers,

  nodeNumOfDevices(call, { cap, flags }) {
    const devices = devicesOf(call, "virNodeNumOfDevices");
    return after(devices.count(cap, flags), (num) => ({ num }));
  },
  nodeListDevices(call, { cap, maxnames, flags }) {
    const max = remoteLimits.nodeDeviceListMax;
    requireListSize("maxnames", maxnames, max, "REMOTE_NODE_DEVICE_LIST_MAX");
    const devices = devicesOf(call, "virNodeListDevices");
    return after(devices.names(cap, flags), (names) => ({ names: names.slice(0, maxnames) }));
  },
  connectListAllNodeDevices(call, { needResults, flags }) {
    const devices = devicesOf(call, "virConnectListAllNodeDevices");
    return after(devices.list(flags), (all) => ({ devices: needResults ? [...all] : [], ret: all.length }));
  },

  nodeDeviceLookupByName(call, { name }) {
    return after(devicesOf(call, "virNodeDeviceLookupByName").lookupByName(name), answered);
  },
  nodeDeviceLookupScsiHostByWwn(call, { wwnn, wwpn, flags }) {
    const api = "virNodeDeviceLookupSCSIHostByWWN";
    return after(supported(devicesOf(call, api).lookupScsiHostByWwn, api)(wwnn, wwpn, flags), answered);
  },

  nodeDeviceGetXmlDesc: (call, { name, flags }) =>
    onDevice(call, "virNodeDeviceGetXMLDesc", name, (devices, device) =>
      after(devices.xml(device, flags), (xml) => ({ xml })),
    ),
  nodeDeviceGetParent: (call, { name }) =>
    onDevice(call, "virNodeDeviceGetParent", name, (devices, device) =>
      after(devices.parent(device), (parentName) => ({ parentName })),
    ),
  nodeDeviceNumOfCaps: (call, { name }) =>
    onDevice(call, "virNodeDeviceNumOfCaps", name, (devices, device) =>
      after(devices.capabilities(device), ({ length }) => ({ num: length })),
    ),
  nodeDeviceListCaps(call, { name, maxnames }) {
    const max = remoteLimits.nodeDeviceCapsListMax;
    requireListSize("maxnames", maxnames, max, "REMOTE_NODE_DEVICE_CAPS_LIST_MAX");
    return onDevice(call, "virNodeDeviceListCaps", name, (devices, device) =>
      after(devices.capabilities(device), (names) => ({ names: names.slice(0, maxnames) })),
    );
  },
  nodeDeviceIsActive: (call, { name }) =>
    onDevice(call, "virNodeDeviceIsActive", name, ({ isActive }, device) =>
      after(supported(isActive, "virNodeDeviceIsActive")(device), (yes) => ({ active: yes ? 1 : 0 })),
    ),
  nodeDeviceIsPersistent: (call, { name }) =>
    onDevice(call, "virNodeDeviceIsPersistent", name, ({ isPersistent }, device) =>
      after(supported(isPersistent, "virNodeDeviceIsPersistent")(device), (yes) => ({
        persistent: yes ? 1 : 0,
      })),
    ),

  nodeDeviceCreateXml(call, { xmlDesc, flags }) {
    return after(devicesOf(call, "virNodeDeviceCreateXML").createXml(xmlDesc, flags), answered);
  },
  nodeDeviceDestroy: (call, { name }) =>
    onDevice(call, "virNodeDeviceDestroy", name, (devices, device) => done(devices.destroy(device))),
  nodeDeviceDefineXml(call, { xmlDesc, flags }) {
    const api = "virNodeDeviceDefineXML";
    return after(supported(devicesOf(call, api).define, api)(xmlDesc, flags), answered);
  },
  nodeDeviceUndefine: (call, { name, flags }) =>
    onDevice(call, "virNodeDeviceUndefine", name, ({ undefine }, device) =>
      done(supported(undefine, "virNodeDeviceUndefine")(device, flags)),
    ),
  nodeDeviceCreate: (call, { name, flags }) =>
    onDevice(call, "virNodeDeviceCreate", name, ({ start }, device) =>
      done(supported(start, "virNodeDeviceCreate")(device, flags)),
    ),
  nodeDeviceGetAutostart: (call, { name }) =>
    onDevice(call, "virNodeDeviceGetAutostart", name, ({ autostart }, device) =>
      after(supported(autostart, "virNodeDeviceGetAutostart")(device), (yes) => ({ autostart: yes ? 1 : 0 })),
    ),
  nodeDeviceSetAutostart: (call, { name, autostart }) =>
    onDevice(call, "virNodeDeviceSetAutostart", name, ({ setAutostart }, device) =>
      done(supported(setAutostart, "virNodeDeviceSetAutostart")(device, autostart !== 0)),
    ),

  nodeDeviceDettach: (call, { name }) =>
    onDevice(call, "virNodeDeviceDettach", name, ({ detach }, device) =>
      done(supported(detach, "virNodeDeviceDettach")(device, null, 0)),
    ),
  nodeDeviceDetachFlags: (call, { name, driverName, flags }) =>
    onDevice(call, "virNodeDeviceDetachFlags", name, ({ detach }, device) =>
      done(supported(detach, "virNodeDeviceDetachFlags")(device, driverName, flags)),
    ),
  nodeDeviceReAttach: (call, { name }) =>
    onDevice(call, "virNodeDeviceReAttach", name, ({ reattach }, device) =>
      done(supported(reattach, "virNodeDeviceReAttach")(device)),
    ),
  nodeDeviceReset: (call, { name }) =>
    onDevice(call, "virNodeDeviceReset", name, ({ reset }, device) =>
      done(supported(reset, "virNodeDeviceReset")(device)),
    ),
};
