// What happens inside a domain: keys, screens, consoles, and what its guest agent tells.

import { remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { DomainTuning } from "./domain-tuning.js";
import { onlyOne } from "./fd-passing.js";
import type { ClientStream, StreamOptions } from "./stream.js";
import { fromTypedParameters, type Parameters } from "./typed-parameters.js";

const { calls } = remote;

export interface FileSystem {
  readonly mountpoint: string;
  readonly name: string;
  readonly fstype: string;
  readonly devAliases: readonly string[];
}

export interface DomainInterface {
  readonly name: string;
  readonly hwaddr: string | null;
  /** `type` is 0 for IPv4 and 1 for IPv6. */
  readonly addrs: readonly { readonly type: number; readonly addr: string; readonly prefix: number }[];
}

export abstract class DomainGuest extends DomainTuning {
  /** A picture of a screen; `mime` says in which format. */
  async screenshot(
    screen = 0,
    flags = 0,
    options?: CallOptions & StreamOptions,
  ): Promise<{ mime: string | null; stream: ClientStream }> {
    const args = { dom: this.ref, screen, flags };
    const { result, stream } = await this.connection.openStream("domainScreenshot", args, options);
    return { mime: result.mime, stream };
  }

  /** Both directions: what is read was printed, what is written is typed. */
  async openConsole(
    devName: string | null = null,
    flags = 0,
    options?: CallOptions & StreamOptions,
  ): Promise<ClientStream> {
    const args = { dom: this.ref, devName, flags };
    return (await this.connection.openStream("domainOpenConsole", args, options)).stream;
  }

  async openChannel(
    name: string | null = null,
    flags = 0,
    options?: CallOptions & StreamOptions,
  ): Promise<ClientStream> {
    const args = { dom: this.ref, name, flags };
    return (await this.connection.openStream("domainOpenChannel", args, options)).stream;
  }

  /**
   * Has a display of the guest served on `fd`, a socket: one end of a pair whose other end you use. It stays yours, and
   * must be open until this has settled. Only over unix sockets, and with the package @virtgate/native.
   */
  async openGraphics(index: number, fd: number, flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, idx: index, flags };
    await this.connection.callWithFds(remote, calls.domainOpenGraphics, args, [fd], options);
  }

  /**
   * A new socket on which a display of the guest is served, VNC or SPICE: `new net.Socket({ fd })`, or to be closed. Only
   * over unix sockets, and with the package @virtgate/native.
   */
  async openGraphicsFd(index = 0, flags = 0, options?: CallOptions): Promise<number> {
    const args = { dom: this.ref, idx: index, flags };
    const procedure = calls.domainOpenGraphicsFd;
    const { fds } = await this.connection.callWithFds(remote, procedure, args, [], options);
    return onlyOne(fds);
  }

  /** Descriptors under a name, for the domain's definition to refer to, as long as this connection is open. */
  async associateFds(name: string, fds: readonly number[], flags = 0, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, name, flags };
    await this.connection.callWithFds(remote, calls.domainFdAssociate, args, fds, options);
  }

  async injectNmi(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainInjectNmi, { dom: this.ref, flags }, options);
  }

  async sendKey(
    codeset: number,
    holdTimeMs: number,
    keycodes: number[],
    options?: CallOptions,
  ): Promise<void> {
    const args = { dom: this.ref, codeset, holdtime: holdTimeMs, keycodes, flags: 0 };
    await this.invoke(calls.domainSendKey, args, options);
  }

  async hostname(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.domainGetHostname, { dom: this.ref, flags }, options)).hostname;
  }

  /** Where the addresses come from is one of DomainInterfaceAddressesSource. */
  async interfaceAddresses(source: number, options?: CallOptions): Promise<DomainInterface[]> {
    const args = { dom: this.ref, source, flags: 0 };
    return (await this.invoke(calls.domainInterfaceAddresses, args, options)).ifaces;
  }

  async fsInfo(options?: CallOptions): Promise<FileSystem[]> {
    return (await this.invoke(calls.domainGetFsinfo, { dom: this.ref, flags: 0 }, options)).info;
  }

  async fsFreeze(mountpoints: string[] = [], options?: CallOptions): Promise<number> {
    const args = { dom: this.ref, mountpoints, flags: 0 };
    return (await this.invoke(calls.domainFsfreeze, args, options)).filesystems;
  }

  async fsThaw(mountpoints: string[] = [], options?: CallOptions): Promise<number> {
    const args = { dom: this.ref, mountpoints, flags: 0 };
    return (await this.invoke(calls.domainFsthaw, args, options)).filesystems;
  }

  async fsTrim(mountPoint: string | null = null, minimumBytes = 0n, options?: CallOptions): Promise<void> {
    const args = { dom: this.ref, mountPoint, minimum: minimumBytes, flags: 0 };
    await this.invoke(calls.domainFstrim, args, options);
  }

  async time(options?: CallOptions): Promise<Date> {
    const { seconds, nseconds } = await this.invoke(
      calls.domainGetTime,
      { dom: this.ref, flags: 0 },
      options,
    );
    return new Date(Number(seconds) * 1000 + nseconds / 1_000_000);
  }

  async setTime(time: Date, flags = 0, options?: CallOptions): Promise<void> {
    const seconds = BigInt(Math.floor(time.getTime() / 1000));
    const nseconds = (time.getTime() % 1000) * 1_000_000;
    await this.invoke(calls.domainSetTime, { dom: this.ref, seconds, nseconds, flags }, options);
  }

  async setUserPassword(user: string, password: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainSetUserPassword, { dom: this.ref, user, password, flags }, options);
  }

  /** `types` are DomainGuestInfoTypes; 0 asks for all. */
  async guestInfo(types = 0, flags = 0, options?: CallOptions): Promise<Parameters> {
    const { params } = await this.invoke(calls.domainGetGuestInfo, { dom: this.ref, types, flags }, options);
    return fromTypedParameters(params);
  }
}
