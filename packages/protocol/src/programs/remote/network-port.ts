// Ports of virtual networks.

import { array } from "../../composite.js";
import { call } from "../../program.js";
import { int, text, uint, uuid } from "../../xdr.js";
import { networkPortListMax, networkPortParametersMax } from "./limits.js";
import { networkPortRef, networkRef, typedParams } from "./types.js";

export const networkPortCalls = () => ({
  networkListAllPorts: call(404, () => ({
    api: "virNetworkListAllPorts",
    args: { network: networkRef, needResults: int, flags: uint },
    ret: { ports: array(networkPortRef, networkPortListMax), ret: uint },
    on: "network",
    access: ["network:search_ports"],
    filter: ["network_port:getattr"],
    priority: "high",
  })),
  networkPortLookupByUuid: call(405, () => ({
    api: "virNetworkPortLookupByUUID",
    args: { network: networkRef, uuid },
    ret: { port: networkPortRef },
    access: ["network_port:getattr"],
    priority: "high",
  })),
  networkPortCreateXml: call(406, () => ({
    api: "virNetworkPortCreateXML",
    args: { network: networkRef, xml: text, flags: uint },
    ret: { port: networkPortRef },
    access: ["network_port:create"],
    write: true,
  })),
  networkPortGetParameters: call(407, () => ({
    api: "virNetworkPortGetParameters",
    args: { port: networkPortRef, nparams: int, flags: uint },
    ret: { params: typedParams(networkPortParametersMax), nparams: int },
    on: "port",
    access: ["network_port:read"],
  })),
  networkPortSetParameters: call(408, () => ({
    api: "virNetworkPortSetParameters",
    args: { port: networkPortRef, params: typedParams(networkPortParametersMax), flags: uint },
    on: "port",
    access: ["network_port:write"],
    write: true,
  })),
  networkPortGetXmlDesc: call(409, () => ({
    api: "virNetworkPortGetXMLDesc",
    args: { port: networkPortRef, flags: uint },
    ret: { xml: text },
    on: "port",
    access: ["network_port:read"],
  })),
  networkPortDelete: call(410, () => ({
    api: "virNetworkPortDelete",
    args: { port: networkPortRef, flags: uint },
    on: "port",
    access: ["network_port:delete"],
    write: true,
  })),
});
