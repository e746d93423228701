// Keys pressed, interrupts sent, pictures taken.

import { ErrorCode, ErrorDomain, libvirtError, type remote } from "@virtgate/protocol";
import { KeycodeSet } from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import { wrongArgument } from "../drivers/refusals.js";
import { after, done } from "./after.js";
import { requireNonZero, supported } from "./checks.js";

export const domainDeviceHandlers: Handlers<typeof remote.calls> = {
  domainSendKey(call, { dom, codeset, holdtime, keycodes, flags }) {
    const sendKey = supported(call.driver.domains.sendKey, "virDomainSendKey");
    const api = "virDomainSendKey";
    if (keycodes.length === 0) {
      throw wrongArgument(ErrorDomain.domain, api, "keycodes", `keycodes in ${api} must not be NULL`);
    }
    if (codeset >= KeycodeSet.last) {
      throw wrongArgument(ErrorDomain.domain, api, "codeset", `Unsupported codeset '${codeset}'`);
    }
    return done(sendKey(dom, { codeset, holdMs: holdtime, codes: keycodes }, flags));
  },

  domainInjectNmi: (call, { dom, flags }) =>
    done(supported(call.driver.domains.injectNmi, "virDomainInjectNMI")(dom, flags)),

  // These want a descriptor, which Node cannot receive.
  domainOpenGraphics(call) {
    void call.driver;
    throw libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "No FD available at slot 0");
  },
  domainFdAssociate(call) {
    void call.driver;
    requireNonZero("virDomainFDAssociate", "nfds", 0);
    return {};
  },

  domainScreenshot(call, { dom, screen, flags }) {
    const screenshot = supported(call.driver.domains.screenshot, "virDomainScreenshot");
    return after(screenshot(dom, screen, flags), ({ mime, data }) => {
      call.sendStream(data);
      return { mime };
    });
  },
};
