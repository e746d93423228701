// A virtual machine.

import { remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { DomainSnapshots } from "./domain-snapshots.js";

const { calls } = remote;

export interface DomainInfo {
  /** One of DomainState. */
  readonly state: number;
  readonly maxMemoryKiB: number;
  readonly memoryKiB: number;
  readonly vcpus: number;
  readonly cpuTimeNs: bigint;
}

export class Domain extends DomainSnapshots {
  // --- what it is

  async info(options?: CallOptions): Promise<DomainInfo> {
    const info = await this.invoke(calls.domainGetInfo, { dom: this.ref }, options);
    return {
      state: info.state,
      maxMemoryKiB: Number(info.maxMem),
      memoryKiB: Number(info.memory),
      vcpus: info.nrVirtCpu,
      cpuTimeNs: info.cpuTime,
    };
  }

  /** DomainState and why: one of that state's own reasons. */
  state(flags = 0, options?: CallOptions): Promise<{ state: number; reason: number }> {
    return this.invoke(calls.domainGetState, { dom: this.ref, flags }, options);
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.domainGetXmlDesc, { dom: this.ref, flags }, options)).xml;
  }

  async osType(options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.domainGetOsType, { dom: this.ref }, options)).type;
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.domainIsActive, { dom: this.ref }, options)).active === 1;
  }

  async isPersistent(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.domainIsPersistent, { dom: this.ref }, options)).persistent === 1;
  }

  /** True when the stored definition differs from what runs. */
  async isUpdated(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.domainIsUpdated, { dom: this.ref }, options)).updated === 1;
  }

  async autostart(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.domainGetAutostart, { dom: this.ref }, options)).autostart === 1;
  }

  async setAutostart(on: boolean, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainSetAutostart, { dom: this.ref, autostart: on ? 1 : 0 }, options);
  }

  async controlInfo(options?: CallOptions): Promise<{ state: number; details: number; stateTimeMs: number }> {
    const info = await this.invoke(calls.domainGetControlInfo, { dom: this.ref, flags: 0 }, options);
    return { state: info.state, details: info.details, stateTimeMs: Number(info.stateTime) };
  }

  async metadata(type: number, uri: string | null = null, flags = 0, options?: CallOptions): Promise<string> {
    const args = { dom: this.ref, type, uri, flags };
    return (await this.invoke(calls.domainGetMetadata, args, options)).metadata;
  }

  /** Null removes it. Key and URI are for metadata of type "element". */
  async setMetadata(
    type: number,
    metadata: string | null,
    { key = null, uri = null, flags = 0 }: { key?: string | null; uri?: string | null; flags?: number } = {},
    options?: CallOptions,
  ): Promise<void> {
    const args = { dom: this.ref, type, metadata, key, uri, flags };
    await this.invoke(calls.domainSetMetadata, args, options);
  }

  // --- what it does

  // Without flags the older procedures are used, as libvirt does: servers name them in their refusals.

  /** Starts it. */
  async create(flags = 0, options?: CallOptions): Promise<void> {
    if (flags !== 0) {
      const { dom } = await this.invoke(calls.domainCreateWithFlags, { dom: this.ref, flags }, options);
      this.changed(dom);
      return;
    }
    await this.invoke(calls.domainCreate, { dom: this.ref }, options);
    // It has an id now.
    this.changed((await this.invoke(calls.domainLookupByUuid, { uuid: this.ref.uuid }, options)).dom);
  }

  /**
   * Starts it with files of this process: the guest has them as its descriptors from 3 on. `fds` must be open until this
   * has settled, and stay yours. Only over unix sockets, and with the package @virtgate/native.
   */
  async createWithFiles(fds: readonly number[], flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, flags };
    const procedure = calls.domainCreateWithFiles;
    const { ret } = await this.connection.callWithFds(remote, procedure, args, fds, options);
    this.changed(ret.dom);
  }

  /** Asks the guest to shut down. */
  async shutdown(flags = 0, options?: CallOptions): Promise<void> {
    if (flags === 0) await this.invoke(calls.domainShutdown, { dom: this.ref }, options);
    else await this.invoke(calls.domainShutdownFlags, { dom: this.ref, flags }, options);
  }

  /** Stops it at once, like pulling the plug. */
  async destroy(flags = 0, options?: CallOptions): Promise<void> {
    if (flags === 0) await this.invoke(calls.domainDestroy, { dom: this.ref }, options);
    else await this.invoke(calls.domainDestroyFlags, { dom: this.ref, flags }, options);
    this.changed({ id: -1 });
  }

  async reboot(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainReboot, { dom: this.ref, flags }, options);
  }

  async reset(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainReset, { dom: this.ref, flags }, options);
  }

  async suspend(options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainSuspend, { dom: this.ref }, options);
  }

  async resume(options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainResume, { dom: this.ref }, options);
  }

  /** Removes the definition. A running domain goes on and is gone when it stops. */
  async undefine(flags = 0, options?: CallOptions): Promise<void> {
    if (flags === 0) await this.invoke(calls.domainUndefine, { dom: this.ref }, options);
    else await this.invoke(calls.domainUndefineFlags, { dom: this.ref, flags }, options);
  }

  async rename(newName: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainRename, { dom: this.ref, newName, flags }, options);
    this.changed({ name: newName });
  }

  /** Stops it and keeps its memory in a file on the host. */
  async save(to: string, dxml: string | null = null, flags = 0, options?: CallOptions): Promise<void> {
    if (dxml === null && flags === 0) await this.invoke(calls.domainSave, { dom: this.ref, to }, options);
    else await this.invoke(calls.domainSaveFlags, { dom: this.ref, to, dxml, flags }, options);
  }

  /** The same, in a file that libvirt chooses and uses at the next start. */
  async managedSave(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainManagedSave, { dom: this.ref, flags }, options);
  }

  async hasManagedSaveImage(options?: CallOptions): Promise<boolean> {
    const args = { dom: this.ref, flags: 0 };
    return (await this.invoke(calls.domainHasManagedSaveImage, args, options)).result === 1;
  }

  async managedSaveRemove(options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainManagedSaveRemove, { dom: this.ref, flags: 0 }, options);
  }
}
