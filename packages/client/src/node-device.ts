// A device of the host: what could be given to a guest.

import { type NodeDeviceRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";

const { calls } = remote;

export class NodeDevice extends RemoteObject {
  readonly ref: NodeDeviceRef;

  constructor(connection: Connection, ref: NodeDeviceRef) {
    super(connection);
    this.ref = ref;
  }

  get name(): string {
    return this.ref.name;
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.nodeDeviceGetXmlDesc, { name: this.name, flags }, options)).xml;
  }

  /** Null for the root of the tree. */
  async parent(options?: CallOptions): Promise<string | null> {
    return (await this.invoke(calls.nodeDeviceGetParent, { name: this.name }, options)).parentName;
  }

  async capabilities(options?: CallOptions): Promise<string[]> {
    const { num } = await this.invoke(calls.nodeDeviceNumOfCaps, { name: this.name }, options);
    return (await this.invoke(calls.nodeDeviceListCaps, { name: this.name, maxnames: num }, options)).names;
  }

  /** Takes it from the host's driver, to be given to a guest. */
  async detach(driverName: string | null = null, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.nodeDeviceDetachFlags, { name: this.name, driverName, flags }, options);
  }

  async reAttach(options?: CallOptions): Promise<void> {
    await this.invoke(calls.nodeDeviceReAttach, { name: this.name }, options);
  }

  async reset(options?: CallOptions): Promise<void> {
    await this.invoke(calls.nodeDeviceReset, { name: this.name }, options);
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.nodeDeviceIsActive, { name: this.name }, options)).active === 1;
  }

  async isPersistent(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.nodeDeviceIsPersistent, { name: this.name }, options)).persistent === 1;
  }

  async autostart(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.nodeDeviceGetAutostart, { name: this.name }, options)).autostart === 1;
  }

  async setAutostart(on: boolean, options?: CallOptions): Promise<void> {
    await this.invoke(calls.nodeDeviceSetAutostart, { name: this.name, autostart: on ? 1 : 0 }, options);
  }

  async create(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.nodeDeviceCreate, { name: this.name, flags }, options);
  }

  async destroy(options?: CallOptions): Promise<void> {
    await this.invoke(calls.nodeDeviceDestroy, { name: this.name }, options);
  }

  async undefine(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.nodeDeviceUndefine, { name: this.name, flags }, options);
  }
}
