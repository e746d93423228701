// What a hypervisor promises about the network interfaces of its host.

import type { MaybePromise } from "./driver.js";

/** An interface as a client names it. Only the name decides. */
export interface InterfaceRef {
  readonly name: string;
  /** Empty where it has none. */
  readonly mac: string;
}

/** `flags` are those of libvirt's public function of that name; a driver refuses the ones it does not know. */
export interface InterfaceDriver {
  lookupByName(name: string): MaybePromise<InterfaceRef>;
  lookupByMac(mac: string): MaybePromise<InterfaceRef>;
  /** Filtered by VIR_CONNECT_LIST_INTERFACES_*. */
  list(flags: number): MaybePromise<readonly InterfaceRef[]>;
  count(flags: number): MaybePromise<number>;

  xml(iface: InterfaceRef, flags: number): MaybePromise<string>;
  isActive(iface: InterfaceRef): MaybePromise<boolean>;

  define(xml: string, flags: number): MaybePromise<InterfaceRef>;
  undefine(iface: InterfaceRef): MaybePromise<void>;
  /** Brings it up. */
  start(iface: InterfaceRef, flags: number): MaybePromise<void>;
  /** Takes it down. */
  destroy(iface: InterfaceRef, flags: number): MaybePromise<void>;

  /** From here on changes can be taken back. */
  changeBegin(flags: number): MaybePromise<void>;
  changeCommit(flags: number): MaybePromise<void>;
  changeRollback(flags: number): MaybePromise<void>;
}
