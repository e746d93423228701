// Checkpoints of domains.

import type { remote } from "@virtgate/protocol";
import { DomainCheckpointCreateFlags, DomainCheckpointDeleteFlags } from "@virtgate/protocol/constants";
import type { Call, Handlers } from "../call.js";
import type { DomainCheckpointDriver, MomentRef } from "../drivers/domain-snapshot-driver.js";
import { after, done } from "./after.js";
import { type NamedFlag, requireExclusive, requireFlag, supported } from "./checks.js";

const checkpointsOf = (call: Call, api: string): DomainCheckpointDriver =>
  supported(call.driver.checkpoints, api);

const answered = (checkpoint: MomentRef) => ({ checkpoint });

const flag = {
  redefine: [DomainCheckpointCreateFlags.redefine, "VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE"],
  quiesce: [DomainCheckpointCreateFlags.quiesce, "VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE"],
  validate: [DomainCheckpointCreateFlags.redefineValidate, "VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE"],
  children: [DomainCheckpointDeleteFlags.children, "VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN"],
  childrenOnly: [DomainCheckpointDeleteFlags.childrenOnly, "VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY"],
} as const satisfies Record<string, NamedFlag>;

const listed = (needResults: number) => (checkpoints: readonly MomentRef[]) => ({
  checkpoints: needResults ? [...checkpoints] : [],
  ret: checkpoints.length,
});

export const domainCheckpointHandlers: Handlers<typeof remote.calls> = {
  domainCheckpointCreateXml(call, { dom, xmlDesc, flags }) {
    const api = "virDomainCheckpointCreateXML";
    const checkpoints = checkpointsOf(call, api);
    requireExclusive(api, flags, flag.redefine, flag.quiesce);
    requireFlag(api, flags, flag.validate, flag.redefine);
    return after(checkpoints.createXml(dom, xmlDesc, flags), answered);
  },
  domainCheckpointGetXmlDesc: (call, { checkpoint, flags }) =>
    after(checkpointsOf(call, "virDomainCheckpointGetXMLDesc").xml(checkpoint, flags), (xml) => ({ xml })),
  domainListAllCheckpoints: (call, { dom, needResults, flags }) =>
    after(checkpointsOf(call, "virDomainListAllCheckpoints").list(dom, flags), listed(needResults)),
  domainCheckpointListAllChildren(call, { checkpoint, needResults, flags }) {
    const checkpoints = checkpointsOf(call, "virDomainCheckpointListAllChildren");
    return after(checkpoints.listChildren(checkpoint, flags), listed(needResults));
  },
  domainCheckpointLookupByName: (call, { dom, name, flags }) =>
    after(checkpointsOf(call, "virDomainCheckpointLookupByName").lookupByName(dom, name, flags), answered),
  domainCheckpointGetParent: (call, { checkpoint, flags }) =>
    after(checkpointsOf(call, "virDomainCheckpointGetParent").parent(checkpoint, flags), (parent) => ({
      parent,
    })),
  domainCheckpointDelete(call, { checkpoint, flags }) {
    const api = "virDomainCheckpointDelete";
    const checkpoints = checkpointsOf(call, api);
    requireExclusive(api, flags, flag.children, flag.childrenOnly);
    return done(checkpoints.delete(checkpoint, flags));
  },
};
