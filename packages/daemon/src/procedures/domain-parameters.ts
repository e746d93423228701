// Typed parameters of domains and of their devices.

import { type remote, remoteLimits, type TypedParam } from "@virtgate/protocol";
import { DomainModificationImpact, TypedParameterFlags } from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import type { Counted } from "../drivers/domain-parameters.js";
import { after, done } from "./after.js";
import {
  type NamedFlag,
  requireExclusive,
  requireNotNegative,
  requireNotNull,
  requireParameterCount,
  requirePositive,
  supported,
} from "./checks.js";
import { requireFieldNames } from "./typed-parameters.js";

const live: NamedFlag = [DomainModificationImpact.live, "VIR_DOMAIN_AFFECT_LIVE"];
const config: NamedFlag = [DomainModificationImpact.config, "VIR_DOMAIN_AFFECT_CONFIG"];

/** The library says to its driver that it understands texts, whatever its caller said. */
const withTexts = (flags: number) => flags | TypedParameterFlags.stringOkay;

/** virTypedParameterType "string", which clients of old do not understand. */
const isText = ({ value }: TypedParam) => value.type === 7;

/** The number stands in the answer only when that was the question. */
const wire = (flags: number) => (answer: Counted) => {
  if (typeof answer === "number") return { params: [], nparams: answer };
  const understood = (flags & TypedParameterFlags.stringOkay) !== 0;
  return { params: answer.filter((one) => understood || !isText(one)), nparams: 0 };
};

const listed = (params: readonly TypedParam[]) => ({ params: [...params] });

function checkGiven(api: string, parameters: readonly TypedParam[]): void {
  requireFieldNames(parameters);
  if (parameters.length === 0) requireNotNull(api, "params", null);
}

function checkRoom(api: string, nparams: number, max: number, flags: number): void {
  requireParameterCount(nparams, max);
  requireExclusive(api, flags, live, config);
}

export const domainParameterHandlers: Handlers<typeof remote.calls> = {
  domainGetSchedulerType: (call, { dom }) =>
    after(
      supported(call.driver.domains.schedulerType, "virDomainGetSchedulerType")(dom),
      ({ type, parameters }) => ({ type, nparams: parameters }),
    ),
  domainGetSchedulerParameters(call, { dom, nparams }) {
    const { domains } = call.driver;
    const api = "virDomainGetSchedulerParameters";
    requireParameterCount(nparams, remoteLimits.domainSchedulerParametersMax);
    if (nparams === 0) requireNotNull(api, "params", null);
    requirePositive(api, "*nparams", nparams);
    return after(supported(domains.schedulerParameters, api)(dom, nparams, 0), (all) =>
      listed(typeof all === "number" ? [] : all),
    );
  },
  domainGetSchedulerParametersFlags(call, { dom, nparams, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetSchedulerParametersFlags";
    requireParameterCount(nparams, remoteLimits.domainSchedulerParametersMax);
    if (nparams === 0) requireNotNull(api, "params", null);
    requireExclusive(api, flags, live, config);
    return after(supported(domains.schedulerParameters, api)(dom, nparams, withTexts(flags)), (all) =>
      listed(typeof all === "number" ? [] : all),
    );
  },
  domainSetSchedulerParameters(call, { dom, params }) {
    const { domains } = call.driver;
    const api = "virDomainSetSchedulerParameters";
    checkGiven(api, params);
    return done(supported(domains.setSchedulerParameters, api)(dom, params, 0));
  },
  domainSetSchedulerParametersFlags(call, { dom, params, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetSchedulerParametersFlags";
    checkGiven(api, params);
    return done(supported(domains.setSchedulerParameters, api)(dom, params, flags));
  },

  domainGetBlkioParameters(call, { dom, nparams, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetBlkioParameters";
    checkRoom(api, nparams, remoteLimits.domainBlkioParametersMax, flags);
    return after(supported(domains.blkioParameters, api)(dom, nparams, withTexts(flags)), wire(flags));
  },
  domainSetBlkioParameters(call, { dom, params, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetBlkioParameters";
    checkGiven(api, params);
    return done(supported(domains.setBlkioParameters, api)(dom, params, flags));
  },

  domainGetMemoryParameters(call, { dom, nparams, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetMemoryParameters";
    checkRoom(api, nparams, remoteLimits.domainMemoryParametersMax, flags);
    return after(supported(domains.memoryParameters, api)(dom, nparams, withTexts(flags)), wire(flags));
  },
  domainSetMemoryParameters(call, { dom, params, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetMemoryParameters";
    checkGiven(api, params);
    return done(supported(domains.setMemoryParameters, api)(dom, params, flags));
  },

  domainGetNumaParameters(call, { dom, nparams, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetNumaParameters";
    requireParameterCount(nparams, remoteLimits.domainNumaParametersMax);
    return after(supported(domains.numaParameters, api)(dom, nparams, withTexts(flags)), wire(flags));
  },
  domainSetNumaParameters(call, { dom, params, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetNumaParameters";
    checkGiven(api, params);
    return done(supported(domains.setNumaParameters, api)(dom, params, flags));
  },

  domainGetPerfEvents(call, { dom, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetPerfEvents";
    return after(supported(domains.perfEvents, api)(dom, withTexts(flags)), listed);
  },
  domainSetPerfEvents(call, { dom, params, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetPerfEvents";
    checkGiven(api, params);
    return done(supported(domains.setPerfEvents, api)(dom, params, flags));
  },

  domainGetInterfaceParameters(call, { dom, device, nparams, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetInterfaceParameters";
    requireParameterCount(nparams, remoteLimits.domainInterfaceParametersMax);
    const read = supported(domains.interfaceParameters, api);
    return after(read(dom, device, nparams, withTexts(flags)), wire(flags));
  },
  domainSetInterfaceParameters(call, { dom, device, params, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetInterfaceParameters";
    checkGiven(api, params);
    return done(supported(domains.setInterfaceParameters, api)(dom, device, params, flags));
  },

  domainGetBlockIoTune(call, { dom, disk, nparams, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetBlockIoTune";
    requireParameterCount(nparams, remoteLimits.domainBlockIoTuneParametersMax);
    if (nparams !== 0) requireNotNull(api, "disk", disk);
    requireExclusive(api, flags, live, config);
    return after(
      supported(domains.blockIoTune, api)(dom, disk ?? "", nparams, withTexts(flags)),
      wire(flags),
    );
  },
  domainSetBlockIoTune(call, { dom, disk, params, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetBlockIoTune";
    requireFieldNames(params);
    requirePositive(api, "nparams", params.length);
    return done(supported(domains.setBlockIoTune, api)(dom, disk, params, flags));
  },

  domainGetLaunchSecurityInfo: (call, { dom, flags }) =>
    after(
      supported(call.driver.domains.launchSecurityInfo, "virDomainGetLaunchSecurityInfo")(
        dom,
        withTexts(flags),
      ),
      listed,
    ),

  domainSetMemoryStatsPeriod(call, { dom, period, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetMemoryStatsPeriod";
    requireNotNegative(api, "period", period);
    return done(supported(domains.setMemoryStatsPeriod, api)(dom, period, flags));
  },
};
