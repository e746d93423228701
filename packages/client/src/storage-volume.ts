// A storage volume: one disk image or block device of a pool.

import { remote, type StorageVolRef } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";
import type { ClientStream, StreamOptions } from "./stream.js";

const { calls } = remote;

/** The same bit for both directions: zeros travel as holes. */
const sparseStream = 1;

export interface TransferOptions extends CallOptions, StreamOptions {
  /** Where to begin. Default: 0. */
  readonly offsetBytes?: number | bigint;
  /** How much. Default: 0, which is all there is. */
  readonly lengthBytes?: number | bigint;
  /** Send holes as holes. */
  readonly sparse?: boolean;
}

export class StorageVolume extends RemoteObject {
  readonly ref: StorageVolRef;

  constructor(connection: Connection, ref: StorageVolRef) {
    super(connection);
    this.ref = ref;
  }

  get name(): string {
    return this.ref.name;
  }

  get key(): string {
    return this.ref.key;
  }

  /** The name of its pool. */
  get pool(): string {
    return this.ref.pool;
  }

  async info(
    flags = 0,
    options?: CallOptions,
  ): Promise<{ type: number; capacityBytes: number; allocationBytes: number }> {
    const { type, capacity, allocation } =
      flags === 0
        ? await this.invoke(calls.storageVolGetInfo, { vol: this.ref }, options)
        : await this.invoke(calls.storageVolGetInfoFlags, { vol: this.ref, flags }, options);
    return { type, capacityBytes: Number(capacity), allocationBytes: Number(allocation) };
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.storageVolGetXmlDesc, { vol: this.ref, flags }, options)).xml;
  }

  async path(options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.storageVolGetPath, { vol: this.ref }, options)).name;
  }

  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.storageVolDelete, { vol: this.ref, flags }, options);
  }

  async wipe(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.storageVolWipe, { vol: this.ref, flags }, options);
  }

  async resize(capacityBytes: number | bigint, flags = 0, options?: CallOptions): Promise<void> {
    const args = { vol: this.ref, capacity: BigInt(capacityBytes), flags };
    await this.invoke(calls.storageVolResize, args, options);
  }

  /** Its content: `for await (const piece of await volume.download())`. */
  async download(options: TransferOptions = {}): Promise<ClientStream> {
    return (await this.connection.openStream("storageVolDownload", this.#range(options), options)).stream;
  }

  /** Writes into it: `write` and `writeHole` of the stream, then `finish`. */
  async upload(options: TransferOptions = {}): Promise<ClientStream> {
    return (await this.connection.openStream("storageVolUpload", this.#range(options), options)).stream;
  }

  #range({ offsetBytes = 0, lengthBytes = 0, sparse = false }: TransferOptions) {
    const flags = sparse ? sparseStream : 0;
    return { vol: this.ref, offset: BigInt(offsetBytes), length: BigInt(lengthBytes), flags };
  }
}
