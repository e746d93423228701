// Finding networks, asking about them, and their lives.

import { type remote, remoteLimits } from "@virtgate/protocol";
import { ConnectListAllNetworksFlags } from "@virtgate/protocol/constants";
import type { Call, Handlers } from "../call.js";
import type { NetworkDriver, NetworkRef } from "../drivers/network-driver.js";
import { after, done } from "./after.js";
import { requireListSize, supported } from "./checks.js";

const { active, inactive } = ConnectListAllNetworksFlags;

/** Throws VIR_ERR_NO_SUPPORT in the name of `api` where the hypervisor has no networks. */
const networksOf = (call: Call, api: string): NetworkDriver => supported(call.driver.networks, api);

const named = (net: NetworkRef) => ({ net });

const count = (call: Call, api: string, flags: number) =>
  after(networksOf(call, api).count(flags), (num) => ({ num }));

function names(call: Call, api: string, flags: number, maxnames: number) {
  const networks = networksOf(call, api);
  requireListSize("maxnames", maxnames, remoteLimits.networkListMax, "REMOTE_NETWORK_LIST_MAX");
  return after(networks.list(flags), (found) => ({
    names: found.slice(0, maxnames).map(({ name }) => name),
  }));
}

export const networkHandlers: Handlers<typeof remote.calls> = {
  connectNumOfNetworks: (call) => count(call, "virConnectNumOfNetworks", active),
  connectNumOfDefinedNetworks: (call) => count(call, "virConnectNumOfDefinedNetworks", inactive),
  connectListNetworks: (call, { maxnames }) => names(call, "virConnectListNetworks", active, maxnames),
  connectListDefinedNetworks: (call, { maxnames }) =>
    names(call, "virConnectListDefinedNetworks", inactive, maxnames),
  connectListAllNetworks(call, { needResults, flags }) {
    const networks = networksOf(call, "virConnectListAllNetworks");
    if (!needResults) return after(networks.count(flags), (ret) => ({ nets: [], ret }));
    return after(networks.list(flags), (found) => ({ nets: [...found], ret: found.length }));
  },

  networkLookupByName: (call, { name }) =>
    after(networksOf(call, "virNetworkLookupByName").lookupByName(name), named),
  networkLookupByUuid: (call, { uuid }) =>
    after(networksOf(call, "virNetworkLookupByUUID").lookupByUuid(uuid), named),

  networkGetXmlDesc: (call, { net, flags }) =>
    after(networksOf(call, "virNetworkGetXMLDesc").xml(net, flags), (xml) => ({ xml })),
  networkGetBridgeName: (call, { net }) =>
    after(networksOf(call, "virNetworkGetBridgeName").bridgeName(net), (name) => ({ name })),
  networkIsActive: (call, { net }) =>
    after(networksOf(call, "virNetworkIsActive").isActive(net), (yes) => ({ active: yes ? 1 : 0 })),
  networkIsPersistent: (call, { net }) =>
    after(networksOf(call, "virNetworkIsPersistent").isPersistent(net), (yes) => ({
      persistent: yes ? 1 : 0,
    })),
  networkGetAutostart: (call, { net }) =>
    after(networksOf(call, "virNetworkGetAutostart").autostart(net), (yes) => ({ autostart: yes ? 1 : 0 })),
  networkSetAutostart: (call, { net, autostart }) =>
    done(networksOf(call, "virNetworkSetAutostart").setAutostart(net, autostart !== 0)),

  networkGetDhcpLeases(call, { net, mac, needResults, flags }) {
    const api = "virNetworkGetDHCPLeases";
    const leases = supported(networksOf(call, api).dhcpLeases, api);
    return after(leases(net, mac, flags), (found) => ({
      leases: needResults ? [...found] : [],
      ret: found.length,
    }));
  },

  networkDefineXml: (call, { xml }) => after(networksOf(call, "virNetworkDefineXML").define(xml, 0), named),
  networkDefineXmlFlags: (call, { xml, flags }) =>
    after(networksOf(call, "virNetworkDefineXMLFlags").define(xml, flags), named),
  networkUndefine: (call, { net }) => done(networksOf(call, "virNetworkUndefine").undefine(net)),
  networkCreateXml: (call, { xml }) =>
    after(networksOf(call, "virNetworkCreateXML").createXml(xml, 0), named),
  networkCreateXmlFlags: (call, { xml, flags }) =>
    after(networksOf(call, "virNetworkCreateXMLFlags").createXml(xml, flags), named),
  networkCreate: (call, { net }) => done(networksOf(call, "virNetworkCreate").start(net)),
  networkDestroy: (call, { net }) => done(networksOf(call, "virNetworkDestroy").destroy(net)),
  networkUpdate(call, { net, command, section, parentIndex, xml, flags }) {
    const change = { command, section, parentIndex, xml };
    return done(networksOf(call, "virNetworkUpdate").update(net, change, flags));
  },
};
