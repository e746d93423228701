// A virtual network.

import { DriverFeature, type NetworkRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { NetworkPort } from "./network-port.js";
import { RemoteObject } from "./object.js";
import { formatUuid, uuidBytes } from "./uuid.js";

const { calls } = remote;

export interface DhcpLease {
  readonly iface: string;
  readonly expires: Date;
  /** 0: IPv4, 1: IPv6. */
  readonly type: number;
  readonly mac: string | null;
  readonly iaid: string | null;
  readonly ipaddr: string;
  readonly prefix: number;
  readonly hostname: string | null;
  readonly clientid: string | null;
}

export class Network extends RemoteObject {
  readonly ref: NetworkRef;

  constructor(connection: Connection, ref: NetworkRef) {
    super(connection);
    this.ref = ref;
  }

  get name(): string {
    return this.ref.name;
  }

  get uuid(): string {
    return formatUuid(this.ref.uuid);
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.networkGetXmlDesc, { net: this.ref, flags }, options)).xml;
  }

  async bridgeName(options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.networkGetBridgeName, { net: this.ref }, options)).name;
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.networkIsActive, { net: this.ref }, options)).active === 1;
  }

  async isPersistent(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.networkIsPersistent, { net: this.ref }, options)).persistent === 1;
  }

  async autostart(options?: CallOptions): Promise<boolean> {
    return (await this.invoke(calls.networkGetAutostart, { net: this.ref }, options)).autostart === 1;
  }

  async setAutostart(on: boolean, options?: CallOptions): Promise<void> {
    await this.invoke(calls.networkSetAutostart, { net: this.ref, autostart: on ? 1 : 0 }, options);
  }

  /** Starts it. */
  async create(options?: CallOptions): Promise<void> {
    await this.invoke(calls.networkCreate, { net: this.ref }, options);
  }

  /** Stops it. */
  async destroy(options?: CallOptions): Promise<void> {
    await this.invoke(calls.networkDestroy, { net: this.ref }, options);
  }

  async undefine(options?: CallOptions): Promise<void> {
    await this.invoke(calls.networkUndefine, { net: this.ref }, options);
  }

  /** Changes a part of it. Old hosts take command and section the other way round: they are asked first. */
  async update(
    { command, section, parentIndex = -1, xml, flags = 0 }: NetworkUpdate,
    options?: CallOptions,
  ): Promise<void> {
    const feature = DriverFeature.networkUpdateHasCorrectOrder;
    const { supported } = await this.invoke(calls.connectSupportsFeature, { feature }, options);
    const order = supported ? { command, section } : { command: section, section: command };
    const args = { net: this.ref, ...order, parentIndex, xml, flags };
    await this.invoke(calls.networkUpdate, args, options);
  }

  async ports(flags = 0, options?: CallOptions): Promise<NetworkPort[]> {
    const args = { network: this.ref, needResults: 1, flags };
    const { ports } = await this.invoke(calls.networkListAllPorts, args, options);
    return ports.map((ref) => new NetworkPort(this.connection, ref));
  }

  async portLookupByUuid(uuid: string | Uint8Array, options?: CallOptions): Promise<NetworkPort> {
    const args = { network: this.ref, uuid: uuidBytes(uuid) };
    const { port } = await this.invoke(calls.networkPortLookupByUuid, args, options);
    return new NetworkPort(this.connection, port);
  }

  async portCreate(xml: string, flags = 0, options?: CallOptions): Promise<NetworkPort> {
    const args = { network: this.ref, xml, flags };
    const { port } = await this.invoke(calls.networkPortCreateXml, args, options);
    return new NetworkPort(this.connection, port);
  }

  async dhcpLeases(mac: string | null = null, options?: CallOptions): Promise<DhcpLease[]> {
    const args = { net: this.ref, mac, needResults: 1, flags: 0 };
    const { leases } = await this.invoke(calls.networkGetDhcpLeases, args, options);
    return leases.map(({ expirytime, ...lease }) => ({
      ...lease,
      expires: new Date(Number(expirytime) * 1000),
    }));
  }
}

/** A change of a part of a network: the numbers are NetworkUpdateCommand and NetworkUpdateSection. */
export interface NetworkUpdate {
  readonly command: number;
  readonly section: number;
  readonly parentIndex?: number;
  readonly xml: string;
  readonly flags?: number;
}
