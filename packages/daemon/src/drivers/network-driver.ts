// What a hypervisor promises about virtual networks.

import type { MaybePromise } from "./driver.js";
import type { Events } from "./events.js";
import type { NetworkEvent } from "./network-events.js";

/** A network as a client names it, and as events name it. Which of the two decides is the driver's matter. */
export interface NetworkRef {
  readonly name: string;
  readonly uuid: Uint8Array;
}

/** virNetworkUpdate: a change of one section of a definition. */
export interface NetworkChange {
  /** virNetworkUpdateCommand */
  readonly command: number;
  /** virNetworkUpdateSection */
  readonly section: number;
  /** Which parent of the section; -1: whichever fits. */
  readonly parentIndex: number;
  readonly xml: string;
}

export interface NetworkDhcpLease {
  readonly iface: string;
  /** Seconds since 1970. */
  readonly expirytime: bigint;
  /** virIPAddrType */
  readonly type: number;
  readonly mac: string | null;
  readonly iaid: string | null;
  readonly ipaddr: string;
  readonly prefix: number;
  readonly hostname: string | null;
  readonly clientid: string | null;
}

/** `flags` are those of libvirt's public function of that name; a driver refuses the ones it does not know. */
export interface NetworkDriver {
  readonly events: Events<NetworkEvent, Uint8Array>;

  lookupByName(name: string): MaybePromise<NetworkRef>;
  lookupByUuid(uuid: Uint8Array): MaybePromise<NetworkRef>;
  /** Filtered by VIR_CONNECT_LIST_NETWORKS_*. */
  list(flags: number): MaybePromise<readonly NetworkRef[]>;
  count(flags: number): MaybePromise<number>;

  xml(network: NetworkRef, flags: number): MaybePromise<string>;
  bridgeName(network: NetworkRef): MaybePromise<string>;
  isActive(network: NetworkRef): MaybePromise<boolean>;
  isPersistent(network: NetworkRef): MaybePromise<boolean>;
  autostart(network: NetworkRef): MaybePromise<boolean>;
  setAutostart(network: NetworkRef, autostart: boolean): MaybePromise<void>;
  dhcpLeases?(
    network: NetworkRef,
    mac: string | null,
    flags: number,
  ): MaybePromise<readonly NetworkDhcpLease[]>;

  define(xml: string, flags: number): MaybePromise<NetworkRef>;
  undefine(network: NetworkRef): MaybePromise<void>;
  /** Defines and starts a network that is forgotten when it stops. */
  createXml(xml: string, flags: number): MaybePromise<NetworkRef>;
  start(network: NetworkRef): MaybePromise<void>;
  destroy(network: NetworkRef): MaybePromise<void>;
  update(network: NetworkRef, change: NetworkChange, flags: number): MaybePromise<void>;
}
