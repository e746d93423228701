// Whether a call is about what a domain has now, about what it will have after its next start, or both.

import { DomainModificationImpact } from "@virtgate/protocol/constants";
import type { DomainDefinition } from "../../definitions/index.js";
import { exclusiveFlags, notRunning, transientConfig } from "../refusals.js";
import type { TestDomain } from "./domain.js";

/** VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG. */
export const { live, config } = DomainModificationImpact;

export interface Targets {
  /** What the guest has now. */
  readonly live: DomainDefinition | undefined;
  /** What it has after the next start. */
  readonly config: DomainDefinition | undefined;
}

/** Which definitions a call is about. Without a flag: the present one. */
export function targets(domain: TestDomain, flags: number): Targets {
  const impact = flags & (live | config) || (domain.active ? live : config);
  if ((impact & live) !== 0 && !domain.active) throw notRunning();
  if ((flags & config) !== 0 && !domain.persistent) throw transientConfig();
  return {
    live: (impact & live) !== 0 ? domain.definition : undefined,
    config: (impact & config) !== 0 ? domain.persistentDefinition : undefined,
  };
}

/** For calls that are about exactly one definition. */
export function target(domain: TestDomain, flags: number): DomainDefinition {
  if ((flags & live) !== 0 && (flags & config) !== 0) {
    throw exclusiveFlags(
      "virDomainObjGetOneDefState",
      "flags",
      "VIR_DOMAIN_AFFECT_LIVE",
      "VIR_DOMAIN_AFFECT_CONFIG",
    );
  }
  const chosen = targets(domain, flags);
  return (chosen.live ?? chosen.config)!;
}
