// The network interfaces of a host.

import { type InterfaceRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { Interface } from "./interface.js";
import { RemoteObject } from "./object.js";

const { calls } = remote;

export class Interfaces extends RemoteObject {
  of(ref: InterfaceRef): Interface {
    return new Interface(this.connection, ref);
  }

  async list(flags = 0, options?: CallOptions): Promise<Interface[]> {
    const { ifaces } = await this.invoke(calls.connectListAllInterfaces, { needResults: 1, flags }, options);
    return ifaces.map((ref) => this.of(ref));
  }

  async lookupByName(name: string, options?: CallOptions): Promise<Interface> {
    return this.of((await this.invoke(calls.interfaceLookupByName, { name }, options)).iface);
  }

  async lookupByMac(mac: string, options?: CallOptions): Promise<Interface> {
    return this.of((await this.invoke(calls.interfaceLookupByMacString, { mac }, options)).iface);
  }

  async define(xml: string, flags = 0, options?: CallOptions): Promise<Interface> {
    return this.of((await this.invoke(calls.interfaceDefineXml, { xml, flags }, options)).iface);
  }

  /** From here on changes can be taken back with `changeRollback`. */
  async changeBegin(options?: CallOptions): Promise<void> {
    await this.invoke(calls.interfaceChangeBegin, { flags: 0 }, options);
  }

  async changeCommit(options?: CallOptions): Promise<void> {
    await this.invoke(calls.interfaceChangeCommit, { flags: 0 }, options);
  }

  async changeRollback(options?: CallOptions): Promise<void> {
    await this.invoke(calls.interfaceChangeRollback, { flags: 0 }, options);
  }
}
