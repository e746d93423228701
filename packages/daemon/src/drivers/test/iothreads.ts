// I/O threads: which there are, where they may run, and how long they wait for work before they sleep.

import type { TypedParam } from "@virtgate/protocol";
import { DomainIothreadParams } from "@virtgate/protocol/constants";
import { bitmapOfBytes, bytesOfBitmap } from "../../definitions/bitmap.js";
import {
  addIothread,
  commonCpus,
  iothreadIds,
  nameIothreads,
  pinnedCpus,
  pinThread,
  removeIothread,
} from "../../definitions/domain/threads.js";
import { attribute, childNamed, type DomainDefinition } from "../../definitions/index.js";
import type { DomainThreads } from "../domain-threads.js";
import { cannotFindIothread, iothreadInUse, iothreadTaken } from "../refusals.js";
import { requireParameters } from "../typed-parameters.js";
import type { DomainTable } from "./domain-table.js";
import { config, live, target } from "./impact.js";
import { invalidArgument, onlyFlags, unexplained } from "./refusals.js";

type Iothreads = Required<
  Pick<
    DomainThreads,
    "iothreads" | "pinIothread" | "addIothread" | "removeIothread" | "setIothreadParameters"
  >
>;

/** What an I/O thread has been told about waiting. Kept for threads that were added to the domain. */
export interface IothreadPolling {
  readonly id: number;
  maxNs: bigint;
  grow: number;
  shrink: number;
}

const defaultMaxNs = 32_768n;

/** A set that was read from a document has room for all processors that libvirt can name. */
const wholeMapBytes = 2_048;

const allCpus = (count: number) => new Set(Array.from({ length: count }, (_, at) => at));

function requireId(id: number): void {
  if (id === 0) throw invalidArgument("invalid value of 0 for iothread_id");
}

/** A thread that devices use stays. */
function requireUnused({ devices }: DomainDefinition, id: number): void {
  const uses = (driver: ReturnType<typeof childNamed>) => attribute(driver, "iothread") === String(id);
  const disk = devices.disk.find((one) => uses(childNamed(one, "driver")));
  if (disk !== undefined) throw iothreadInUse(id, attribute(childNamed(disk, "target"), "dev"));
  if (devices.controller.some((one) => uses(childNamed(one, "driver")))) throw iothreadInUse(id, undefined);
}

export function domainIothreads(table: DomainTable): Iothreads {
  return {
    iothreads(ref, flags) {
      onlyFlags("testDomainGetIOThreadInfo", flags, live | config);
      const definition = target(table.find(ref), flags);
      return iothreadIds(definition).map((id) => {
        const cpus = pinnedCpus(definition, "iothreadpin", id) ?? commonCpus(definition);
        return cpus === undefined
          ? { id, cpus: bytesOfBitmap(allCpus(definition.vcpus), Math.ceil(definition.vcpus / 8)) }
          : { id, cpus: bytesOfBitmap(cpus, wholeMapBytes) };
      });
    },

    pinIothread(ref, id, cpus, flags) {
      onlyFlags("testDomainPinIOThread", flags, live | config);
      const definition = target(table.find(ref), flags);
      const set = bitmapOfBytes(cpus);
      if (set.size === 0) throw invalidArgument("Empty iothread cpumap list for pinning");
      if (!iothreadIds(definition).includes(id)) throw invalidArgument(`iothreadid ${id | 0} not found`);
      nameIothreads(definition);
      pinThread(definition, "iothreadpin", id, set);
    },

    addIothread(ref, id, flags) {
      onlyFlags("testDomainAddIOThread", flags, live | config);
      requireId(id);
      const domain = table.find(ref);
      const definition = target(domain, flags);
      if (iothreadIds(definition).includes(id)) throw iothreadTaken(id);
      addIothread(definition, id);
      domain.polling.push({ id, maxNs: defaultMaxNs, grow: 0, shrink: 0 });
    },

    removeIothread(ref, id, flags) {
      onlyFlags("testDomainDelIOThread", flags, live | config);
      requireId(id);
      const domain = table.find(ref);
      const definition = target(domain, flags);
      if (!iothreadIds(definition).includes(id)) throw cannotFindIothread(id);
      requireUnused(definition, id);
      removeIothread(definition, id);
      const at = domain.polling.findIndex((known) => known.id === id);
      if (at >= 0) domain.polling.splice(at, 1);
    },

    setIothreadParameters(ref, id, parameters, flags) {
      onlyFlags("testDomainSetIOThreadParams", flags, live);
      requireId(id);
      const domain = table.find(ref);
      const definition = target(domain, flags);
      if (!iothreadIds(definition).includes(id))
        throw invalidArgument(`cannot find IOThread '${id}' in iothreadids`);
      const polling = domain.polling.find((known) => known.id === id);
      // libvirt fails without a word for threads that the definition brought.
      if (polling === undefined) throw unexplained();
      setPolling(polling, parameters);
    },
  };
}

function setPolling(polling: IothreadPolling, parameters: readonly TypedParam[]): void {
  const { pollMaxNs, pollGrow, pollShrink } = DomainIothreadParams;
  requireParameters(parameters, { [pollMaxNs]: "ullong", [pollGrow]: "uint", [pollShrink]: "uint" });
  for (const { field, value } of parameters) {
    if (field === pollMaxNs) polling.maxNs = BigInt(value.value);
    else if (field === pollGrow) polling.grow = Number(value.value);
    else polling.shrink = Number(value.value);
  }
}
