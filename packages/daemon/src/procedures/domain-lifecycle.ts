// Defining, starting and stopping domains.

import type { remote } from "@virtgate/protocol";
import type { Handlers } from "../call.js";
import type { DomainRef } from "../drivers/driver.js";
import { after, done } from "./after.js";
import { requireNotEmpty, supported } from "./checks.js";

const named = (dom: DomainRef) => ({ dom });
const nothing = () => ({});

export const domainLifecycleHandlers: Handlers<typeof remote.calls> = {
  domainDefineXml: (call, { xml }) => after(call.driver.domains.define(xml, 0), named),
  domainDefineXmlFlags: (call, { xml, flags }) => after(call.driver.domains.define(xml, flags), named),
  domainUndefine: (call, { dom }) => done(call.driver.domains.undefine(dom, 0)),
  domainUndefineFlags: (call, { dom, flags }) => done(call.driver.domains.undefine(dom, flags)),

  domainCreateXml: (call, { xmlDesc, flags }) => after(call.driver.domains.createXml(xmlDesc, flags), named),
  // A call that brings no descriptors; Node cannot receive those that bring some.
  domainCreateXmlWithFiles: (call, { xmlDesc, flags }) =>
    after(call.driver.domains.createXml(xmlDesc, flags), named),
  domainCreateWithFiles: (call, { dom, flags }) => after(call.driver.domains.start(dom, flags), named),
  domainCreate: (call, { dom }) => after(call.driver.domains.start(dom, 0), nothing),
  domainCreateWithFlags: (call, { dom, flags }) => after(call.driver.domains.start(dom, flags), named),

  domainShutdown: (call, { dom }) => done(call.driver.domains.shutdown(dom, 0)),
  domainShutdownFlags: (call, { dom, flags }) => done(call.driver.domains.shutdown(dom, flags)),
  domainDestroy: (call, { dom }) => done(call.driver.domains.destroy(dom, 0)),
  domainDestroyFlags: (call, { dom, flags }) => done(call.driver.domains.destroy(dom, flags)),
  domainReboot: (call, { dom, flags }) => done(call.driver.domains.reboot(dom, flags)),
  domainReset: (call, { dom, flags }) => done(call.driver.domains.reset(dom, flags)),
  domainSuspend: (call, { dom }) => done(call.driver.domains.suspend(dom)),
  domainResume: (call, { dom }) => done(call.driver.domains.resume(dom)),

  domainGetAutostart: (call, { dom }) =>
    after(call.driver.domains.autostart(dom), (autostart) => ({ autostart: autostart ? 1 : 0 })),
  domainSetAutostart: (call, { dom, autostart }) =>
    done(call.driver.domains.setAutostart(dom, autostart !== 0)),

  domainRename(call, { dom, newName, flags }) {
    const rename = supported(call.driver.domains.rename, "virDomainRename");
    const name = requireNotEmpty("virDomainRename", "new_name", newName);
    return after(rename(dom, name, flags), () => ({ retcode: 0 }));
  },
};
