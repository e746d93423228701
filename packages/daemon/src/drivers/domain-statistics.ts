// What is counted while a domain runs.

import type { TypedParam } from "@virtgate/protocol";
import type { DomainRef, MaybePromise } from "./driver.js";

/** Requests, and bytes moved by them; `errors` is -1 where nobody counts them. */
export interface BlockStatistics {
  readonly readRequests: bigint;
  readonly readBytes: bigint;
  readonly writeRequests: bigint;
  readonly writeBytes: bigint;
  readonly errors: bigint;
}

export interface BlockInfo {
  readonly allocationBytes: bigint;
  readonly capacityBytes: bigint;
  readonly physicalBytes: bigint;
}

interface Traffic {
  readonly bytes: bigint;
  readonly packets: bigint;
  readonly errors: bigint;
  readonly drops: bigint;
}

export interface InterfaceStatistics {
  readonly received: Traffic;
  readonly sent: Traffic;
}

/** Statistics of processors: for each that was asked for its parameters. */
export type CpuStatistics = number | readonly (readonly TypedParam[])[];

export interface DomainStatistics {
  blockStats?(domain: DomainRef, path: string): MaybePromise<BlockStatistics>;
  blockInfo?(domain: DomainRef, path: string, flags: number): MaybePromise<BlockInfo>;
  interfaceStats?(domain: DomainRef, device: string): MaybePromise<InterfaceStatistics>;
  /** By virDomainMemoryStatTags, in KiB or as the tag says; at most `max`. */
  memoryStats?(
    domain: DomainRef,
    max: number,
    flags: number,
  ): MaybePromise<readonly { readonly tag: number; readonly value: bigint }[]>;
  /**
   * `first` -1: all processors together. Without room for parameters the answer is how many there are for each
   * processor, and without processors how many processors.
   */
  cpuStats?(
    domain: DomainRef,
    range: { readonly first: number; readonly count: number; readonly room: number },
    flags: number,
  ): MaybePromise<CpuStatistics>;
  /** virDomainDiskErrorCode of the disks that have failed; a number when there is room for none. */
  diskErrors?(
    domain: DomainRef,
    room: number,
    flags: number,
  ): MaybePromise<number | readonly { readonly disk: string; readonly error: number }[]>;
  /** Groups of virDomainStatsTypes of these domains, or of all when none is named. */
  allStats?(
    domains: readonly DomainRef[],
    groups: number,
    flags: number,
  ): MaybePromise<readonly { readonly domain: DomainRef; readonly parameters: readonly TypedParam[] }[]>;
}
