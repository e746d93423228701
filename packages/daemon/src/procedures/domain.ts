// Finding domains, and asking about them.

import { type remote, remoteLimits } from "@virtgate/protocol";
import { ConnectListAllDomainsFlags } from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import type { DomainInfo, DomainRef } from "../drivers/driver.js";
import { after } from "./after.js";
import { chars } from "./chars.js";
import { requireListSize, requireNotNegative, supported } from "./checks.js";

const { active, inactive } = ConnectListAllDomainsFlags;

const named = (dom: DomainRef) => ({ dom });

const wireInfo = (info: DomainInfo) => ({
  state: info.state,
  maxMem: info.maxMemoryKiB,
  memory: info.memoryKiB,
  nrVirtCpu: info.vcpus,
  cpuTime: info.cpuTimeNs,
});

export const domainHandlers: Handlers<typeof remote.calls> = {
  // First, because most calls are this one.
  domainGetInfo: (call, { dom }) => after(call.driver.domains.info(dom), wireInfo),

  domainLookupById(call, { id }) {
    const { domains } = call.driver;
    requireNotNegative("virDomainLookupByID", "id", id);
    return after(domains.lookupById(id), named);
  },
  domainLookupByUuid: (call, { uuid }) => after(call.driver.domains.lookupByUuid(uuid), named),
  domainLookupByName: (call, { name }) => after(call.driver.domains.lookupByName(name), named),

  connectListAllDomains: (call, { needResults, flags }) =>
    after(call.driver.domains.list(flags), (domains) => ({
      domains: needResults ? [...domains] : [],
      ret: domains.length,
    })),

  connectNumOfDomains: (call) => after(call.driver.domains.list(active), ({ length }) => ({ num: length })),
  connectNumOfDefinedDomains: (call) =>
    after(call.driver.domains.list(inactive), ({ length }) => ({ num: length })),
  connectListDomains(call, { maxids }) {
    const { domains } = call.driver;
    requireListSize("maxids", maxids, remoteLimits.domainListMax, "REMOTE_DOMAIN_LIST_MAX");
    return after(domains.list(active), (running) => ({ ids: running.slice(0, maxids).map(({ id }) => id) }));
  },
  connectListDefinedDomains(call, { maxnames }) {
    const { domains } = call.driver;
    requireListSize("maxnames", maxnames, remoteLimits.domainListMax, "REMOTE_DOMAIN_LIST_MAX");
    return after(domains.list(inactive), (defined) => ({
      names: defined.slice(0, maxnames).map(({ name }) => name),
    }));
  },

  domainGetState: (call, { dom, flags }) => call.driver.domains.state(dom, flags),
  domainGetXmlDesc: (call, { dom, flags }) => after(call.driver.domains.xml(dom, flags), (xml) => ({ xml })),
  domainGetOsType: (call, { dom }) => after(call.driver.domains.osType(dom), (type) => ({ type })),
  domainIsActive: (call, { dom }) =>
    after(call.driver.domains.isActive(dom), (yes) => ({ active: yes ? 1 : 0 })),
  domainIsPersistent: (call, { dom }) =>
    after(call.driver.domains.isPersistent(dom), (yes) => ({ persistent: yes ? 1 : 0 })),
  domainIsUpdated: (call, { dom }) =>
    after(call.driver.domains.isUpdated(dom), (yes) => ({ updated: yes ? 1 : 0 })),

  domainGetControlInfo(call, { dom, flags }) {
    const controlInfo = supported(call.driver.domains.controlInfo, "virDomainGetControlInfo");
    return after(controlInfo(dom, flags), ({ state, details, stateTimeMs }) => ({
      state,
      details,
      stateTime: stateTimeMs,
    }));
  },
  domainGetMessages(call, { dom, flags }) {
    const messages = supported(call.driver.domains.messages, "virDomainGetMessages");
    return after(messages(dom, flags), (msgs) => ({ msgs: [...msgs] }));
  },
  // libvirtd hides why there is none: drivers without such a list, and domains that are not there.
  domainGetSecurityLabelList(call) {
    void call.driver;
    return { labels: [], ret: -1 };
  },
  domainGetSecurityLabel(call, { dom }) {
    const securityLabel = supported(call.driver.domains.securityLabel, "virDomainGetSecurityLabel");
    return after(securityLabel(dom), (found) => ({
      label: chars(found?.label ?? ""),
      enforcing: found?.enforcing ? 1 : 0,
    }));
  },
};
