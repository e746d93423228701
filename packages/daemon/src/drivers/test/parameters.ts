// Parameters of the whole domain: scheduler, memory limits, NUMA placement, performance counters.

import {
  DomainMemoryParams,
  DomainNumaParams,
  DomainNumatuneMemMode,
  DomainSchedulerParams,
  TypedParameterFlags,
} from "@virtgate/protocol/constants";
import { formatBitmap, parseBitmap } from "../../definitions/bitmap.js";
import { EVENTS } from "../../definitions/domain/clock.js";
import { editSection, setPerfEvents, setSection } from "../../definitions/domain/edit.js";
import { NUMA_MODES, UNLIMITED_KIB } from "../../definitions/domain/tuning.js";
import {
  attribute,
  childNamed,
  childrenNamed,
  type DomainDefinition,
  element,
  textOf,
} from "../../definitions/index.js";
import { setChild } from "../../definitions/xml-tree.js";
import type { DomainParameters } from "../domain-parameters.js";
import { malformedBitmap, nodesetNeeded } from "../refusals.js";
import {
  booleanParameter,
  intParameter,
  requireParameters,
  textParameter,
  uintParameter,
  ullongParameter,
} from "../typed-parameters.js";
import { counted } from "./counted.js";
import type { DomainTable } from "./domain-table.js";
import { config, live, target } from "./impact.js";
import { invalidArgument, notValid, onlyFlags } from "./refusals.js";

type Parameters = Required<
  Pick<
    DomainParameters,
    | "schedulerType"
    | "schedulerParameters"
    | "setSchedulerParameters"
    | "memoryParameters"
    | "setMemoryParameters"
    | "numaParameters"
    | "setNumaParameters"
    | "perfEvents"
    | "setPerfEvents"
    | "launchSecurityInfo"
  >
>;

const readFlags = live | config | TypedParameterFlags.stringOkay;
const writeFlags = live | config;

/** The same for every domain, whatever it was set to. */
const schedulerWeight = 50;

const { hardLimit, softLimit, swapHardLimit } = DomainMemoryParams;

const limitOf = ({ sections }: DomainDefinition, name: string): bigint => {
  const text = textOf(childNamed(sections.memtune?.[0], name));
  return text === "" ? UNLIMITED_KIB : BigInt(text);
};

export function domainParameters(table: DomainTable): Parameters {
  return {
    schedulerType: () => ({ type: "fair", parameters: 1 }),

    schedulerParameters(ref, _room, flags) {
      onlyFlags("testDomainGetSchedulerParametersFlags", flags);
      table.find(ref);
      return [uintParameter(DomainSchedulerParams.weight, schedulerWeight)];
    },

    setSchedulerParameters(ref, parameters, flags) {
      onlyFlags("testDomainSetSchedulerParametersFlags", flags);
      requireParameters(parameters, { [DomainSchedulerParams.weight]: "uint" });
      table.find(ref);
    },

    memoryParameters(ref, room, flags) {
      onlyFlags("testDomainGetMemoryParameters", flags, readFlags);
      return counted(room, 3, () => {
        const definition = target(table.find(ref), flags);
        return [hardLimit, softLimit, swapHardLimit].map((name) =>
          ullongParameter(name, limitOf(definition, name)),
        );
      });
    },

    setMemoryParameters(ref, parameters, flags) {
      onlyFlags("testDomainSetMemoryParameters", flags, writeFlags);
      requireParameters(parameters, {
        [hardLimit]: "ullong",
        [softLimit]: "ullong",
        [swapHardLimit]: "ullong",
      });
      const domain = table.find(ref);
      const definition = target(domain, flags);
      const given = new Map(parameters.map(({ field, value }) => [field, BigInt(value.value)]));
      if (given.has(hardLimit) || given.has(swapHardLimit)) {
        // Compared with what the domain has now, even when its next definition is changed.
        const memory = given.get(hardLimit) ?? limitOf(domain.definition, hardLimit);
        const swap = given.get(swapHardLimit) ?? limitOf(domain.definition, swapHardLimit);
        if (memory > swap) {
          const rule = "must be lower than or equal to swap_hard_limit";
          throw invalidArgument(`memory hard_limit tunable value ${rule}`);
        }
      }
      editSection(definition, "memtune", (memtune) => {
        for (const [name, kib] of given) {
          setChild(memtune, name, element(name, { unit: "KiB" }, [String(shownLimit(kib))]));
        }
      });
    },

    numaParameters(ref, room, flags) {
      onlyFlags("testDomainGetNumaParameters", flags, readFlags);
      return counted(room, 2, () => {
        const { mode, nodeset } = numaMemory(target(table.find(ref), flags));
        return [
          intParameter(DomainNumaParams.mode, mode === undefined ? 0 : NUMA_MODES.indexOf(mode)),
          textParameter(DomainNumaParams.nodeset, nodeset ?? ""),
        ];
      });
    },

    setNumaParameters(ref, parameters, flags) {
      onlyFlags("testDomainSetNumaParameters", flags, writeFlags);
      requireParameters(parameters, { [DomainNumaParams.mode]: "int", [DomainNumaParams.nodeset]: "string" });
      const domain = table.find(ref);
      const definition = target(domain, flags);
      let mode: string | undefined;
      let nodeset: string | undefined;
      for (const { field, value } of parameters) {
        if (field === DomainNumaParams.mode) mode = numaMode(Number(value.value));
        else nodeset = numaNodeset(String(value.value));
      }
      const known = numaMemory(definition).mode;
      const running = domain.active && definition === domain.definition;
      if (running && mode !== undefined && known !== undefined && mode !== known) {
        throw notValid("can't change numatune mode for running domain");
      }
      setNumaMemory(definition, mode, nodeset);
    },

    perfEvents(ref, flags) {
      onlyFlags("testDomainGetPerfEvents", flags, readFlags);
      const events = perfEvents(target(table.find(ref), flags));
      return EVENTS.map((name) => booleanParameter(name, events.get(name) === "yes"));
    },

    setPerfEvents(ref, parameters, flags) {
      onlyFlags("testDomainSetPerfEvents", flags, writeFlags);
      requireParameters(parameters, Object.fromEntries(EVENTS.map((name) => [name, "boolean"] as const)));
      const definition = target(table.find(ref), flags);
      const events = perfEvents(definition);
      for (const { field, value } of parameters) events.set(field, Number(value.value) !== 0 ? "yes" : "no");
      setPerfEvents(definition, events);
    },

    launchSecurityInfo(_ref, flags) {
      onlyFlags("testDomainGetLaunchSecurityInfo", flags);
      return [];
    },
  };
}

