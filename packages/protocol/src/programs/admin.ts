// The admin program: virt-admin on the daemon's admin socket. Reaching that socket is the permission.

import { array, struct } from "../composite.js";
import { call, program } from "../program.js";
import { hyper, optional, text, uhyper, uint } from "../xdr.js";
import { typedParams } from "./remote/types.js";

// ADMIN_..._MAX of libvirt 9.0.0.
const serverListMax = 16_384;
const serverThreadpoolParametersMax = 32;
const clientListMax = 16_384;
const clientInfoParametersMax = 64;
const serverClientLimitsMax = 32;

export const serverRef = struct({ name: text });
export const clientRef = struct({ srv: serverRef, id: uhyper, timestamp: hyper, transport: uint });

const calls = {
  connectOpen: call(1, () => ({
    api: "virAdmConnectOpen",
    args: { flags: uint },
  })),
  connectClose: call(2, () => ({
    api: "virAdmConnectClose",
  })),
  connectGetLibVersion: call(3, () => ({
    api: "virAdmConnectGetLibVersion",
    ret: { libVer: uhyper },
  })),
  connectListServers: call(4, () => ({
    api: "virAdmConnectListServers",
    args: { needResults: uint, flags: uint },
    ret: { servers: array(serverRef, serverListMax), ret: uint },
  })),
  connectLookupServer: call(5, () => ({
    api: "virAdmConnectLookupServer",
    args: { name: text, flags: uint },
    ret: { srv: serverRef },
  })),
  serverGetThreadpoolParameters: call(6, () => ({
    api: "virAdmServerGetThreadPoolParameters",
    args: { srv: serverRef, flags: uint },
    ret: { params: typedParams(serverThreadpoolParametersMax) },
  })),
  serverSetThreadpoolParameters: call(7, () => ({
    api: "virAdmServerSetThreadPoolParameters",
    args: { srv: serverRef, params: typedParams(serverThreadpoolParametersMax), flags: uint },
  })),
  serverListClients: call(8, () => ({
    api: "virAdmServerListClients",
    args: { srv: serverRef, needResults: uint, flags: uint },
    ret: { clients: array(clientRef, clientListMax), ret: uint },
  })),
  serverLookupClient: call(9, () => ({
    api: "virAdmServerLookupClient",
    args: { srv: serverRef, id: uhyper, flags: uint },
    ret: { clnt: clientRef },
  })),
  clientGetInfo: call(10, () => ({
    api: "virAdmClientGetInfo",
    args: { clnt: clientRef, flags: uint },
    ret: { params: typedParams(clientInfoParametersMax) },
  })),
  clientClose: call(11, () => ({
    api: "virAdmClientClose",
    args: { clnt: clientRef, flags: uint },
  })),
  serverGetClientLimits: call(12, () => ({
    api: "virAdmServerGetClientLimits",
    args: { srv: serverRef, flags: uint },
    ret: { params: typedParams(serverClientLimitsMax) },
  })),
  serverSetClientLimits: call(13, () => ({
    api: "virAdmServerSetClientLimits",
    args: { srv: serverRef, params: typedParams(serverClientLimitsMax), flags: uint },
  })),
  connectGetLoggingOutputs: call(14, () => ({
    api: "virAdmConnectGetLoggingOutputs",
    args: { flags: uint },
    ret: { outputs: text, noutputs: uint },
  })),
  connectGetLoggingFilters: call(15, () => ({
    api: "virAdmConnectGetLoggingFilters",
    args: { flags: uint },
    ret: { filters: optional(text), nfilters: uint },
  })),
  connectSetLoggingOutputs: call(16, () => ({
    api: "virAdmConnectSetLoggingOutputs",
    args: { outputs: optional(text), flags: uint },
  })),
  connectSetLoggingFilters: call(17, () => ({
    api: "virAdmConnectSetLoggingFilters",
    args: { filters: optional(text), flags: uint },
  })),
  serverUpdateTlsFiles: call(18, () => ({
    api: "virAdmServerUpdateTlsFiles",
    args: { srv: serverRef, flags: uint },
  })),
  connectSetDaemonTimeout: call(19, () => ({
    api: "virAdmConnectSetDaemonTimeout",
    args: { timeout: uint, flags: uint },
  })),
};

export const admin = program({ name: "admin", number: 0x06900690, version: 1, calls, events: {} });
