// Opening and closing a hypervisor, and what there is to know about the connection.

import { ErrorCode, ErrorDomain, libvirtError, type remote } from "@virtgate/protocol";
import { ConnectFlags } from "@virtgate/protocol/constants";
import { type Call, type Handlers, notOpen } from "../call.js";
import type { Driver } from "../drivers/driver.js";
import { openDriver } from "../drivers/open.js";
import { type ParameterType, requireParameters } from "../drivers/typed-parameters.js";
import type { Session } from "../session.js";
import { after } from "./after.js";
import { requireFieldNames } from "./typed-parameters.js";

/** VIR_DRV_FEATURE_*: what a client may ask whether we can do it. */
const Feature = {
  fdPassing: 8,
  typedParameterString: 9,
  programKeepAlive: 10,
  remoteEventCallback: 14,
  remoteCloseCallback: 15,
  networkUpdateHasCorrectOrder: 16,
} as const;

const supportedFeatures: ReadonlySet<number> = new Set(Object.values(Feature));

/** The libvirt whose behaviour we have: 9.0.0. */
const libraryVersion = 9_000_000n;

/** VIR_CONNECT_IDENTITY_... */
const identityParameters: Readonly<Record<string, ParameterType>> = {
  "user-name": "string",
  "unix-user-id": "ullong",
  "group-name": "string",
  "unix-group-id": "ullong",
  "process-id": "llong",
  "process-time": "ullong",
  "sasl-user-name": "string",
  "x509-distinguished-name": "string",
  "selinux-context": "string",
};

/** For what is answered without asking the hypervisor, but not before there is one. */
function requireOpen(call: Call): void {
  if (call.session.driver === undefined) throw notOpen();
}

function adopt(session: Session, driver: Driver, readonly: boolean): void {
  if (session.driver !== undefined) {
    driver.close();
    throw alreadyOpen();
  }
  session.driver = driver;
  session.readonly = readonly;
  session.onClose(() => driver.close());
}

const alreadyOpen = () => libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "connection already open");

export const connectHandlers: Handlers<typeof remote.calls> = {
  connectOpen({ session }, { name, flags }) {
    if (session.driver !== undefined) throw alreadyOpen();
    const readonly = session.readonly || (flags & ConnectFlags.ro) !== 0;
    return after(openDriver(name ?? "", readonly), (driver) => {
      adopt(session, driver, readonly);
      return {};
    });
  },

  connectClose({ session }) {
    session.closeAfterReply();
    return {};
  },

  connectSupportsFeature(call, { feature }) {
    if (feature === Feature.programKeepAlive) {
      // The only one that may be asked for before the hypervisor is opened: asking switches it on.
      call.session.enableKeepAlive();
      return { supported: 1 };
    }
    requireOpen(call);
    if (feature === Feature.fdPassing) {
      // libvirt's clients ask each time before they pass any: only from here on is there a need to look out for them.
      return call.session.passFds().then((passes) => ({ supported: passes ? 1 : 0 }));
    }
    return { supported: supportedFeatures.has(feature) ? 1 : 0 };
  },

  connectGetType: (call) => ({ type: call.driver.type }),
  connectGetVersion: (call) => ({ hvVer: BigInt(call.driver.version) }),
  connectGetUri: (call) => ({ uri: call.driver.uri }),
  connectIsSecure: (call) => ({ secure: call.driver.secure ? 1 : 0 }),

  connectGetLibVersion(call) {
    requireOpen(call);
    return { libVer: libraryVersion };
  },

  connectGetHostname: (call) => after(call.driver.host.hostname(), (hostname) => ({ hostname })),
  connectGetCapabilities: (call) =>
    after(call.driver.host.capabilities(), (capabilities) => ({ capabilities })),
  connectGetSysinfo: (call, { flags }) => after(call.driver.host.sysinfo(flags), (sysinfo) => ({ sysinfo })),
  connectGetMaxVcpus: (call, { type }) =>
    after(call.driver.host.maxVcpus(type), (maxVcpus) => ({ maxVcpus })),

  // Who acts on whose behalf is of use to access drivers only, and there are none.
  connectSetIdentity(call, { params }) {
    requireOpen(call);
    requireFieldNames(params);
    requireParameters(params, identityParameters);
    return {};
  },

  // A hypervisor inside the daemon does not go away before the daemon does, so nobody is ever called back.
  connectRegisterCloseCallback(call) {
    requireOpen(call);
    return {};
  },
  connectUnregisterCloseCallback(call) {
    requireOpen(call);
    return {};
  },
};
