// Statistics of domains on the wire.

import { ErrorDomain, type remote, remoteLimits } from "@virtgate/protocol";
import { DomainMemoryStatTags, TypedParameterFlags } from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import { wrongArgument } from "../drivers/refusals.js";
import { after } from "./after.js";
import { requireNotEmpty, requireNotNegative, requireNotNull, requireThat, supported } from "./checks.js";

/** libvirtd takes the limit of the host's statistics here. */
const maxCpuParameters = remoteLimits.nodeCpuStatsMax;

export const domainStatisticsHandlers: Handlers<typeof remote.calls> = {
  domainBlockStats: (call, { dom, path }) =>
    after(supported(call.driver.domains.blockStats, "virDomainBlockStats")(dom, path), (stats) => ({
      rdReq: stats.readRequests,
      rdBytes: stats.readBytes,
      wrReq: stats.writeRequests,
      wrBytes: stats.writeBytes,
      errs: stats.errors,
    })),

  domainGetBlockInfo(call, { dom, path, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetBlockInfo";
    requireNotEmpty(api, "disk", path);
    return after(supported(domains.blockInfo, api)(dom, path, flags), (info) => ({
      allocation: info.allocationBytes,
      capacity: info.capacityBytes,
      physical: info.physicalBytes,
    }));
  },

  domainInterfaceStats: (call, { dom, device }) =>
    after(
      supported(call.driver.domains.interfaceStats, "virDomainInterfaceStats")(dom, device),
      ({ received, sent }) => ({
        rxBytes: received.bytes,
        rxPackets: received.packets,
        rxErrs: received.errors,
        rxDrop: received.drops,
        txBytes: sent.bytes,
        txPackets: sent.packets,
        txErrs: sent.errors,
        txDrop: sent.drops,
      }),
    ),

  domainMemoryStats(call, { dom, maxStats, flags }) {
    const { domains } = call.driver;
    const api = "virDomainMemoryStats";
    requireThat(
      maxStats <= remoteLimits.domainMemoryStatsMax,
      () => "maxStats > REMOTE_DOMAIN_MEMORY_STATS_MAX",
    );
    if (maxStats === 0) return { stats: [] };
    const max = Math.min(maxStats, DomainMemoryStatTags.nr);
    return after(supported(domains.memoryStats, api)(dom, max, flags), (stats) => ({
      stats: stats.map(({ tag, value }) => ({ tag, val: value })),
    }));
  },

  domainGetCpuStats(call, { dom, nparams, startCpu, ncpus, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetCPUStats";
    requireThat(nparams <= maxCpuParameters, () => "nparams too large");
    requireThat(ncpus <= remoteLimits.domainGetCpuStatsNcpusMax, () => "ncpus too large");
    if (startCpu === -1) {
      if (ncpus !== 1) {
        const message = "ncpus must be 1 when start_cpu is -1";
        throw wrongArgument(ErrorDomain.domain, api, "start_cpu", message);
      }
    } else requireNotNegative(api, "start_cpu", startCpu);
    if (nparams !== 0 && ncpus === 0) requireNotNull(api, "params", null);
    const range = { first: startCpu, count: ncpus, room: nparams };
    const stats = supported(domains.cpuStats, api);
    return after(stats(dom, range, flags | TypedParameterFlags.stringOkay), (found) =>
      typeof found === "number"
        ? { params: [], nparams: found }
        : { params: found.flat(), nparams: found[0]?.length ?? 0 },
    );
  },

  domainGetDiskErrors(call, { dom, maxerrors, flags }) {
    const { domains } = call.driver;
    requireThat(maxerrors <= remoteLimits.domainDiskErrorsMax, () => "maxerrors too large");
    const diskErrors = supported(domains.diskErrors, "virDomainGetDiskErrors");
    return after(diskErrors(dom, maxerrors, flags), (found) =>
      typeof found === "number"
        ? { errors: [], nerrors: found }
        : { errors: [...found], nerrors: found.length },
    );
  },

  connectGetAllDomainStats(call, { doms, stats, flags }) {
    const { domains } = call.driver;
    const api = doms.length > 0 ? "virDomainListGetStats" : "virConnectGetAllDomainStats";
    return after(supported(domains.allStats, api)(doms, stats, flags), (records) => ({
      retStats: records.map(({ domain, parameters }) => ({ dom: domain, params: [...parameters] })),
    }));
  },
};
