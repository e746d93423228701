// Starting, stopping and forgetting domains, and the events that tell of it (observed with libvirt 9.0.0).

import {
  DomainCreateFlags,
  DomainDefineFlags,
  DomainDestroyFlagsValues,
  DomainEventDefinedDetailType,
  DomainEventResumedDetailType,
  DomainEventStartedDetailType,
  DomainEventStoppedDetailType,
  DomainEventSuspendedDetailType,
  DomainEventType,
  DomainEventUndefinedDetailType,
  DomainPausedReason,
  DomainRunningReason,
  DomainShutoffReason,
  DomainState,
  DomainUndefineFlagsValues,
} from "@virtgate/protocol/constants";
import type { DomainDriver, DomainRef } from "../driver.js";
import { lifecycleAction, readDefinition } from "./definition.js";
import type { TestDomain } from "./domain.js";
import type { DomainTable } from "./domain-table.js";
import { illegalName, internal, invalidXml, notValid, onlyFlags } from "./refusals.js";

type Lifecycle = Required<
  Pick<
    DomainDriver,
    | "define"
    | "undefine"
    | "createXml"
    | "start"
    | "shutdown"
    | "destroy"
    | "reboot"
    | "reset"
    | "suspend"
    | "resume"
    | "rename"
    | "autostart"
    | "setAutostart"
  >
>;

/** All of virDomainRebootFlagValues. */
const knownRebootFlags = 0x1f;

export function tell(table: DomainTable, domain: DomainRef, event: number, detail: number): void {
  table.events.raise({ kind: "lifecycle", domain, event, detail });
}

/** Stops a domain, tells of it, and forgets it when it is transient. */
export function stop(table: DomainTable, domain: TestDomain, reason: number, detail: number): void {
  const last = domain.stop(reason);
  if (!domain.persistent) table.remove(domain);
  tell(table, last, DomainEventType.stopped, detail);
}

function stopAsShutDown(table: DomainTable, domain: TestDomain): void {
  stop(table, domain, DomainShutoffReason.shutdown, DomainEventStoppedDetailType.shutdown);
}

/** Does the guest come up again after this way of ending? */
function restarts(domain: TestDomain, event: "on_poweroff" | "on_reboot"): boolean {
  const action = lifecycleAction(domain.definition, event);
  return action === "restart" || action === "rename-restart";
}

export function domainLifecycle(table: DomainTable): Lifecycle {
  return {
    define(xml, flags) {
      onlyFlags("testDomainDefineXMLFlags", flags, DomainDefineFlags.validate);
      const definition = readDefinition(xml);
      // Only here: a transient domain may have such a name.
      if (definition.name.includes("\n")) throw illegalName();
      const { domain, known } = table.define(definition);
      const { added, updated } = DomainEventDefinedDetailType;
      tell(table, domain.ref, DomainEventType.defined, known ? updated : added);
      return domain.ref;
    },

    undefine(ref, flags) {
      const { managedSave, snapshotsMetadata } = DomainUndefineFlagsValues;
      onlyFlags("testDomainUndefineFlags", flags, managedSave | snapshotsMetadata);
      const domain = table.find(ref);
      if (domain.managedSave && (flags & managedSave) === 0) {
        throw notValid("Refusing to undefine while domain managed save image exists");
      }
      const { snapshotCount } = domain;
      if (!domain.active && snapshotCount > 0 && (flags & snapshotsMetadata) === 0)
        throw notValid(`cannot delete inactive domain with ${snapshotCount} snapshots`);
      domain.managedSave = false;
      tell(table, domain.ref, DomainEventType.undefined, DomainEventUndefinedDetailType.removed);
      if (domain.active) domain.persistent = false;
      else table.remove(domain);
    },

    createXml(xml, flags) {
      onlyFlags("testDomainCreateXML", flags, DomainCreateFlags.startValidate);
      const domain = table.admit(readDefinition(xml));
      domain.start(table.newId());
      tell(table, domain.ref, DomainEventType.started, DomainEventStartedDetailType.booted);
      return domain.ref;
    },

    start(ref, flags) {
      onlyFlags("testDomainCreateWithFlags", flags);
      const domain = table.find(ref);
      if (domain.active) throw internal(`Domain '${domain.ref.name}' is already running`);
      domain.start(table.newId());
      tell(table, domain.ref, DomainEventType.started, DomainEventStartedDetailType.booted);
      return domain.ref;
    },

    shutdown(ref, flags) {
      onlyFlags("testDomainShutdownFlags", flags);
      const domain = table.find(ref);
      if (!domain.active) throw internal(`domain '${domain.ref.name}' not running`);
      if (restarts(domain, "on_poweroff")) domain.setState(DomainState.running, DomainRunningReason.booted);
      else stopAsShutDown(table, domain);
    },

    destroy(ref, flags) {
      onlyFlags("testDomainDestroyFlags", flags, DomainDestroyFlagsValues.graceful);
      const domain = table.findActive(ref);
      stop(table, domain, DomainShutoffReason.destroyed, DomainEventStoppedDetailType.destroyed);
    },

    reboot(ref, flags) {
      onlyFlags("testDomainReboot", flags, knownRebootFlags);
      const domain = table.findActive(ref);
      if (restarts(domain, "on_reboot")) domain.setState(DomainState.running, DomainRunningReason.booted);
      else stopAsShutDown(table, domain);
    },

    reset(ref, flags) {
      onlyFlags("testDomainReset", flags);
      table.findActive(ref);
    },

    suspend(ref) {
      const domain = table.find(ref);
      const { shutoff, paused } = DomainState;
      if (domain.state === shutoff || domain.state === paused) {
        throw internal(`domain '${domain.ref.name}' not running`);
      }
      domain.setState(DomainState.paused, DomainPausedReason.user);
      tell(table, domain.ref, DomainEventType.suspended, DomainEventSuspendedDetailType.paused);
    },

    resume(ref) {
      const domain = table.find(ref);
      if (domain.state !== DomainState.paused) throw internal(`domain '${domain.ref.name}' not paused`);
      domain.setState(DomainState.running, DomainRunningReason.unpaused);
      tell(table, domain.ref, DomainEventType.resumed, DomainEventResumedDetailType.unpaused);
    },

    rename(ref, name, flags) {
      onlyFlags("testDomainRename", flags);
      const domain = table.find(ref);
      if (domain.active) throw notValid("cannot rename active domain");
      if (name.includes("/")) throw invalidXml(`name ${name} cannot contain '/'`);
      const before = domain.ref;
      table.rename(domain, name);
      tell(table, before, DomainEventType.undefined, DomainEventUndefinedDetailType.renamed);
      tell(table, domain.ref, DomainEventType.defined, DomainEventDefinedDetailType.renamed);
    },

    autostart: (ref) => table.find(ref).autostart,

    setAutostart(ref, autostart) {
      table.find(ref).autostart = autostart;
    },
  };
}
