// Functions that no driver here can do, but whose arguments libvirt looks at before it finds that out.

import { ErrorDomain, type remote, remoteLimits } from "@virtgate/protocol";
import {
  DomainBlockRebaseFlags,
  DomainDirtyRateCalcFlags,
  DomainGetJobStatsFlags,
  DomainSaveRestoreFlags,
} from "@virtgate/protocol/constants";
import type { Call, Handlers } from "../call.js";
import { wrongArgument } from "../drivers/refusals.js";
import {
  type NamedFlag,
  requireExclusive,
  requireFlag,
  requireNonZero,
  requireNotEmpty,
  requireNotNull,
  requireParameterCount,
  requireSome,
  requireThat,
  supported,
} from "./checks.js";

const running: NamedFlag = [DomainSaveRestoreFlags.running, "VIR_DOMAIN_SAVE_RUNNING"];
const paused: NamedFlag = [DomainSaveRestoreFlags.paused, "VIR_DOMAIN_SAVE_PAUSED"];
const completed: NamedFlag = [DomainGetJobStatsFlags.completed, "VIR_DOMAIN_JOB_STATS_COMPLETED"];
const keepCompleted: NamedFlag = [
  DomainGetJobStatsFlags.keepCompleted,
  "VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED",
];
const dirtyBitmap: NamedFlag = [
  DomainDirtyRateCalcFlags.dirtyBitmap,
  "VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP",
];
const dirtyRing: NamedFlag = [DomainDirtyRateCalcFlags.dirtyRing, "VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING"];

/** There must be a hypervisor before anything else is looked at. */
const opened = (call: Call): void => void call.driver;
const never = (api: string) => supported<never>(undefined as never, api);

/** virDomainAuthorizedSSHKeysSetFlags */
const append = 1;
const remove = 2;

export const refusedHandlers: Handlers<typeof remote.calls> = {
  connectBaselineHypervisorCpu(call, { xmlCPUs }) {
    opened(call);
    requireSome("virConnectBaselineHypervisorCPU", "xmlCPUs", xmlCPUs);
    return never("virConnectBaselineHypervisorCPU");
  },
  domainBlockPeek(call, { path, size }) {
    opened(call);
    requireThat(size <= remoteLimits.domainBlockPeekBufferMax, () => "size > maximum buffer size");
    requireNotEmpty("virDomainBlockPeek", "disk", path);
    return never("virDomainBlockPeek");
  },
  domainBlockStatsFlags(call, { nparams }) {
    opened(call);
    requireParameterCount(nparams, remoteLimits.domainBlockStatsParametersMax);
    return never("virDomainBlockStatsFlags");
  },
  domainBlockRebase(call, { base, flags }) {
    opened(call);
    const api = "virDomainBlockRebase";
    const { copy, copyRaw, copyDev, reuseExt, shallow } = DomainBlockRebaseFlags;
    if ((flags & copy) !== 0) requireNotNull(api, "base", base);
    else if ((flags & (shallow | reuseExt | copyRaw | copyDev)) !== 0) {
      throw wrongArgument(ErrorDomain.domain, api, "flags", "use of flags requires a copy job");
    }
    return never(api);
  },
  domainAuthorizedSshKeysSet(call, { keys, flags }) {
    opened(call);
    const api = "virDomainAuthorizedSSHKeysSet";
    if ((flags & (append | remove)) !== 0) requireSome(api, "keys", keys);
    return never(api);
  },
  domainGetJobStats(call, { flags }) {
    opened(call);
    requireFlag("virDomainGetJobStats", flags, keepCompleted, completed);
    return never("virDomainGetJobStats");
  },
  domainStartDirtyRateCalc(call, { flags }) {
    opened(call);
    requireExclusive("virDomainStartDirtyRateCalc", flags, dirtyBitmap, dirtyRing);
    return never("virDomainStartDirtyRateCalc");
  },
  domainSetLaunchSecurityState(call, { params }) {
    opened(call);
    requireSome("virDomainSetLaunchSecurityState", "params", params);
    return never("virDomainSetLaunchSecurityState");
  },
  domainManagedSaveDefineXml(call, { flags }) {
    opened(call);
    requireExclusive("virDomainManagedSaveDefineXML", flags, running, paused);
    return never("virDomainManagedSaveDefineXML");
  },
  domainSaveParams(call, { flags }) {
    opened(call);
    requireExclusive("virDomainSaveParams", flags, running, paused);
    return never("virDomainSaveParams");
  },
  domainRestoreParams(call, { flags }) {
    opened(call);
    requireExclusive("virDomainRestoreParams", flags, running, paused);
    return never("virDomainRestoreParams");
  },
  nodeSetMemoryParameters(call, { params }) {
    opened(call);
    requireSome("virNodeSetMemoryParameters", "params", params);
    return never("virNodeSetMemoryParameters");
  },
  nodeGetMemoryParameters(call, { nparams }) {
    opened(call);
    requireParameterCount(nparams, remoteLimits.nodeMemoryParametersMax);
    return never("virNodeGetMemoryParameters");
  },
  nodeAllocPages(call, { pageSizes, pageCounts, cellCount }) {
    opened(call);
    const api = "virNodeAllocPages";
    requireNonZero(api, "npages", pageSizes.length);
    requireSome(api, "pageCounts", pageCounts);
    requireNonZero(api, "cellCount", cellCount);
    return never(api);
  },
};
