// Calls with descriptors: files for a guest, and sockets for its displays.

import { fstatSync } from "node:fs";
import { ErrorCode, ErrorDomain, libvirtError, type remote } from "@virtgate/protocol";
import { type Call, type Handlers, WithFds } from "../call.js";
import type { PassedFds } from "../drivers/passed-fds.js";
import { wrongArgument } from "../drivers/refusals.js";
import { after, done } from "./after.js";
import { requireNonZero, supported } from "./checks.js";

/** The one that a call must bring. */
function requireSocket(api: string, { fds }: PassedFds): void {
  const fd = fds[0];
  if (fd === undefined) {
    throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "No FD available at slot 0");
  }
  if (!fstatSync(fd).isSocket()) {
    throw wrongArgument(ErrorDomain.domain, api, "fd", `fd ${fd} must be a socket`);
  }
}

async function requirePassing({ session }: Call): Promise<void> {
  if (await session.passFds()) return;
  const detail = "fd passing is not supported by this connection";
  throw libvirtError(ErrorDomain.domain, ErrorCode.argumentUnsupported, detail);
}

export const domainFdHandlers: Handlers<typeof remote.calls> = {
  domainCreateXmlWithFiles(call, { xmlDesc, flags }) {
    const create = supported(call.driver.domains.createXmlWithFiles, "virDomainCreateXMLWithFiles");
    return after(create(xmlDesc, call.passed, flags), (dom) => ({ dom }));
  },

  domainCreateWithFiles(call, { dom, flags }) {
    const start = supported(call.driver.domains.startWithFiles, "virDomainCreateWithFiles");
    return after(start(dom, call.passed, flags), (started) => ({ dom: started }));
  },

  domainOpenGraphics(call, { dom, idx, flags }) {
    const { domains } = call.driver;
    requireSocket("virDomainOpenGraphics", call.passed);
    return done(supported(domains.openGraphics, "virDomainOpenGraphics")(dom, idx, call.passed, flags));
  },

  async domainOpenGraphicsFd(call, { dom, idx, flags }) {
    const { domains } = call.driver;
    const open = supported(domains.openGraphicsFd, "virDomainOpenGraphicsFD");
    await requirePassing(call);
    return new WithFds({}, [await open(dom, idx, flags)]);
  },

  domainFdAssociate(call, { dom, name, flags }) {
    const { domains } = call.driver;
    const api = "virDomainFDAssociate";
    requireNonZero(api, "nfds", call.passed.fds.length);
    return done(supported(domains.associateFds, api)(dom, name, call.passed, flags));
  },
};
