// What can be tuned about a domain as libvirt's typed parameters: scheduling, disks, memory, NUMA, network cards,
// performance counters. The names of the parameters are those of libvirt's public constants.

import type { TypedParam } from "@virtgate/protocol";
import type { DomainRef, MaybePromise } from "./driver.js";

/**
 * Parameters, or how many there are. A caller who has room for none asks for the number: libvirt answers it without
 * looking for the domain.
 */
export type Counted = number | readonly TypedParam[];

export type ReadParameters = (domain: DomainRef, room: number, flags: number) => MaybePromise<Counted>;
export type WriteParameters = (
  domain: DomainRef,
  parameters: readonly TypedParam[],
  flags: number,
) => MaybePromise<void>;

export interface DomainParameters {
  schedulerType?(domain: DomainRef): MaybePromise<{ readonly type: string; readonly parameters: number }>;
  schedulerParameters?: ReadParameters;
  setSchedulerParameters?: WriteParameters;
  blkioParameters?: ReadParameters;
  setBlkioParameters?: WriteParameters;
  memoryParameters?: ReadParameters;
  setMemoryParameters?: WriteParameters;
  numaParameters?: ReadParameters;
  setNumaParameters?: WriteParameters;
  perfEvents?(domain: DomainRef, flags: number): MaybePromise<readonly TypedParam[]>;
  setPerfEvents?: WriteParameters;
  launchSecurityInfo?(domain: DomainRef, flags: number): MaybePromise<readonly TypedParam[]>;

  /** `device` is the name of a network card or its MAC address. */
  interfaceParameters?(domain: DomainRef, device: string, room: number, flags: number): MaybePromise<Counted>;
  setInterfaceParameters?(
    domain: DomainRef,
    device: string,
    parameters: readonly TypedParam[],
    flags: number,
  ): MaybePromise<void>;

  /** `disk` is the name of its target, or the path of its source. */
  blockIoTune?(domain: DomainRef, disk: string, room: number, flags: number): MaybePromise<Counted>;
  setBlockIoTune?(
    domain: DomainRef,
    disk: string,
    parameters: readonly TypedParam[],
    flags: number,
  ): MaybePromise<void>;
}
