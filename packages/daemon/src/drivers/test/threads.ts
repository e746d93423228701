// Virtual processors and the emulator, and the host's processors that they are pinned to.

import { VcpuState } from "@virtgate/protocol/constants";
import { bitmapOfBytes, bytesOfBitmap } from "../../definitions/bitmap.js";
import {
  commonCpus,
  emulatorCpus,
  isVcpuOnline,
  pinEmulator,
  pinnedCpus,
  pinThread,
} from "../../definitions/domain/threads.js";
import type { DomainDefinition } from "../../definitions/index.js";
import type { DomainThreads } from "../domain-threads.js";
import type { DomainTable } from "./domain-table.js";
import type { TestNode } from "./host.js";
import { config, live, target } from "./impact.js";
import { invalidArgument, notValid, onlyFlags } from "./refusals.js";

type Pinning = Required<
  Pick<DomainThreads, "vcpuStates" | "vcpuPins" | "pinVcpu" | "emulatorPin" | "pinEmulator">
>;

const range = (count: number) => Array.from({ length: count }, (_, at) => at);

/** As `g_get_real_time` counts: microseconds since 1970. */
const nowUs = () => BigInt(Date.now()) * 1000n;

export function domainThreads(table: DomainTable, node: TestNode): Pinning {
  const allCpus = new Set(range(node.nodes * node.sockets * node.cores * node.threads));
  const vcpuCpus = (definition: DomainDefinition, id: number) =>
    pinnedCpus(definition, "vcpupin", id) ?? commonCpus(definition) ?? allCpus;

  return {
    vcpuStates(ref, count, mapBytes) {
      const { active, definition } = table.find(ref);
      if (!active) throw notValid("cannot list vcpus for an inactive domain");
      const shown = range(Math.min(count, definition.vcpus));
      // Nothing computes here: the time only has to grow.
      const cpuTimeNs = nowUs() / 10n;
      const off = { number: 0, state: VcpuState.offline, cpuTimeNs: 0n, cpu: 0 };
      return {
        states: shown.map((id) => {
          if (!isVcpuOnline(definition, id)) return off;
          const cpus = vcpuCpus(definition, id);
          return { number: id, state: VcpuState.running, cpuTimeNs, cpu: Math.max(-1, ...cpus) };
        }),
        pins: shown.map((id) =>
          bytesOfBitmap(isVcpuOnline(definition, id) ? vcpuCpus(definition, id) : [], mapBytes),
        ),
      };
    },

    // libvirt looks at no flags here but those that choose the definition.
    vcpuPins(ref, count, mapBytes, flags) {
      const definition = target(table.find(ref), flags);
      return range(Math.min(count, definition.maxVcpus)).map((id) =>
        bytesOfBitmap(vcpuCpus(definition, id), mapBytes),
      );
    },

    pinVcpu(ref, vcpu, cpus, flags) {
      onlyFlags("testDomainPinVcpuFlags", flags);
      const { active, definition } = table.find(ref);
      if (!active) throw notValid("cannot pin vcpus on an inactive domain");
      if (!isVcpuOnline(definition, vcpu)) {
        throw invalidArgument(`requested vcpu '${vcpu | 0}' is not present in the domain`);
      }
      pinThread(definition, "vcpupin", vcpu, bitmapOfBytes(cpus));
    },

    emulatorPin(ref, mapBytes, flags) {
      onlyFlags("testDomainGetEmulatorPinInfo", flags, live | config);
      const definition = target(table.find(ref), flags);
      return bytesOfBitmap(emulatorCpus(definition) ?? commonCpus(definition) ?? allCpus, mapBytes);
    },

    pinEmulator(ref, cpus, flags) {
      onlyFlags("testDomainPinEmulator", flags, live | config);
      const definition = target(table.find(ref), flags);
      const set = bitmapOfBytes(cpus);
      if (set.size === 0) throw invalidArgument("Empty cpu list for pinning");
      pinEmulator(definition, set);
    },
  };
}
