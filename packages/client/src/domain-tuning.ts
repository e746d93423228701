// Processors, memory and limits of a domain.

import { remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { DomainDevices } from "./domain-devices.js";
import {
  fromTypedParameters,
  type ParameterChanges,
  type Parameters,
  toTypedParameters,
} from "./typed-parameters.js";

const { calls } = remote;

export interface VcpuInfo {
  readonly number: number;
  /** One of VcpuState. */
  readonly state: number;
  readonly cpuTimeNs: bigint;
  /** The host's processor that it runs on. */
  readonly cpu: number;
}

export abstract class DomainTuning extends DomainDevices {
  async maxVcpus(options?: CallOptions): Promise<number> {
    return (await this.invoke(calls.domainGetMaxVcpus, { dom: this.ref }, options)).num;
  }

  async vcpusFlags(flags: number, options?: CallOptions): Promise<number> {
    return (await this.invoke(calls.domainGetVcpusFlags, { dom: this.ref, flags }, options)).num;
  }

  async setVcpus(count: number, flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, nvcpus: count, flags };
    await this.invoke(calls.domainSetVcpusFlags, args, options);
  }

  async setMemory(memoryKiB: number, flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, memory: BigInt(memoryKiB), flags };
    await this.invoke(calls.domainSetMemoryFlags, args, options);
  }

  async vcpus(
    maxInfo: number,
    mapBytes: number,
    options?: CallOptions,
  ): Promise<{ info: VcpuInfo[]; cpumaps: Uint8Array }> {
    const args = { dom: this.ref, maxinfo: maxInfo, maplen: mapBytes };
    const { info, cpumaps } = await this.invoke(calls.domainGetVcpus, args, options);
    return { info: info.map(({ cpuTime, ...vcpu }) => ({ ...vcpu, cpuTimeNs: cpuTime })), cpumaps };
  }

  async pinVcpu(vcpu: number, cpumap: Uint8Array, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainPinVcpuFlags, { dom: this.ref, vcpu, cpumap, flags }, options);
  }

  /** KiB and counts by DomainMemoryStatTags. */
  async memoryStats(options?: CallOptions): Promise<ReadonlyMap<number, bigint>> {
    const args = { dom: this.ref, maxStats: 1024, flags: 0 };
    const { stats } = await this.invoke(calls.domainMemoryStats, args, options);
    return new Map(stats.map(({ tag, val }) => [tag, val]));
  }

  async schedulerParameters(
    flags = 0,
    options?: CallOptions,
  ): Promise<{ type: string; parameters: Parameters }> {
    const { type, nparams } = await this.invoke(calls.domainGetSchedulerType, { dom: this.ref }, options);
    const args = { dom: this.ref, nparams };
    // The older procedure where it is enough, as virsh does: the test driver knows only that one.
    const { params } =
      flags === 0
        ? await this.invoke(calls.domainGetSchedulerParameters, args, options)
        : await this.invoke(calls.domainGetSchedulerParametersFlags, { ...args, flags }, options);
    return { type, parameters: fromTypedParameters(params) };
  }

  async setSchedulerParameters(changes: ParameterChanges, flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, params: toTypedParameters(changes), flags };
    await this.invoke(calls.domainSetSchedulerParametersFlags, args, options);
  }

  // The number of parameters is asked first, as libvirt's own clients do.

  async memoryParameters(flags = 0, options?: CallOptions): Promise<Parameters> {
    const args = { dom: this.ref, flags };
    const { nparams } = await this.invoke(calls.domainGetMemoryParameters, { ...args, nparams: 0 }, options);
    const { params } = await this.invoke(calls.domainGetMemoryParameters, { ...args, nparams }, options);
    return fromTypedParameters(params);
  }

  async setMemoryParameters(changes: ParameterChanges, flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, params: toTypedParameters(changes), flags };
    await this.invoke(calls.domainSetMemoryParameters, args, options);
  }

  async blkioParameters(flags = 0, options?: CallOptions): Promise<Parameters> {
    const args = { dom: this.ref, flags };
    const { nparams } = await this.invoke(calls.domainGetBlkioParameters, { ...args, nparams: 0 }, options);
    const { params } = await this.invoke(calls.domainGetBlkioParameters, { ...args, nparams }, options);
    return fromTypedParameters(params);
  }

  async setBlkioParameters(changes: ParameterChanges, flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, params: toTypedParameters(changes), flags };
    await this.invoke(calls.domainSetBlkioParameters, args, options);
  }

  async numaParameters(flags = 0, options?: CallOptions): Promise<Parameters> {
    const args = { dom: this.ref, flags };
    const { nparams } = await this.invoke(calls.domainGetNumaParameters, { ...args, nparams: 0 }, options);
    const { params } = await this.invoke(calls.domainGetNumaParameters, { ...args, nparams }, options);
    return fromTypedParameters(params);
  }

  async setNumaParameters(changes: ParameterChanges, flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, params: toTypedParameters(changes), flags };
    await this.invoke(calls.domainSetNumaParameters, args, options);
  }

  /** The statistics of `connectGetAllDomainStats` for this domain, by libvirt's names. */
  async stats(stats = 0, flags = 0, options?: CallOptions): Promise<Parameters> {
    const args = { doms: [this.ref], stats, flags };
    const { retStats } = await this.invoke(calls.connectGetAllDomainStats, args, options);
    return fromTypedParameters(retStats[0]?.params ?? []);
  }

  async jobStats(flags = 0, options?: CallOptions): Promise<{ type: number; stats: Parameters }> {
    const { type, params } = await this.invoke(calls.domainGetJobStats, { dom: this.ref, flags }, options);
    return { type, stats: fromTypedParameters(params) };
  }

  async abortJob(options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainAbortJob, { dom: this.ref }, options);
  }
}
