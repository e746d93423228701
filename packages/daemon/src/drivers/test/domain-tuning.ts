// Memory, processors and the words that describe a domain: changed now, for the next start, or both.

import {
  DomainLifecycle,
  DomainLifecycleAction,
  DomainMemoryModFlags,
  DomainMetadataType,
  DomainVcpuFlags,
} from "@virtgate/protocol/constants";
import { LIFECYCLE } from "../../definitions/domain/clock.js";
import { setSection } from "../../definitions/domain/edit.js";
import { hasMemballoon, setStatsPeriod } from "../../definitions/domain/memballoon.js";
import { childNamed, type DomainDefinition, element } from "../../definitions/index.js";
import type { DomainTuning, MetadataChange } from "../driver.js";
import { noMetadata, unknownMetadata, unsupportedAction } from "../refusals.js";
import type { DomainTable } from "./domain-table.js";
import { config, live, target, targets } from "./impact.js";
import { readMetadata, replaceMetadata } from "./metadata.js";
import { internal, invalidArgument, notValid, onlyFlags } from "./refusals.js";
import { setMaxVcpus, setVcpus } from "./vcpu-count.js";

/** As much as the host offers to one guest. */
export const maxVcpusPerDomain = 32;

const requireVcpus = (count: number, definition: DomainDefinition | undefined) => {
  if (definition === undefined || count <= definition.maxVcpus) return;
  throw invalidArgument(`requested cpu amount exceeds maximum (${count | 0} > ${definition.maxVcpus})`);
};

/** The memory of such a guest is the sum of its cells. */
const hasNumaCells = ({ sections }: DomainDefinition) => childNamed(sections.cpu?.[0], "numa") !== undefined;

/** By virDomainLifecycle. */
const endings = ["on_poweroff", "on_reboot", "on_crash"] as const;

/** Only who has crashed leaves something to be looked at. */
const actionAllowed = (type: number, action: number) =>
  type === DomainLifecycle.crash || action < DomainLifecycleAction.coredumpDestroy;

export function domainTuning(table: DomainTable): Required<DomainTuning> {
  return {
    maxMemoryKiB: (ref) => table.find(ref).definition.memoryKiB,

    setMemory(ref, memoryKiB, flags) {
      onlyFlags("testDomainSetMemoryFlags", flags, live | config | DomainMemoryModFlags.maximum);
      const domain = table.find(ref);
      const definition = target(domain, flags);
      if ((flags & DomainMemoryModFlags.maximum) !== 0) {
        if (domain.active && definition === domain.definition) {
          throw notValid("cannot resize the maximum memory on an active domain");
        }
        if (hasNumaCells(definition)) {
          throw notValid("initial memory size of a domain with NUMA nodes cannot be modified with this API");
        }
        definition.memoryKiB = memoryKiB;
        if (definition.currentMemoryKiB > memoryKiB) definition.currentMemoryKiB = memoryKiB;
      } else {
        if (memoryKiB > definition.memoryKiB)
          throw invalidArgument("cannot set memory higher than max memory");
        definition.currentMemoryKiB = memoryKiB;
      }
    },

    vcpus(ref, flags) {
      onlyFlags("testDomainGetVcpusFlags", flags, live | config | DomainVcpuFlags.maximum);
      const definition = target(table.find(ref), flags);
      return (flags & DomainVcpuFlags.maximum) !== 0 ? definition.maxVcpus : definition.vcpus;
    },

    setVcpus(ref, count, flags) {
      onlyFlags("testDomainSetVcpusFlags", flags, live | config | DomainVcpuFlags.maximum);
      if (count > maxVcpusPerDomain) {
        const amount = `(${count | 0} > ${maxVcpusPerDomain})`;
        throw invalidArgument(`requested cpu amount exceeds maximum supported amount ${amount}`);
      }
      const chosen = targets(table.find(ref), flags);
      if ((flags & DomainVcpuFlags.maximum) !== 0) {
        // The public function has made sure that this is about the next start only.
        if (chosen.config !== undefined) setMaxVcpus(chosen.config, count);
        return;
      }
      requireVcpus(count, chosen.live);
      requireVcpus(count, chosen.config);
      if (chosen.live !== undefined) setVcpus(chosen.live, count);
      if (chosen.config !== undefined) setVcpus(chosen.config, count);
    },

    metadata(ref, type, uri, flags) {
      onlyFlags("testDomainGetMetadata", flags, live | config);
      const domain = table.find(ref);
      if (type >= DomainMetadataType.last) throw unknownMetadata(type);
      const definition = target(domain, flags);
      let found: string | undefined;
      if (type === DomainMetadataType.description) found = definition.description;
      else if (type === DomainMetadataType.title) found = definition.title;
      else if (type === DomainMetadataType.element) found = readMetadata(definition.metadata, uri ?? "");
      if (found === undefined) throw noMetadata();
      return found;
    },

    setMetadata(ref, change, flags) {
      onlyFlags("testDomainSetMetadata", flags, live | config);
      const domain = table.find(ref);
      if (change.type >= DomainMetadataType.last) throw unknownMetadata(change.type);
      const chosen = targets(domain, flags);
      for (const definition of [chosen.live, chosen.config]) {
        if (definition === undefined) continue;
        if (change.type === DomainMetadataType.description)
          setText(definition, "description", change.metadata);
        else if (change.type === DomainMetadataType.title) setText(definition, "title", change.metadata);
        else if (change.type === DomainMetadataType.element) setElement(definition, change);
      }
      table.events.raise({ kind: "metadataChange", domain: domain.ref, type: change.type, uri: change.uri });
    },

    setMemoryStatsPeriod(ref, seconds, flags) {
      onlyFlags("testDomainSetMemoryStatsPeriod", flags, live | config);
      const definition = target(table.find(ref), flags);
      if (!hasMemballoon(definition)) {
        throw internal("No memory balloon device configured, can not set the collection period");
      }
      setStatsPeriod(definition, seconds);
    },

    setLifecycleAction(ref, type, action, flags) {
      onlyFlags("testDomainSetLifecycleAction", flags, live | config);
      const name = endings[type]!;
      const word = LIFECYCLE[action]!;
      if (!actionAllowed(type, action)) throw unsupportedAction(name.slice("on_".length), word);
      const chosen = targets(table.find(ref), flags);
      for (const definition of [chosen.live, chosen.config]) {
        if (definition !== undefined) setSection(definition, name, element(name, {}, [word]));
      }
    },
  };
}

function setText(definition: DomainDefinition, field: "description" | "title", text: string | null): void {
  if (text === null || text === "") delete definition[field];
  else definition[field] = text;
}

function setElement(definition: DomainDefinition, change: MetadataChange): void {
  const metadata = replaceMetadata(definition.metadata, change);
  if (metadata !== undefined) definition.metadata = metadata;
}
