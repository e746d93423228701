// A network interface of the host.

import { type InterfaceRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";

const { calls } = remote;

export class Interface extends RemoteObject {
  readonly ref: InterfaceRef;

  constructor(connection: Connection, ref: InterfaceRef) {
    super(connection);
    this.ref = ref;
  }

  get name(): string {
    return this.ref.name;
  }

  get mac(): string {
    return this.ref.mac;
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.interfaceGetXmlDesc, { iface: this.ref, flags }, options)).xml;
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.interfaceIsActive, { iface: this.ref }, options)).active === 1;
  }

  /** Brings it up. */
  async create(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.interfaceCreate, { iface: this.ref, flags }, options);
  }

  /** Takes it down. */
  async destroy(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.interfaceDestroy, { iface: this.ref, flags }, options);
  }

  async undefine(options?: CallOptions): Promise<void> {
    await this.invoke(calls.interfaceUndefine, { iface: this.ref }, options);
  }
}
