// Network interfaces of the host.

import { type remote, remoteLimits } from "@virtgate/protocol";
import { ConnectListAllInterfacesFlags } from "@virtgate/protocol/constants";
import type { Call, Handlers } from "../call.js";
import type { InterfaceDriver, InterfaceRef } from "../drivers/interface-driver.js";
import { after, done } from "./after.js";
import { requireListSize, supported } from "./checks.js";

const { active, inactive } = ConnectListAllInterfacesFlags;

/** Throws VIR_ERR_NO_SUPPORT in the name of `api` where the hypervisor has no interfaces. */
const interfacesOf = (call: Call, api: string): InterfaceDriver => supported(call.driver.interfaces, api);

const named = (iface: InterfaceRef) => ({ iface });

const count = (call: Call, api: string, flags: number) =>
  after(interfacesOf(call, api).count(flags), (num) => ({ num }));

function names(call: Call, api: string, flags: number, maxnames: number) {
  const interfaces = interfacesOf(call, api);
  requireListSize("maxnames", maxnames, remoteLimits.interfaceListMax, "REMOTE_INTERFACE_LIST_MAX");
  return after(interfaces.list(flags), (found) => ({
    names: found.slice(0, maxnames).map(({ name }) => name),
  }));
}

export const interfaceHandlers: Handlers<typeof remote.calls> = {
  connectNumOfInterfaces: (call) => count(call, "virConnectNumOfInterfaces", active),
  connectNumOfDefinedInterfaces: (call) => count(call, "virConnectNumOfDefinedInterfaces", inactive),
  connectListInterfaces: (call, { maxnames }) => names(call, "virConnectListInterfaces", active, maxnames),
  connectListDefinedInterfaces: (call, { maxnames }) =>
    names(call, "virConnectListDefinedInterfaces", inactive, maxnames),
  connectListAllInterfaces(call, { needResults, flags }) {
    const interfaces = interfacesOf(call, "virConnectListAllInterfaces");
    if (!needResults) return after(interfaces.count(flags), (ret) => ({ ifaces: [], ret }));
    return after(interfaces.list(flags), (found) => ({ ifaces: [...found], ret: found.length }));
  },

  interfaceLookupByName: (call, { name }) =>
    after(interfacesOf(call, "virInterfaceLookupByName").lookupByName(name), named),
  interfaceLookupByMacString: (call, { mac }) =>
    after(interfacesOf(call, "virInterfaceLookupByMACString").lookupByMac(mac), named),

  interfaceGetXmlDesc: (call, { iface, flags }) =>
    after(interfacesOf(call, "virInterfaceGetXMLDesc").xml(iface, flags), (xml) => ({ xml })),
  interfaceIsActive: (call, { iface }) =>
    after(interfacesOf(call, "virInterfaceIsActive").isActive(iface), (yes) => ({ active: yes ? 1 : 0 })),

  interfaceDefineXml: (call, { xml, flags }) =>
    after(interfacesOf(call, "virInterfaceDefineXML").define(xml, flags), named),
  interfaceUndefine: (call, { iface }) => done(interfacesOf(call, "virInterfaceUndefine").undefine(iface)),
  interfaceCreate: (call, { iface, flags }) =>
    done(interfacesOf(call, "virInterfaceCreate").start(iface, flags)),
  interfaceDestroy: (call, { iface, flags }) =>
    done(interfacesOf(call, "virInterfaceDestroy").destroy(iface, flags)),

  interfaceChangeBegin: (call, { flags }) =>
    done(interfacesOf(call, "virInterfaceChangeBegin").changeBegin(flags)),
  interfaceChangeCommit: (call, { flags }) =>
    done(interfacesOf(call, "virInterfaceChangeCommit").changeCommit(flags)),
  interfaceChangeRollback: (call, { flags }) =>
    done(interfacesOf(call, "virInterfaceChangeRollback").changeRollback(flags)),
};
