// What is asked of the system inside a domain.

import type { DomainRef, MaybePromise } from "./driver.js";

export interface Filesystem {
  readonly mountpoint: string;
  readonly name: string;
  readonly type: string;
  /** Targets of the disks that it lies on. */
  readonly disks: readonly string[];
}

export interface GuestTime {
  readonly seconds: bigint;
  readonly nanoseconds: number;
}

export interface GuestInterface {
  readonly name: string;
  readonly mac: string | null;
  readonly addresses: readonly { readonly type: number; readonly address: string; readonly prefix: number }[];
}

export interface DomainGuest {
  guestHostname?(domain: DomainRef, flags: number): MaybePromise<string>;
  time?(domain: DomainRef, flags: number): MaybePromise<GuestTime>;
  setTime?(domain: DomainRef, time: GuestTime, flags: number): MaybePromise<void>;
  /** All filesystems when no mount point is named. Answers how many were frozen. */
  freeze?(domain: DomainRef, mountpoints: readonly string[], flags: number): MaybePromise<number>;
  thaw?(domain: DomainRef, mountpoints: readonly string[], flags: number): MaybePromise<number>;
  trim?(
    domain: DomainRef,
    mountpoint: string | null,
    minimumBytes: bigint,
    flags: number,
  ): MaybePromise<void>;
  filesystems?(domain: DomainRef, flags: number): MaybePromise<readonly Filesystem[]>;
  setUserPassword?(domain: DomainRef, user: string, password: string, flags: number): MaybePromise<void>;
  sendSignal?(domain: DomainRef, pid: bigint, signal: number, flags: number): MaybePromise<void>;
  /** `source` is virDomainInterfaceAddressesSource. */
  interfaceAddresses?(
    domain: DomainRef,
    source: number,
    flags: number,
  ): MaybePromise<readonly GuestInterface[]>;
}
