// A storage pool: where volumes live.

import { remote, type StoragePoolRef } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";
import { StorageVolume } from "./storage-volume.js";
import { formatUuid } from "./uuid.js";

const { calls } = remote;

export interface StoragePoolInfo {
  /** One of StoragePoolState. */
  readonly state: number;
  readonly capacityBytes: number;
  readonly allocationBytes: number;
  readonly availableBytes: number;
}

export class StoragePool extends RemoteObject {
  readonly ref: StoragePoolRef;

  constructor(connection: Connection, ref: StoragePoolRef) {
    super(connection);
    this.ref = ref;
  }

  get name(): string {
    return this.ref.name;
  }

  get uuid(): string {
    return formatUuid(this.ref.uuid);
  }

  async info(options?: CallOptions): Promise<StoragePoolInfo> {
    const info = await this.invoke(calls.storagePoolGetInfo, { pool: this.ref }, options);
    return {
      state: info.state,
      capacityBytes: Number(info.capacity),
      allocationBytes: Number(info.allocation),
      availableBytes: Number(info.available),
    };
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.storagePoolGetXmlDesc, { pool: this.ref, flags }, options)).xml;
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.storagePoolIsActive, { pool: this.ref }, options)).active === 1;
  }

  async isPersistent(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.storagePoolIsPersistent, { pool: this.ref }, options)).persistent === 1;
  }

  async autostart(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.storagePoolGetAutostart, { pool: this.ref }, options)).autostart === 1;
  }

  async setAutostart(on: boolean, options?: CallOptions): Promise<void> {
    await this.invoke(calls.storagePoolSetAutostart, { pool: this.ref, autostart: on ? 1 : 0 }, options);
  }

  /** Prepares the storage itself: makes the directory, formats the disk. */
  async build(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.storagePoolBuild, { pool: this.ref, flags }, options);
  }

  /** Starts it. */
  async create(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.storagePoolCreate, { pool: this.ref, flags }, options);
  }

  /** Stops it. */
  async destroy(options?: CallOptions): Promise<void> {
    await this.invoke(calls.storagePoolDestroy, { pool: this.ref }, options);
  }

  /** Deletes what it is made of. */
  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.storagePoolDelete, { pool: this.ref, flags }, options);
  }

  async undefine(options?: CallOptions): Promise<void> {
    await this.invoke(calls.storagePoolUndefine, { pool: this.ref }, options);
  }

  /** Looks again which volumes there are. */
  async refresh(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.storagePoolRefresh, { pool: this.ref, flags }, options);
  }

  // --- its volumes

  async volumes(flags = 0, options?: CallOptions): Promise<StorageVolume[]> {
    const args = { pool: this.ref, needResults: 1, flags };
    const { vols } = await this.invoke(calls.storagePoolListAllVolumes, args, options);
    return vols.map((ref) => new StorageVolume(this.connection, ref));
  }

  async volumeLookupByName(name: string, options?: CallOptions): Promise<StorageVolume> {
    const { vol } = await this.invoke(calls.storageVolLookupByName, { pool: this.ref, name }, options);
    return new StorageVolume(this.connection, vol);
  }

  async volumeCreate(xml: string, flags = 0, options?: CallOptions): Promise<StorageVolume> {
    const { vol } = await this.invoke(calls.storageVolCreateXml, { pool: this.ref, xml, flags }, options);
    return new StorageVolume(this.connection, vol);
  }

  async volumeCreateFrom(
    xml: string,
    source: StorageVolume,
    flags = 0,
    options?: CallOptions,
  ): Promise<StorageVolume> {
    const args = { pool: this.ref, xml, clonevol: source.ref, flags };
    const { vol } = await this.invoke(calls.storageVolCreateXmlFrom, args, options);
    return new StorageVolume(this.connection, vol);
  }
}
