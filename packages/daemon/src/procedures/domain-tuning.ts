// Memory, processors, descriptions.

import { ErrorCode, ErrorDomain, libvirtError, type remote } from "@virtgate/protocol";
import {
  DomainLifecycle,
  DomainLifecycleAction,
  DomainMemoryModFlags,
  DomainMetadataType,
  DomainModificationImpact,
  DomainVcpuFlags,
} from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import { wrongArgument } from "../drivers/refusals.js";
import { after, done } from "./after.js";
import {
  type NamedFlag,
  requireExclusive,
  requireFlag,
  requireNonZero,
  requireNotNull,
  requireNull,
  supported,
} from "./checks.js";

const live: NamedFlag = [DomainModificationImpact.live, "VIR_DOMAIN_AFFECT_LIVE"];
const config: NamedFlag = [DomainModificationImpact.config, "VIR_DOMAIN_AFFECT_CONFIG"];
const maximum: NamedFlag = [DomainVcpuFlags.maximum, "VIR_DOMAIN_VCPU_MAXIMUM"];
const guest: NamedFlag = [DomainVcpuFlags.guest, "VIR_DOMAIN_VCPU_GUEST"];

/** In bytes it would not fit a signed 64-bit integer. */
const maxMemoryKiB = (2n ** 63n - 1n) >> 10n;

function requireMemory(api: string, memoryKiB: bigint): void {
  requireNonZero(api, "memory", memoryKiB);
  if (memoryKiB < maxMemoryKiB) return;
  throw libvirtError(ErrorDomain.domain, ErrorCode.overflow, `input too large: ${memoryKiB}`);
}

export const domainTuningHandlers: Handlers<typeof remote.calls> = {
  domainGetMaxMemory: (call, { dom }) =>
    after(call.driver.domains.maxMemoryKiB(dom), (memory) => ({ memory })),
  domainSetMaxMemory(call, { dom, memory }) {
    const { domains } = call.driver;
    requireMemory("virDomainSetMaxMemory", memory);
    return done(domains.setMemory(dom, memory, DomainMemoryModFlags.maximum));
  },
  domainSetMemory(call, { dom, memory }) {
    const { domains } = call.driver;
    requireMemory("virDomainSetMemory", memory);
    return done(domains.setMemory(dom, memory, DomainModificationImpact.live));
  },
  domainSetMemoryFlags(call, { dom, memory, flags }) {
    const { domains } = call.driver;
    requireMemory("virDomainSetMemoryFlags", memory);
    return done(domains.setMemory(dom, memory, flags));
  },

  domainGetMaxVcpus: (call, { dom }) =>
    after(call.driver.domains.vcpus(dom, DomainVcpuFlags.live | DomainVcpuFlags.maximum), (num) => ({ num })),
  domainGetVcpusFlags(call, { dom, flags }) {
    const { domains } = call.driver;
    requireExclusive("virDomainGetVcpusFlags", flags, live, config);
    return after(domains.vcpus(dom, flags), (num) => ({ num }));
  },
  domainSetVcpus(call, { dom, nvcpus }) {
    const { domains } = call.driver;
    requireNonZero("virDomainSetVcpus", "nvcpus", nvcpus);
    return done(domains.setVcpus(dom, nvcpus, DomainModificationImpact.live));
  },
  domainSetVcpusFlags(call, { dom, nvcpus, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetVcpusFlags";
    requireFlag(api, flags, maximum, config);
    requireExclusive(api, flags, guest, config);
    requireNonZero(api, "nvcpus", nvcpus);
    return done(domains.setVcpus(dom, nvcpus, flags));
  },

  domainSetLifecycleAction(call, { dom, type, action, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetLifecycleAction";
    if (type >= DomainLifecycle.last) {
      throw libvirtError(ErrorDomain.domain, ErrorCode.invalidArg, `invalid lifecycle type '${type}'`);
    }
    if (action >= DomainLifecycleAction.last) {
      throw libvirtError(ErrorDomain.domain, ErrorCode.invalidArg, `invalid lifecycle action '${action}'`);
    }
    return done(supported(domains.setLifecycleAction, api)(dom, type, action, flags));
  },

  domainGetMetadata(call, { dom, type, uri, flags }) {
    const { domains } = call.driver;
    const api = "virDomainGetMetadata";
    requireExclusive(api, flags, live, config);
    if (type === DomainMetadataType.title || type === DomainMetadataType.description)
      requireNull(api, "uri", uri);
    else if (type === DomainMetadataType.element) requireNotNull(api, "uri", uri);
    return after(domains.metadata(dom, type, uri, flags), (metadata) => ({ metadata }));
  },
  domainSetMetadata(call, { dom, type, metadata, key, uri, flags }) {
    const { domains } = call.driver;
    const api = "virDomainSetMetadata";
    if (type === DomainMetadataType.title && metadata?.includes("\n")) {
      throw wrongArgument(ErrorDomain.domain, api, "metadata", "metadata title can't contain newlines");
    }
    if (type === DomainMetadataType.title || type === DomainMetadataType.description) {
      requireNull(api, "uri", uri);
      requireNull(api, "key", key);
    } else if (type === DomainMetadataType.element) {
      requireNotNull(api, "uri", uri);
      if (metadata !== null) requireNotNull(api, "key", key);
    }
    return done(domains.setMetadata(dom, { type, metadata, key, uri }, flags));
  },
};
