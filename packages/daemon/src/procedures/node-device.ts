// Devices of the host: finding them, asking about them, and giving them away.

import { type remote, remoteLimits } from "@virtgate/protocol";
import type { Call, Handlers } from "../call.js";
import type { NodeDeviceDriver, NodeDeviceRef } from "../drivers/node-device-driver.js";
import { after, done } from "./after.js";
import { requireListSize, supported } from "./checks.js";
import { nodeDeviceEventHandlers } from "./node-device-events.js";

const devicesOf = (call: Call, api: string): NodeDeviceDriver => supported(call.driver.nodeDevices, api);

const answered = (dev: NodeDeviceRef) => ({ dev });

/** One of the methods that a driver may lack. */
const optional = <Method>(call: Call, api: string, pick: (devices: NodeDeviceDriver) => Method | undefined) =>
  supported(pick(devicesOf(call, api)), api);

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
    return after(
      optional(call, api, ({ lookupScsiHostByWwn }) => lookupScsiHostByWwn)(wwnn, wwpn, flags),
      answered,
    );
  },

  nodeDeviceGetXmlDesc: (call, { name, flags }) =>
    after(devicesOf(call, "virNodeDeviceGetXMLDesc").xml({ name }, flags), (xml) => ({ xml })),
  nodeDeviceGetParent: (call, { name }) =>
    after(devicesOf(call, "virNodeDeviceGetParent").parent({ name }), (parentName) => ({ parentName })),
  nodeDeviceNumOfCaps: (call, { name }) =>
    after(devicesOf(call, "virNodeDeviceNumOfCaps").capabilities({ name }), ({ length }) => ({
      num: length,
    })),
  nodeDeviceListCaps(call, { name, maxnames }) {
    const max = remoteLimits.nodeDeviceCapsListMax;
    requireListSize("maxnames", maxnames, max, "REMOTE_NODE_DEVICE_CAPS_LIST_MAX");
    const devices = devicesOf(call, "virNodeDeviceListCaps");
    return after(devices.capabilities({ name }), (names) => ({ names: names.slice(0, maxnames) }));
  },
  nodeDeviceIsActive(call, { name }) {
    const isActive = optional(call, "virNodeDeviceIsActive", ({ isActive }) => isActive);
    return after(isActive({ name }), (yes) => ({ active: yes ? 1 : 0 }));
  },
  nodeDeviceIsPersistent(call, { name }) {
    const isPersistent = optional(call, "virNodeDeviceIsPersistent", ({ isPersistent }) => isPersistent);
    return after(isPersistent({ name }), (yes) => ({ persistent: yes ? 1 : 0 }));
  },

  nodeDeviceCreateXml(call, { xmlDesc, flags }) {
    return after(devicesOf(call, "virNodeDeviceCreateXML").createXml(xmlDesc, flags), answered);
  },
  nodeDeviceDestroy: (call, { name }) => done(devicesOf(call, "virNodeDeviceDestroy").destroy({ name })),
  nodeDeviceDefineXml: (call, { xmlDesc, flags }) =>
    after(optional(call, "virNodeDeviceDefineXML", ({ define }) => define)(xmlDesc, flags), answered),
  nodeDeviceUndefine: (call, { name, flags }) =>
    done(optional(call, "virNodeDeviceUndefine", ({ undefine }) => undefine)({ name }, flags)),
  nodeDeviceCreate: (call, { name, flags }) =>
    done(optional(call, "virNodeDeviceCreate", ({ start }) => start)({ name }, flags)),
  nodeDeviceGetAutostart(call, { name }) {
    const autostart = optional(call, "virNodeDeviceGetAutostart", ({ autostart }) => autostart);
    return after(autostart({ name }), (yes) => ({ autostart: yes ? 1 : 0 }));
  },
  nodeDeviceSetAutostart: (call, { name, autostart }) =>
    done(
      optional(
        call,
        "virNodeDeviceSetAutostart",
        ({ setAutostart }) => setAutostart,
      )({ name }, autostart !== 0),
    ),

  nodeDeviceDettach: (call, { name }) =>
    done(optional(call, "virNodeDeviceDettach", ({ detach }) => detach)({ name }, null, 0)),
  nodeDeviceDetachFlags: (call, { name, driverName, flags }) =>
    done(optional(call, "virNodeDeviceDetachFlags", ({ detach }) => detach)({ name }, driverName, flags)),
  nodeDeviceReAttach: (call, { name }) =>
    done(optional(call, "virNodeDeviceReAttach", ({ reattach }) => reattach)({ name })),
  nodeDeviceReset: (call, { name }) =>
    done(optional(call, "virNodeDeviceReset", ({ reset }) => reset)({ name })),
};
