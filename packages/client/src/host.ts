// The machine that the hypervisor runs on.

import { remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { RemoteObject } from "./object.js";
import { fromTypedParameters, type Parameters } from "./typed-parameters.js";

const { calls } = remote;

export interface NodeInfo {
  readonly model: string;
  readonly memoryKiB: number;
  readonly cpus: number;
  readonly mhz: number;
  readonly nodes: number;
  readonly sockets: number;
  readonly cores: number;
  readonly threads: number;
}

/** "9.0.0" of libvirt's 9000000. */
export function formatVersion(version: bigint | number): string {
  const number = Number(version);
  return `${Math.floor(number / 1_000_000)}.${Math.floor(number / 1000) % 1000}.${number % 1000}`;
}

/** Text in an array of C chars, which ends at the first zero. */
function fromChars(chars: readonly number[]): string {
  const end = chars.indexOf(0);
  return Buffer.from(chars.slice(0, end < 0 ? chars.length : end)).toString();
}

export class Host extends RemoteObject {
  async hostname(options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.connectGetHostname, {}, options)).hostname;
  }

  /** The hypervisor's kind: "QEMU", "TEST". */
  async type(options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.connectGetType, {}, options)).type;
  }

  /** The hypervisor's version. */
  async version(options?: CallOptions): Promise<string> {
    return formatVersion((await this.invoke(calls.connectGetVersion, {}, options)).hvVer);
  }

  /** The version of libvirt on the server. */
  async libVersion(options?: CallOptions): Promise<string> {
    return formatVersion((await this.invoke(calls.connectGetLibVersion, {}, options)).libVer);
  }

  async capabilities(options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.connectGetCapabilities, {}, options)).capabilities;
  }

  async domainCapabilities(
    of: {
      readonly emulatorbin?: string;
      readonly arch?: string;
      readonly machine?: string;
      readonly virttype?: string;
    } = {},
    options?: CallOptions,
  ): Promise<string> {
    const { emulatorbin = null, arch = null, machine = null, virttype = null } = of;
    const args = { emulatorbin, arch, machine, virttype, flags: 0 };
    return (await this.invoke(calls.connectGetDomainCapabilities, args, options)).capabilities;
  }

  async sysinfo(options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.connectGetSysinfo, { flags: 0 }, options)).sysinfo;
  }

  async maxVcpus(type: string | null = null, options?: CallOptions): Promise<number> {
    return (await this.invoke(calls.connectGetMaxVcpus, { type }, options)).maxVcpus;
  }

  async isSecure(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.connectIsSecure, {}, options)).secure === 1;
  }

  async nodeInfo(options?: CallOptions): Promise<NodeInfo> {
    const { model, memory, ...counts } = await this.invoke(calls.nodeGetInfo, {}, options);
    return { model: fromChars(model), memoryKiB: Number(memory), ...counts };
  }

  async freeMemoryBytes(options?: CallOptions): Promise<number> {
    return Number((await this.invoke(calls.nodeGetFreeMemory, {}, options)).freeMem);
  }

  async cellsFreeMemoryBytes(startCell: number, maxCells: number, options?: CallOptions): Promise<number[]> {
    const args = { startCell, maxcells: maxCells };
    return (await this.invoke(calls.nodeGetCellsFreeMemory, args, options)).cells.map(Number);
  }

  /** Which processors there are and which of them are on; one entry each. */
  async cpuMap(options?: CallOptions): Promise<boolean[]> {
    const args = { needMap: 1, needOnline: 1, flags: 0 };
    const { cpumap, ret } = await this.invoke(calls.nodeGetCpuMap, args, options);
    return Array.from({ length: ret }, (_, cpu) => ((cpumap[cpu >> 3] ?? 0) & (1 << (cpu & 7))) !== 0);
  }

  /** Nanoseconds by kind of work; of one processor, or of all of them (-1). */
  async cpuStats(cpu = -1, options?: CallOptions): Promise<{ readonly [name: string]: bigint }> {
    const args = { cpuNum: cpu, flags: 0 };
    const { nparams } = await this.invoke(calls.nodeGetCpuStats, { ...args, nparams: 0 }, options);
    const { params } = await this.invoke(calls.nodeGetCpuStats, { ...args, nparams }, options);
    return Object.fromEntries(params.map(({ field, value }) => [field, value]));
  }

  /** KiB by kind of memory; of one NUMA cell, or of all of them (-1). */
  async memoryStats(cell = -1, options?: CallOptions): Promise<{ readonly [name: string]: number }> {
    const args = { cellNum: cell, flags: 0 };
    const { nparams } = await this.invoke(calls.nodeGetMemoryStats, { ...args, nparams: 0 }, options);
    const { params } = await this.invoke(calls.nodeGetMemoryStats, { ...args, nparams }, options);
    return Object.fromEntries(params.map(({ field, value }) => [field, Number(value)]));
  }

  async memoryParameters(options?: CallOptions): Promise<Parameters> {
    const { nparams } = await this.invoke(calls.nodeGetMemoryParameters, { nparams: 0, flags: 0 }, options);
    const { params } = await this.invoke(calls.nodeGetMemoryParameters, { nparams, flags: 0 }, options);
    return fromTypedParameters(params);
  }

  async cpuModelNames(arch: string, options?: CallOptions): Promise<string[]> {
    const args = { arch, needResults: 1, flags: 0 };
    return (await this.invoke(calls.connectGetCpuModelNames, args, options)).models;
  }

  async baselineCpu(xmlCpus: string[], flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.connectBaselineCpu, { xmlCPUs: xmlCpus, flags }, options)).cpu;
  }

  async compareCpu(xml: string, flags = 0, options?: CallOptions): Promise<number> {
    return (await this.invoke(calls.connectCompareCpu, { xml, flags }, options)).result;
  }
}