/** What cannot be multiplied into bytes is no limit. */
const shownLimit = (kib: bigint): bigint => (kib < UNLIMITED_KIB ? kib : UNLIMITED_KIB);

function numaMode(mode: number): string {
  if (mode < 0 || mode >= DomainNumatuneMemMode.last) {
    throw invalidArgument(`unsupported numatune mode: '${mode}'`);
  }
  return NUMA_MODES[mode]!;
}

/** As many as libvirt keeps of the host's processors, which it also counts nodes by. */
const maxNodes = 16_384;

function numaNodeset(text: string): string {
  const set = parseBitmap(text, maxNodes);
  if (set === undefined) throw malformedBitmap(text);
  if (set.size === 0) throw notValid(`Invalid nodeset of 'numatune': ${text}`);
  return formatBitmap(set);
}

/** Where the memory of the whole guest comes from; nothing when no one has said. */
function numaMemory({ sections }: DomainDefinition): { mode?: string; nodeset?: string } {
  const memory = childNamed(sections.numatune?.[0], "memory");
  if (memory === undefined) return {};
  const nodeset = attribute(memory, "nodeset");
  return { mode: attribute(memory, "mode") ?? "strict", ...(nodeset !== undefined && { nodeset }) };
}

function setNumaMemory(
  definition: DomainDefinition,
  mode: string | undefined,
  nodeset: string | undefined,
): void {
  if (mode === undefined && nodeset === undefined) return;
  const numatune = definition.sections.numatune?.[0] ?? element("numatune");
  const known = childNamed(numatune, "memory");
  const chosen = mode ?? attribute(known, "mode") ?? "strict";
  const nodes = nodeset ?? attribute(known, "nodeset");
  // Where the user did not say so, memory follows the processors.
  const automatic = known === undefined ? definition.vcpuPlacement !== "static" : nodes === undefined;
  if (nodes === undefined && !automatic) throw nodesetNeeded();
  const placement = nodes === undefined ? { placement: "auto" } : { nodeset: nodes };
  const memory = element("memory", { mode: chosen, ...placement });
  const others = childrenNamed(numatune, "memnode");
  setSection(definition, "numatune", element("numatune", {}, [memory, ...others]));
}

/** Event -> "yes" or "no", of those that the definition names. */
function perfEvents({ sections }: DomainDefinition): Map<string, string> {
  const perf = sections.perf?.[0] ?? element("perf");
  return new Map(
    childrenNamed(perf, "event").map((event) => [attribute(event, "name")!, attribute(event, "enabled")!]),
  );
}
