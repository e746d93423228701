// Permission rules that many procedures share.

import { DomainModificationImpact } from "../../constants/domain-flags.js";
import { NetworkUpdateFlags } from "../../constants/network.js";
import type { Access } from "../../program.js";

const { config, live } = DomainModificationImpact;

/**
 * For calls that change a running domain, its definition, or both, as their flags say. Whoever changes the
 * definition, which is also what "current" means for a domain that is off, must be allowed to save it.
 */
export const domainChange: readonly Access[] = [
  "domain:write",
  { permission: "domain:save", when: { argument: "flags", test: "none", value: config | live } },
  { permission: "domain:save", when: { argument: "flags", test: "all", value: config } },
];

/** The same for networks. */
export const networkChange: readonly Access[] = [
  "network:write",
  {
    permission: "network:save",
    when: { argument: "flags", test: "none", value: NetworkUpdateFlags.config | NetworkUpdateFlags.live },
  },
  { permission: "network:save", when: { argument: "flags", test: "all", value: NetworkUpdateFlags.config } },
];
