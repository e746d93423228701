// A virtual machine.

import { type DomainRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { DomainCheckpoint } from "./domain-checkpoint.js";
import { DomainSnapshot } from "./domain-snapshot.js";
import { RemoteObject } from "./object.js";
import type { ClientStream, StreamOptions } from "./stream.js";
import { fromTypedParameters, type Parameters } from "./typed-parameters.js";
import { formatUuid } from "./uuid.js";

const { calls } = remote;

export interface DomainInfo {
  /** One of DomainState. */
  readonly state: number;
  readonly maxMemoryKiB: number;
  readonly memoryKiB: number;
  readonly vcpus: number;
  readonly cpuTimeNs: bigint;
}

export class Domain extends RemoteObject {
  #ref: DomainRef;

  constructor(connection: Connection, ref: DomainRef) {
    super(connection);
    this.#ref = ref;
  }

  /** How procedures of `connection.call` name this domain. */
  get ref(): DomainRef {
    return this.#ref;
  }

  get name(): string {
    return this.#ref.name;
  }

  get uuid(): string {
    return formatUuid(this.#ref.uuid);
  }

  /** -1 while it is off. It is the number at the time of the look-up, or of `create`. */
  get id(): number {
    return this.#ref.id;
  }

  // --- what it is

  async info(options?: CallOptions): Promise<DomainInfo> {
    const info = await this.invoke(calls.domainGetInfo, { dom: this.#ref }, options);
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
    return this.invoke(calls.domainGetState, { dom: this.#ref, flags }, options);
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.domainGetXmlDesc, { dom: this.#ref, flags }, options)).xml;
  }

  async osType(options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.domainGetOsType, { dom: this.#ref }, options)).type;
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.domainIsActive, { dom: this.#ref }, options)).active === 1;
  }

  async isPersistent(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.domainIsPersistent, { dom: this.#ref }, options)).persistent === 1;
  }

  /** True when the stored definition differs from what runs. */
  async isUpdated(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.domainIsUpdated, { dom: this.#ref }, options)).updated === 1;
  }

  async autostart(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.domainGetAutostart, { dom: this.#ref }, options)).autostart === 1;
  }

  async setAutostart(on: boolean, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainSetAutostart, { dom: this.#ref, autostart: on ? 1 : 0 }, options);
  }

  async maxVcpus(options?: CallOptions): Promise<number> {
    return (await this.invoke(calls.domainGetMaxVcpus, { dom: this.#ref }, options)).num;
  }

  async vcpusFlags(flags: number, options?: CallOptions): Promise<number> {
    return (await this.invoke(calls.domainGetVcpusFlags, { dom: this.#ref, flags }, options)).num;
  }

  async setVcpus(count: number, flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.#ref, nvcpus: count, flags };
    await this.invoke(calls.domainSetVcpusFlags, args, options);
  }

  async setMemory(memoryKiB: number, flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.#ref, memory: BigInt(memoryKiB), flags };
    await this.invoke(calls.domainSetMemoryFlags, args, options);
  }

  async controlInfo(options?: CallOptions): Promise<{ state: number; details: number; stateTimeMs: number }> {
    const info = await this.invoke(calls.domainGetControlInfo, { dom: this.#ref, flags: 0 }, options);
    return { state: info.state, details: info.details, stateTimeMs: Number(info.stateTime) };
  }

  async metadata(type: number, uri: string | null = null, flags = 0, options?: CallOptions): Promise<string> {
    const args = { dom: this.#ref, type, uri, flags };
    return (await this.invoke(calls.domainGetMetadata, args, options)).metadata;
  }

  /** Null removes it. Key and URI are for metadata of type "element". */
  async setMetadata(
    type: number,
    metadata: string | null,
    { key = null, uri = null, flags = 0 }: { key?: string | null; uri?: string | null; flags?: number } = {},
    options?: CallOptions,
  ): Promise<void> {
    const args = { dom: this.#ref, type, metadata, key, uri, flags };
    await this.invoke(calls.domainSetMetadata, args, options);
  }

  // --- what it does

  // Without flags the older procedures are used, as libvirt does: servers name them in their refusals.

  /** Starts it. */
  async create(flags = 0, options?: CallOptions): Promise<void> {
    if (flags !== 0) {
      const { dom } = await this.invoke(calls.domainCreateWithFlags, { dom: this.#ref, flags }, options);
      this.#ref = dom;
      return;
    }
    await this.invoke(calls.domainCreate, { dom: this.#ref }, options);
    // It has an id now.
    this.#ref = (await this.invoke(calls.domainLookupByUuid, { uuid: this.#ref.uuid }, options)).dom;
  }

  /** Asks the guest to shut down. */
  async shutdown(flags = 0, options?: CallOptions): Promise<void> {
    if (flags === 0) await this.invoke(calls.domainShutdown, { dom: this.#ref }, options);
    else await this.invoke(calls.domainShutdownFlags, { dom: this.#ref, flags }, options);
  }

  /** Stops it at once, like pulling the plug. */
  async destroy(flags = 0, options?: CallOptions): Promise<void> {
    if (flags === 0) await this.invoke(calls.domainDestroy, { dom: this.#ref }, options);
    else await this.invoke(calls.domainDestroyFlags, { dom: this.#ref, flags }, options);
    this.#ref = { ...this.#ref, id: -1 };
  }

  async reboot(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainReboot, { dom: this.#ref, flags }, options);
  }

  async reset(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainReset, { dom: this.#ref, flags }, options);
  }

  async suspend(options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainSuspend, { dom: this.#ref }, options);
  }

  async resume(options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainResume, { dom: this.#ref }, options);
  }

  /** Removes the definition. A running domain goes on and is gone when it stops. */
  async undefine(flags = 0, options?: CallOptions): Promise<void> {
    if (flags === 0) await this.invoke(calls.domainUndefine, { dom: this.#ref }, options);
    else await this.invoke(calls.domainUndefineFlags, { dom: this.#ref, flags }, options);
  }

  async rename(newName: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainRename, { dom: this.#ref, newName, flags }, options);
    this.#ref = { ...this.#ref, name: newName };
  }

  /** Stops it and keeps its memory in a file on the host. */
  async save(to: string, dxml: string | null = null, flags = 0, options?: CallOptions): Promise<void> {
    if (dxml === null && flags === 0) await this.invoke(calls.domainSave, { dom: this.#ref, to }, options);
    else await this.invoke(calls.domainSaveFlags, { dom: this.#ref, to, dxml, flags }, options);
  }

  /** The same, in a file that libvirt chooses and uses at the next start. */
  async managedSave(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainManagedSave, { dom: this.#ref, flags }, options);
  }

  async hasManagedSaveImage(options?: CallOptions): Promise<boolean> {
    const args = { dom: this.#ref, flags: 0 };
    return (await this.invoke(calls.domainHasManagedSaveImage, args, options)).result === 1;
  }

  async managedSaveRemove(options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainManagedSaveRemove, { dom: this.#ref, flags: 0 }, options);
  }

  async attachDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainAttachDeviceFlags, { dom: this.#ref, xml, flags }, options);
  }

  async detachDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainDetachDeviceFlags, { dom: this.#ref, xml, flags }, options);
  }

  async updateDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainUpdateDeviceFlags, { dom: this.#ref, xml, flags }, options);
  }

  async injectNmi(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainInjectNmi, { dom: this.#ref, flags }, options);
  }

  async sendKey(
    codeset: number,
    holdTimeMs: number,
    keycodes: number[],
    options?: CallOptions,
  ): Promise<void> {
    const args = { dom: this.#ref, codeset, holdtime: holdTimeMs, keycodes, flags: 0 };
    await this.invoke(calls.domainSendKey, args, options);
  }

  // --- numbers

  /** The statistics of `connectGetAllDomainStats` for this domain, by libvirt's names. */
  async stats(stats = 0, flags = 0, options?: CallOptions): Promise<Parameters> {
    const args = { doms: [this.#ref], stats, flags };
    const { retStats } = await this.invoke(calls.connectGetAllDomainStats, args, options);
    return fromTypedParameters(retStats[0]?.params ?? []);
  }

  async jobStats(flags = 0, options?: CallOptions): Promise<{ type: number; stats: Parameters }> {
    const { type, params } = await this.invoke(calls.domainGetJobStats, { dom: this.#ref, flags }, options);
    return { type, stats: fromTypedParameters(params) };
  }

  async abortJob(options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainAbortJob, { dom: this.#ref }, options);
  }

  // --- streams

  /** A picture of a screen; `mime` says in which format. */
  async screenshot(
    screen = 0,
    flags = 0,
    options?: CallOptions & StreamOptions,
  ): Promise<{ mime: string | null; stream: ClientStream }> {
    const args = { dom: this.#ref, screen, flags };
    const { result, stream } = await this.connection.openStream("domainScreenshot", args, options);
    return { mime: result.mime, stream };
  }

  /** Both directions: what is read was printed, what is written is typed. */
  async openConsole(
    devName: string | null = null,
    flags = 0,
    options?: CallOptions & StreamOptions,
  ): Promise<ClientStream> {
    const args = { dom: this.#ref, devName, flags };
    return (await this.connection.openStream("domainOpenConsole", args, options)).stream;
  }

  async openChannel(
    name: string | null = null,
    flags = 0,
    options?: CallOptions & StreamOptions,
  ): Promise<ClientStream> {
    const args = { dom: this.#ref, name, flags };
    return (await this.connection.openStream("domainOpenChannel", args, options)).stream;
  }

  // --- snapshots and checkpoints

  async snapshots(flags = 0, options?: CallOptions): Promise<DomainSnapshot[]> {
    const args = { dom: this.#ref, needResults: 1, flags };
    const { snapshots } = await this.invoke(calls.domainListAllSnapshots, args, options);
    return snapshots.map((ref) => new DomainSnapshot(this.connection, ref));
  }

  async snapshotLookupByName(name: string, options?: CallOptions): Promise<DomainSnapshot> {
    const args = { dom: this.#ref, name, flags: 0 };
    const { snap } = await this.invoke(calls.domainSnapshotLookupByName, args, options);
    return new DomainSnapshot(this.connection, snap);
  }

  async snapshotCreate(xml: string, flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    const args = { dom: this.#ref, xmlDesc: xml, flags };
    const { snap } = await this.invoke(calls.domainSnapshotCreateXml, args, options);
    return new DomainSnapshot(this.connection, snap);
  }

  async snapshotCurrent(options?: CallOptions): Promise<DomainSnapshot> {
    const { snap } = await this.invoke(calls.domainSnapshotCurrent, { dom: this.#ref, flags: 0 }, options);
    return new DomainSnapshot(this.connection, snap);
  }

  async hasCurrentSnapshot(options?: CallOptions): Promise<boolean> {
    const args = { dom: this.#ref, flags: 0 };
    return (await this.invoke(calls.domainHasCurrentSnapshot, args, options)).result === 1;
  }

  async checkpoints(flags = 0, options?: CallOptions): Promise<DomainCheckpoint[]> {
    const args = { dom: this.#ref, needResults: 1, flags };
    const { checkpoints } = await this.invoke(calls.domainListAllCheckpoints, args, options);
    return checkpoints.map((ref) => new DomainCheckpoint(this.connection, ref));
  }

  async checkpointLookupByName(name: string, options?: CallOptions): Promise<DomainCheckpoint> {
    const args = { dom: this.#ref, name, flags: 0 };
    const { checkpoint } = await this.invoke(calls.domainCheckpointLookupByName, args, options);
    return new DomainCheckpoint(this.connection, checkpoint);
  }

  async checkpointCreate(xml: string, flags = 0, options?: CallOptions): Promise<DomainCheckpoint> {
    const args = { dom: this.#ref, xmlDesc: xml, flags };
    const { checkpoint } = await this.invoke(calls.domainCheckpointCreateXml, args, options);
    return new DomainCheckpoint(this.connection, checkpoint);
  }
}
