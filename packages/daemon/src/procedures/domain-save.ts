// Domains saved to files and brought back.

import { ErrorDomain, type remote } from "@virtgate/protocol";
import {
  DomainCoreDumpFlags,
  DomainCoreDumpFormat,
  DomainSaveRestoreFlags,
} from "@virtgate/protocol/constants";
import type { Handlers } from "../call.js";
import { wrongArgument } from "../drivers/refusals.js";
import { after, done } from "./after.js";
import { type NamedFlag, requireExclusive, supported } from "./checks.js";

const running: NamedFlag = [DomainSaveRestoreFlags.running, "VIR_DOMAIN_SAVE_RUNNING"];
const paused: NamedFlag = [DomainSaveRestoreFlags.paused, "VIR_DOMAIN_SAVE_PAUSED"];

const crash: NamedFlag = [DomainCoreDumpFlags.crash, "VIR_DUMP_CRASH"];
const live: NamedFlag = [DomainCoreDumpFlags.live, "VIR_DUMP_LIVE"];
const reset: NamedFlag = [DomainCoreDumpFlags.reset, "VIR_DUMP_RESET"];

function checkDumpFlags(api: string, flags: number): void {
  requireExclusive(api, flags, crash, live);
  requireExclusive(api, flags, crash, reset);
  requireExclusive(api, flags, live, reset);
}

export const domainSaveHandlers: Handlers<typeof remote.calls> = {
  domainSave: (call, { dom, to }) =>
    done(supported(call.driver.domains.save, "virDomainSave")(dom, to, null, 0)),
  domainSaveFlags(call, { dom, to, dxml, flags }) {
    const save = supported(call.driver.domains.save, "virDomainSaveFlags");
    requireExclusive("virDomainSaveFlags", flags, running, paused);
    return done(save(dom, to, dxml, flags));
  },

  domainRestore: (call, { from }) =>
    done(supported(call.driver.domains.restore, "virDomainRestore")(from, null, 0, call.admit)),
  domainRestoreFlags(call, { from, dxml, flags }) {
    const restore = supported(call.driver.domains.restore, "virDomainRestoreFlags");
    requireExclusive("virDomainRestoreFlags", flags, running, paused);
    return done(restore(from, dxml, flags, call.admit));
  },

  domainSaveImageGetXmlDesc(call, { file, flags }) {
    const saveImageXml = supported(call.driver.domains.saveImageXml, "virDomainSaveImageGetXMLDesc");
    return after(saveImageXml(file, flags, call.admit), (xml) => ({ xml }));
  },
  domainSaveImageDefineXml(call, { file, dxml, flags }) {
    const saveImageDefine = supported(call.driver.domains.saveImageDefine, "virDomainSaveImageDefineXML");
    requireExclusive("virDomainSaveImageDefineXML", flags, running, paused);
    return done(saveImageDefine(file, dxml, flags, call.admit));
  },

  domainCoreDump(call, { dom, to, flags }) {
    const { domains } = call.driver;
    checkDumpFlags("virDomainCoreDump", flags);
    return done(supported(domains.coreDump, "virDomainCoreDump")(dom, to, DomainCoreDumpFormat.raw, flags));
  },
  domainCoreDumpWithFormat(call, { dom, to, dumpformat, flags }) {
    const { domains } = call.driver;
    const api = "virDomainCoreDumpWithFormat";
    if (dumpformat >= DomainCoreDumpFormat.last) {
      const message = `dumpformat '${dumpformat | 0}' is not supported`;
      throw wrongArgument(ErrorDomain.domain, api, "flags", message);
    }
    checkDumpFlags(api, flags);
    return done(supported(domains.coreDump, api)(dom, to, dumpformat, flags));
  },

  domainManagedSave(call, { dom, flags }) {
    const managedSave = supported(call.driver.domains.managedSave, "virDomainManagedSave");
    requireExclusive("virDomainManagedSave", flags, running, paused);
    return done(managedSave(dom, flags));
  },
  domainHasManagedSaveImage(call, { dom, flags }) {
    const hasManagedSave = supported(call.driver.domains.hasManagedSave, "virDomainHasManagedSaveImage");
    return after(hasManagedSave(dom, flags), (has) => ({ result: has ? 1 : 0 }));
  },
  domainManagedSaveRemove: (call, { dom, flags }) =>
    done(supported(call.driver.domains.removeManagedSave, "virDomainManagedSaveRemove")(dom, flags)),
};
