// The virtual networks of a host.

import { type NetworkRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { Network } from "./network.js";
import { RemoteObject } from "./object.js";
import { uuidBytes } from "./uuid.js";

const { calls } = remote;

export class Networks extends RemoteObject {
  of(ref: NetworkRef): Network {
    return new Network(this.connection, ref);
  }

  async list(flags = 0, options?: CallOptions): Promise<Network[]> {
    const { nets } = await this.invoke(calls.connectListAllNetworks, { needResults: 1, flags }, options);
    return nets.map((ref) => this.of(ref));
  }

  async lookupByName(name: string, options?: CallOptions): Promise<Network> {
    return this.of((await this.invoke(calls.networkLookupByName, { name }, options)).net);
  }

  async lookupByUuid(uuid: string | Uint8Array, options?: CallOptions): Promise<Network> {
    return this.of((await this.invoke(calls.networkLookupByUuid, { uuid: uuidBytes(uuid) }, options)).net);
  }

  async define(xml: string, flags = 0, options?: CallOptions): Promise<Network> {
    if (flags === 0) return this.of((await this.invoke(calls.networkDefineXml, { xml }, options)).net);
    return this.of((await this.invoke(calls.networkDefineXmlFlags, { xml, flags }, options)).net);
  }

  /** Starts a network that is not stored. */
  async create(xml: string, flags = 0, options?: CallOptions): Promise<Network> {
    if (flags === 0) return this.of((await this.invoke(calls.networkCreateXml, { xml }, options)).net);
    return this.of((await this.invoke(calls.networkCreateXmlFlags, { xml, flags }, options)).net);
  }
}
