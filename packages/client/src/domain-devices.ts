// Devices of a domain: changing them, and the counters of disks and network interfaces.

import { remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { DomainReference } from "./domain-reference.js";
import {
  fromTypedParameters,
  type ParameterChanges,
  type Parameters,
  toTypedParameters,
} from "./typed-parameters.js";

const { calls } = remote;

export interface BlockInfo {
  readonly allocationBytes: number;
  readonly capacityBytes: number;
  readonly physicalBytes: number;
}

export interface BlockJobInfo {
  /** One of DomainBlockJobType. */
  readonly type: number;
  readonly bandwidth: bigint;
  readonly cur: bigint;
  readonly end: bigint;
}

/** A counter that the hypervisor does not keep is -1. */
export type Counters<Name extends string> = { readonly [N in Name]: bigint };

export abstract class DomainDevices extends DomainReference {
  async attachDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainAttachDeviceFlags, { dom: this.ref, xml, flags }, options);
  }

  async detachDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainDetachDeviceFlags, { dom: this.ref, xml, flags }, options);
  }

  async updateDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainUpdateDeviceFlags, { dom: this.ref, xml, flags }, options);
  }

  /** `device` is the name on the host, "vnet0". */
  interfaceStats(
    device: string,
    options?: CallOptions,
  ): Promise<
    Counters<"rxBytes" | "rxPackets" | "rxErrs" | "rxDrop" | "txBytes" | "txPackets" | "txErrs" | "txDrop">
  > {
    return this.invoke(calls.domainInterfaceStats, { dom: this.ref, device }, options);
  }

  async interfaceParameters(device: string, flags = 0, options?: CallOptions): Promise<Parameters> {
    const args = { dom: this.ref, device, flags };
    const procedure = calls.domainGetInterfaceParameters;
    const { nparams } = await this.invoke(procedure, { ...args, nparams: 0 }, options);
    const { params } = await this.invoke(procedure, { ...args, nparams }, options);
    return fromTypedParameters(params);
  }

  async setInterfaceParameters(
    device: string,
    changes: ParameterChanges,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    const args = { dom: this.ref, device, params: toTypedParameters(changes), flags };
    await this.invoke(calls.domainSetInterfaceParameters, args, options);
  }

  // --- disks: `disk` is the target ("vda") or the source path

  blockStats(
    disk: string,
    options?: CallOptions,
  ): Promise<Counters<"rdReq" | "rdBytes" | "wrReq" | "wrBytes" | "errs">> {
    return this.invoke(calls.domainBlockStats, { dom: this.ref, path: disk }, options);
  }

  async blockStatsFlags(disk: string, flags = 0, options?: CallOptions): Promise<Parameters> {
    const args = { dom: this.ref, path: disk, flags };
    const { nparams } = await this.invoke(calls.domainBlockStatsFlags, { ...args, nparams: 0 }, options);
    const { params } = await this.invoke(calls.domainBlockStatsFlags, { ...args, nparams }, options);
    return fromTypedParameters(params);
  }

  async blockInfo(disk: string, options?: CallOptions): Promise<BlockInfo> {
    const args = { dom: this.ref, path: disk, flags: 0 };
    const { allocation, capacity, physical } = await this.invoke(calls.domainGetBlockInfo, args, options);
    return {
      allocationBytes: Number(allocation),
      capacityBytes: Number(capacity),
      physicalBytes: Number(physical),
    };
  }

  /** The size is in KiB, or in bytes with DomainBlockResizeFlags.bytes. */
  async blockResize(disk: string, size: number | bigint, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainBlockResize, { dom: this.ref, disk, size: BigInt(size), flags }, options);
  }

  async blockPeek(
    disk: string,
    offset: number | bigint,
    size: number,
    options?: CallOptions,
  ): Promise<Uint8Array> {
    const args = { dom: this.ref, path: disk, offset: BigInt(offset), size, flags: 0 };
    return (await this.invoke(calls.domainBlockPeek, args, options)).buffer;
  }

  async blockIoTune(disk: string, flags = 0, options?: CallOptions): Promise<Parameters> {
    const args = { dom: this.ref, disk, flags };
    const { nparams } = await this.invoke(calls.domainGetBlockIoTune, { ...args, nparams: 0 }, options);
    const { params } = await this.invoke(calls.domainGetBlockIoTune, { ...args, nparams }, options);
    return fromTypedParameters(params);
  }

  async setBlockIoTune(
    disk: string,
    changes: ParameterChanges,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    const args = { dom: this.ref, disk, params: toTypedParameters(changes), flags };
    await this.invoke(calls.domainSetBlockIoTune, args, options);
  }

  /** Null when no job runs on this disk. */
  async blockJobInfo(disk: string, flags = 0, options?: CallOptions): Promise<BlockJobInfo | null> {
    const args = { dom: this.ref, path: disk, flags };
    const { found, ...info } = await this.invoke(calls.domainGetBlockJobInfo, args, options);
    return found === 0 ? null : info;
  }

  async blockJobAbort(disk: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainBlockJobAbort, { dom: this.ref, path: disk, flags }, options);
  }

  async blockPull(disk: string, bandwidth = 0n, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainBlockPull, { dom: this.ref, path: disk, bandwidth, flags }, options);
  }

  async blockCommit(
    disk: string,
    { base = null, top = null, bandwidth = 0n, flags = 0 }: BlockCommit = {},
    options?: CallOptions,
  ): Promise<void> {
    await this.invoke(calls.domainBlockCommit, { dom: this.ref, disk, base, top, bandwidth, flags }, options);
  }
}

/** Which part of a backing chain is merged down. */
export interface BlockCommit {
  readonly base?: string | null;
  readonly top?: string | null;
  readonly bandwidth?: bigint;
  readonly flags?: number;
}
