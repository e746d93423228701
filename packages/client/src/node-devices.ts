// The devices of a host.

import { type NodeDeviceRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { NodeDevice } from "./node-device.js";
import { RemoteObject } from "./object.js";

const { calls } = remote;

export class NodeDevices extends RemoteObject {
  of(ref: NodeDeviceRef): NodeDevice {
    return new NodeDevice(this.connection, ref);
  }

  async list(flags = 0, options?: CallOptions): Promise<NodeDevice[]> {
    const { devices } = await this.invoke(
      calls.connectListAllNodeDevices,
      { needResults: 1, flags },
      options,
    );
    return devices.map((ref) => this.of(ref));
  }

  async lookupByName(name: string, options?: CallOptions): Promise<NodeDevice> {
    return this.of((await this.invoke(calls.nodeDeviceLookupByName, { name }, options)).dev);
  }

  async define(xml: string, flags = 0, options?: CallOptions): Promise<NodeDevice> {
    return this.of((await this.invoke(calls.nodeDeviceDefineXml, { xmlDesc: xml, flags }, options)).dev);
  }

  async create(xml: string, flags = 0, options?: CallOptions): Promise<NodeDevice> {
    return this.of((await this.invoke(calls.nodeDeviceCreateXml, { xmlDesc: xml, flags }, options)).dev);
  }
}
