// Processors and threads of domains on the wire: sets of the host's processors as bitmaps.

import { type remote, remoteLimits } from "@virtgate/protocol";
import { DomainModificationImpact } from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import { after, done } from "./after.js";
import {
  type NamedFlag,
  requireExclusive,
  requireNonZero,
  requireNotNull,
  requirePositive,
  requireThat,
  rpcRefusal,
  supported,
} from "./checks.js";
import { requireFieldNames } from "./typed-parameters.js";

const live: NamedFlag = [DomainModificationImpact.live, "VIR_DOMAIN_AFFECT_LIVE"];
const config: NamedFlag = [DomainModificationImpact.config, "VIR_DOMAIN_AFFECT_CONFIG"];

/** All bitmaps one after another, and zeros for those that there was room for. */
function joined(maps: readonly Uint8Array[], room: number, mapBytes: number): Uint8Array {
  const all = new Uint8Array(room * mapBytes);
  maps.forEach((map, at) => {
    all.set(map, at * mapBytes);
  });
  return all;
}

function requireMap(api: string, map: Uint8Array): void {
  if (map.length === 0) requireNotNull(api, "cpumap", null);
}

export const domainThreadHandlers: Handlers<typeof remote.calls> = {
  domainGetVcpus(call, { dom, maxinfo, maplen }) {
    const { domains } = call.driver;
    const api = "virDomainGetVcpus";
    requireThat(maxinfo >= 0, () => "maxinfo must be non-negative");
    requireThat(maxinfo <= remoteLimits.vcpuinfoMax, () => "maxinfo > REMOTE_VCPUINFO_MAX");
    requireThat(maplen >= 0, () => "maxinfo must be non-negative");
    requireThat(maxinfo * maplen <= remoteLimits.cpumapsMax, () => "maxinfo * maplen > REMOTE_CPUMAPS_MAX");
    if (maxinfo === 0) requireNotNull(api, "info", null);
    requirePositive(api, "maxinfo", maxinfo);
    const states = supported(domains.vcpuStates, api);
    return after(states(dom, maxinfo, maplen), (found) => ({
      info: found.states.map(({ number, state, cpuTimeNs, cpu }) => ({
        number,
        state,
        cpuTime: cpuTimeNs,
        cpu,
      })),
      cpumaps: joined(found.pins, maxinfo, maplen),
    }));
  },

  domainGetVcpuPinInfo(call, { dom, ncpumaps, maplen, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetVcpuPinInfo";
    requireThat(ncpumaps >= 0, () => "ncpumaps must be non-negative");
    requireThat(maplen >= 0, () => "maplen must be non-negative");
    requireThat(ncpumaps <= remoteLimits.vcpuinfoMax, () => "ncpumaps > REMOTE_VCPUINFO_MAX");
    requireThat(ncpumaps * maplen <= remoteLimits.cpumapsMax, () => "maxinfo * maplen > REMOTE_CPUMAPS_MAX");
    if (maplen === 0 && ncpumaps > 0) requireNotNull(api, "cpumaps", null);
    requirePositive(api, "ncpumaps", ncpumaps);
    requirePositive(api, "maplen", maplen);
    requireExclusive(api, flags, live, config);
    return after(supported(domains.vcpuPins, api)(dom, ncpumaps, maplen, flags), (pins) => ({
      cpumaps: joined(pins, ncpumaps, maplen),
      num: pins.length,
    }));
  },

  domainPinVcpu(call, { dom, vcpu, cpumap }) {
    const { domains } = call.driver;
    const api = "virDomainPinVcpu";
    requireMap(api, cpumap);
    return done(supported(domains.pinVcpu, api)(dom, vcpu, cpumap, 0));
  },
  domainPinVcpuFlags(call, { dom, vcpu, cpumap, flags }) {
    const { domains } = call.driver;
    const api = "virDomainPinVcpuFlags";
    requireMap(api, cpumap);
    return done(supported(domains.pinVcpu, api)(dom, vcpu, cpumap, flags));
  },

  domainGetEmulatorPinInfo(call, { dom, maplen, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetEmulatorPinInfo";
    requireThat(maplen >= 0, () => "maplen must be non-negative");
    // libvirtd finds out when it writes the answer.
    if (maplen > remoteLimits.cpumapsMax) throw rpcRefusal("Unable to encode message payload");
    if (maplen === 0) requireNotNull(api, "cpumap", null);
    requirePositive(api, "maplen", maplen);
    requireExclusive(api, flags, live, config);
    return after(supported(domains.emulatorPin, api)(dom, maplen, flags), (cpumaps) => ({ cpumaps, ret: 1 }));
  },
  domainPinEmulator(call, { dom, cpumap, flags }) {
    const { domains } = call.driver;
    const api = "virDomainPinEmulator";
    requireMap(api, cpumap);
    return done(supported(domains.pinEmulator, api)(dom, cpumap, flags));
  },

  domainGetIothreadInfo(call, { dom, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetIOThreadInfo";
    requireExclusive(api, flags, live, config);
    return after(supported(domains.iothreads, api)(dom, flags), (threads) => {
      requireThat(
        threads.length <= remoteLimits.iothreadInfoMax,
        () => `Too many IOThreads in info: ${threads.length} for limit ${remoteLimits.iothreadInfoMax}`,
      );
      return {
        info: threads.map(({ id, cpus }) => ({ iothreadId: id, cpumap: cpus })),
        ret: threads.length,
      };
    });
  },
  domainPinIothread(call, { dom, iothreadsId, cpumap, flags }) {
    const { domains } = call.driver;
    const api = "virDomainPinIOThread";
    requireMap(api, cpumap);
    return done(supported(domains.pinIothread, api)(dom, iothreadsId, cpumap, flags));
  },
  domainAddIothread: (call, { dom, iothreadId, flags }) =>
    done(supported(call.driver.domains.addIothread, "virDomainAddIOThread")(dom, iothreadId, flags)),
  domainDelIothread(call, { dom, iothreadId, flags }) {
    const { domains } = call.driver;
    const api = "virDomainDelIOThread";
    requireNonZero(api, "iothread_id", iothreadId);
    return done(supported(domains.removeIothread, api)(dom, iothreadId, flags));
  },
  domainSetIothreadParams(call, { dom, iothreadId, params, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetIOThreadParams";
    requireFieldNames(params);
    if (params.length === 0) requireNotNull(api, "params", null);
    return done(supported(domains.setIothreadParameters, api)(dom, iothreadId, params, flags));
  },
};
