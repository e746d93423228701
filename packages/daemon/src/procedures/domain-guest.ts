// What is asked of the system inside a domain, on the wire.

import { type remote, remoteLimits } from "@virtgate/protocol";
import { DomainMemoryFlags } from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import { after, done } from "./after.js";
import {
  type NamedFlag,
  requireExclusive,
  requireNonZero,
  requireNotNull,
  requireThat,
  supported,
} from "./checks.js";

const virtual: NamedFlag = [DomainMemoryFlags.virtual, "VIR_MEMORY_VIRTUAL"];
const physical: NamedFlag = [DomainMemoryFlags.physical, "VIR_MEMORY_PHYSICAL"];

export const domainGuestHandlers: Handlers<typeof remote.calls> = {
  domainGetHostname: (call, { dom, flags }) =>
    after(supported(call.driver.domains.guestHostname, "virDomainGetHostname")(dom, flags), (hostname) => ({
      hostname,
    })),

  domainGetTime: (call, { dom, flags }) =>
    after(
      supported(call.driver.domains.time, "virDomainGetTime")(dom, flags),
      ({ seconds, nanoseconds }) => ({
        seconds,
        nseconds: nanoseconds,
      }),
    ),
  domainSetTime: (call, { dom, seconds, nseconds, flags }) =>
    done(
      supported(call.driver.domains.setTime, "virDomainSetTime")(
        dom,
        { seconds, nanoseconds: nseconds },
        flags,
      ),
    ),

  domainFsfreeze: (call, { dom, mountpoints, flags }) =>
    after(
      supported(call.driver.domains.freeze, "virDomainFSFreeze")(dom, mountpoints, flags),
      (filesystems) => ({ filesystems }),
    ),
  domainFsthaw: (call, { dom, mountpoints, flags }) =>
    after(supported(call.driver.domains.thaw, "virDomainFSThaw")(dom, mountpoints, flags), (filesystems) => ({
      filesystems,
    })),
  domainFstrim: (call, { dom, mountPoint, minimum, flags }) =>
    done(supported(call.driver.domains.trim, "virDomainFSTrim")(dom, mountPoint, minimum, flags)),
  domainGetFsinfo: (call, { dom, flags }) =>
    after(supported(call.driver.domains.filesystems, "virDomainGetFSInfo")(dom, flags), (all) => ({
      info: all.map(({ mountpoint, name, type, disks }) => ({
        mountpoint,
        name,
        fstype: type,
        devAliases: [...disks],
      })),
      ret: all.length,
    })),

  domainSetUserPassword(call, { dom, user, password, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetUserPassword";
    const given = [requireNotNull(api, "user", user), requireNotNull(api, "password", password)] as const;
    return done(supported(domains.setUserPassword, api)(dom, ...given, flags));
  },

  domainSendProcessSignal(call, { dom, pidValue, signum, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSendProcessSignal";
    requireNonZero(api, "pid_value", pidValue);
    return done(supported(domains.sendSignal, api)(dom, pidValue, signum, flags));
  },

  domainInterfaceAddresses(call, { dom, source, flags }) {
    const { domains } = call.driver;
    return after(
      supported(domains.interfaceAddresses, "virDomainInterfaceAddresses")(dom, source, flags),
      (all) => ({
        ifaces: all.map(({ name, mac, addresses }) => ({
          name,
          hwaddr: mac,
          addrs: addresses.map(({ type, address, prefix }) => ({ type, addr: address, prefix })),
        })),
      }),
    );
  },

  domainMemoryPeek(call, { dom, offset, size, flags }) {
    const { domains } = call.driver;
    const api = "virDomainMemoryPeek";
    requireThat(size <= remoteLimits.domainMemoryPeekBufferMax, () => "size > maximum buffer size");
    requireExclusive(api, flags, virtual, physical);
    return after(supported(domains.peekMemory, api)(dom, offset, size, flags), (buffer) => ({ buffer }));
  },
};
