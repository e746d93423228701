// A client on a unix socket. Descriptors can travel here, if the native package is installed: it is loaded when the
// first client asks for them, and only such clients are read by it (see UnixFdLink).

import type { FdLink, FdLinkEvents } from "../link.js";
import { SocketLink } from "./socket-link.js";
import type { FdPassing } from "./unix-fd-link.js";

/** What passes descriptors; undefined where there is nothing that can. */
export type LoadFdPassing = () => Promise<FdPassing | undefined>;

async function loadNative(): Promise<FdPassing | undefined> {
  try {
    const { fdPassing } = await import("@virtgate/native");
    return await fdPassing();
  } catch {
    // Not installed: clients are told that there is no passing of descriptors.
    return undefined;
  }
}

export class UnixLink extends SocketLink {
  async passFds(events: FdLinkEvents, load: LoadFdPassing = loadNative): Promise<FdLink | undefined> {
    const passing = await load();
    if (passing === undefined) return undefined;
    const { UnixFdLink } = await import("./unix-fd-link.js");
    try {
      return UnixFdLink.open(this.socket, passing, events);
    } catch {
      // The client has gone, or the daemon has as many files open as it may.
      return undefined;
    }
  }
}
