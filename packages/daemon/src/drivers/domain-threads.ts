// The threads of a domain: its virtual processors, its I/O threads, the emulator; and the host's processors that they
// run on. Sets of the host's processors are bitmaps: bit n of byte n / 8 is processor n.

import type { TypedParam } from "@virtgate/protocol";
import type { DomainRef, MaybePromise } from "./driver.js";

export interface VcpuState {
  readonly number: number;
  /** virVcpuState */
  readonly state: number;
  readonly cpuTimeNs: bigint;
  /** The host's processor it runs on. */
  readonly cpu: number;
}

export interface DomainThreads {
  /** At most `count` processors, and for each of them a bitmap of `mapBytes` bytes. */
  vcpuStates?(
    domain: DomainRef,
    count: number,
    mapBytes: number,
  ): MaybePromise<{ readonly states: readonly VcpuState[]; readonly pins: readonly Uint8Array[] }>;
  vcpuPins?(
    domain: DomainRef,
    count: number,
    mapBytes: number,
    flags: number,
  ): MaybePromise<readonly Uint8Array[]>;
  pinVcpu?(domain: DomainRef, vcpu: number, cpus: Uint8Array, flags: number): MaybePromise<void>;
  emulatorPin?(domain: DomainRef, mapBytes: number, flags: number): MaybePromise<Uint8Array>;
  pinEmulator?(domain: DomainRef, cpus: Uint8Array, flags: number): MaybePromise<void>;

  iothreads?(
    domain: DomainRef,
    flags: number,
  ): MaybePromise<readonly { readonly id: number; readonly cpus: Uint8Array }[]>;
  pinIothread?(domain: DomainRef, id: number, cpus: Uint8Array, flags: number): MaybePromise<void>;
  addIothread?(domain: DomainRef, id: number, flags: number): MaybePromise<void>;
  removeIothread?(domain: DomainRef, id: number, flags: number): MaybePromise<void>;
  setIothreadParameters?(
    domain: DomainRef,
    id: number,
    parameters: readonly TypedParam[],
    flags: number,
  ): MaybePromise<void>;
}
