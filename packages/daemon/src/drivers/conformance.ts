// What every driver must do alike, as cases that any test runner can run. A driver that cannot do something leaves
// out the cases by name and says why; what it does differently is a bug.

import assert from "node:assert/strict";
import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import {
  ConnectListAllDomainsFlags,
  DomainEventDefinedDetailType,
  DomainEventStartedDetailType,
  DomainEventStoppedDetailType,
  DomainEventType,
  DomainEventUndefinedDetailType,
  DomainMetadataType,
  DomainModificationImpact,
  DomainState,
  DomainXMLFlags,
} from "@virtgate/protocol/constants";
import { type DomainEvent, domainEventIds } from "./domain-events.js";
import type { DomainRef, Driver } from "./driver.js";

/** What a case has at hand. */
export interface Bench {
  readonly driver: Driver;
  /** A definition the driver accepts, for a domain of that name and uuid. */
  domainXml(name: string, uuid: string): string;
}

export interface ConformanceCase {
  readonly name: string;
  run(bench: Bench): Promise<void>;
}

const name = "conformance";
const uuidText = "c0ffee00-0000-4000-8000-00000000d0d0";
const uuid = Uint8Array.from(Buffer.from(uuidText.replaceAll("-", ""), "hex"));
const otherUuidText = "c0ffee00-0000-4000-8000-00000000beef";
const list = ConnectListAllDomainsFlags;
const { defined, undefined: forgotten, started, stopped, suspended, resumed } = DomainEventType;

async function refused(code: number, attempt: () => unknown): Promise<void> {
  await assert.rejects(
    async () => attempt(),
    (thrown) => thrown instanceof LibvirtError && thrown.code === code,
  );
}

const define = (bench: Bench) => bench.driver.domains.define(bench.domainXml(name, uuidText), 0);
const namesOf = (domains: readonly DomainRef[]) => domains.map((domain) => domain.name);

/** Runs `act` and gives the lifecycle events it caused, as [event, detail, id is -1]. */
async function lifecycle(bench: Bench, act: () => Promise<void>): Promise<[number, number, boolean][]> {
  const seen: [number, number, boolean][] = [];
  const listener = (event: DomainEvent) => {
    if (event.kind === "lifecycle") seen.push([event.event, event.detail, event.domain.id === -1]);
  };
  const { events } = bench.driver.domains;
  const number = events.register(domainEventIds.lifecycle, uuid, listener);
  await act();
  await new Promise((resolve) => setImmediate(resolve));
  events.unregister(number);
  return seen;
}

const cases: Record<string, (bench: Bench) => Promise<void>> = {
  async "a defined domain is found by name and uuid, and is off"(bench) {
    const { domains } = bench.driver;
    const domain = await define(bench);
    assert.deepEqual(await domains.lookupByName(name), domain);
    assert.deepEqual(await domains.lookupByUuid(uuid), domain);
    assert.equal(domain.id, -1);
    assert.equal(await domains.isActive(domain), false);
    assert.equal(await domains.isPersistent(domain), true);
    assert.equal((await domains.info(domain)).state, DomainState.shutoff);
  },

  async "a domain is found by its id only while it runs"(bench) {
    const { domains } = bench.driver;
    const domain = await define(bench);
    const running = await domains.start(domain, 0);
    assert.ok(running.id > 0);
    assert.equal((await domains.lookupById(running.id)).name, name);
    await domains.destroy(domain, 0);
    await refused(ErrorCode.noDomain, () => domains.lookupById(running.id));
  },

  async "what does not exist is VIR_ERR_NO_DOMAIN everywhere"({ driver: { domains } }) {
    const ghost: DomainRef = { name, uuid, id: -1 };
    await refused(ErrorCode.noDomain, () => domains.lookupByName(name));
    await refused(ErrorCode.noDomain, () => domains.lookupByUuid(uuid));
    await refused(ErrorCode.noDomain, () => domains.info(ghost));
    await refused(ErrorCode.noDomain, () => domains.xml(ghost, 0));
    await refused(ErrorCode.noDomain, () => domains.start(ghost, 0));
    await refused(ErrorCode.noDomain, () => domains.undefine(ghost, 0));
  },

  async "only the uuid decides which domain is meant"(bench) {
    const { domains } = bench.driver;
    await define(bench);
    assert.equal(await domains.isActive({ name: "an old name", uuid, id: 77 }), false);
  },

  async "a name and a uuid belong to one domain"(bench) {
    const { domains } = bench.driver;
    await define(bench);
    await refused(ErrorCode.operationFailed, () => domains.define(bench.domainXml(name, otherUuidText), 0));
    await refused(ErrorCode.operationFailed, () => domains.define(bench.domainXml("another", uuidText), 0));
  },

  async "filters of one group add up, groups narrow down"(bench) {
    const { domains } = bench.driver;
    await define(bench);
    const shown = async (flags: number) => namesOf(await domains.list(flags)).includes(name);
    assert.equal(await shown(0), true);
    assert.equal(await shown(list.inactive), true);
    assert.equal(await shown(list.active), false);
    assert.equal(await shown(list.active | list.inactive), true);
    assert.equal(await shown(list.inactive | list.transient), false);
    assert.equal(await shown(list.shutoff | list.persistent | list.noAutostart), true);
    assert.equal(await shown(list.running | list.paused | list.other), false);
  },

  async "a whole life is told in events"(bench) {
    const { domains } = bench.driver;
    const seen = await lifecycle(bench, async () => {
      const domain = await define(bench);
      await define(bench);
      await domains.start(domain, 0);
      await domains.suspend(domain);
      await domains.resume(domain);
      await domains.destroy(domain, 0);
      await domains.undefine(domain, 0);
    });
    assert.deepEqual(seen, [
      [defined, DomainEventDefinedDetailType.added, true],
      [defined, DomainEventDefinedDetailType.updated, true],
      [started, DomainEventStartedDetailType.booted, false],
      [suspended, 0, false],
      [resumed, 0, false],
      [stopped, DomainEventStoppedDetailType.destroyed, true],
      [forgotten, DomainEventUndefinedDetailType.removed, true],
    ]);
  },

  async "events of other domains, and after unregistering, stay away"(bench) {
    const { domains } = bench.driver;
    const seen = await lifecycle(bench, async () => {
      await domains.define(bench.domainXml("another", otherUuidText), 0);
    });
    assert.deepEqual(seen, []);
    let heard = 0;
    const number = domains.events.register(domainEventIds.lifecycle, undefined, () => heard++);
    domains.events.unregister(number);
    await define(bench);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(heard, 0);
  },

  async "starting what runs, and stopping what does not, is refused"(bench) {
    const { domains } = bench.driver;
    const domain = await define(bench);
    await refused(ErrorCode.operationInvalid, () => domains.destroy(domain, 0));
    await assert.rejects(async () => domains.suspend(domain), LibvirtError);
    await assert.rejects(async () => domains.resume(domain), LibvirtError);
    await domains.start(domain, 0);
    await assert.rejects(async () => domains.start(domain, 0), LibvirtError);
  },

  async "a domain created from XML is gone when it stops"(bench) {
    const { domains } = bench.driver;
    const domain = await domains.createXml(bench.domainXml(name, uuidText), 0);
    assert.equal(await domains.isPersistent(domain), false);
    await domains.destroy(domain, 0);
    await refused(ErrorCode.noDomain, () => domains.lookupByName(name));
  },

  async "a running domain outlives its definition until it stops"(bench) {
    const { domains } = bench.driver;
    const domain = await define(bench);
    await domains.start(domain, 0);
    await domains.undefine(domain, 0);
    assert.equal(await domains.isPersistent(domain), false);
    await domains.destroy(domain, 0);
    await refused(ErrorCode.noDomain, () => domains.lookupByUuid(uuid));
  },

  async "what the XML says can be defined again and says the same"(bench) {
    const { domains } = bench.driver;
    const domain = await define(bench);
    const xml = await domains.xml(domain, DomainXMLFlags.inactive);
    await domains.define(xml, 0);
    assert.equal(await domains.xml(domain, DomainXMLFlags.inactive), xml);
  },

  async "redefining a running domain changes the next start only"(bench) {
    const { domains } = bench.driver;
    const domain = await define(bench);
    await domains.start(domain, 0);
    const before = await domains.info(domain);
    const xml = await domains.xml(domain, DomainXMLFlags.inactive);
    await domains.define(xml.replace("</uuid>", "</uuid>\n  <title>next time</title>"), 0);
    assert.equal((await domains.info(domain)).memoryKiB, before.memoryKiB);
    assert.doesNotMatch(await domains.xml(domain, 0), /next time/);
    assert.match(await domains.xml(domain, DomainXMLFlags.inactive), /next time/);
    await domains.destroy(domain, 0);
    assert.match(await domains.xml(domain, 0), /next time/);
  },

  async "autostart is remembered"(bench) {
    const { domains } = bench.driver;
    const domain = await define(bench);
    assert.equal(await domains.autostart(domain), false);
    await domains.setAutostart(domain, true);
    assert.equal(await domains.autostart(domain), true);
    assert.deepEqual(namesOf(await domains.list(list.autostart)), [name]);
  },

  async "a description can be set, read and removed"(bench) {
    const { domains } = bench.driver;
    const domain = await define(bench);
    const type = DomainMetadataType.description;
    const change = { type, metadata: "a <b> & c", key: null, uri: null };
    await domains.setMetadata(domain, change, DomainModificationImpact.config);
    assert.equal(await domains.metadata(domain, type, null, 0), "a <b> & c");
    await domains.setMetadata(domain, { ...change, metadata: null }, 0);
    await refused(ErrorCode.noDomainMetadata, () => domains.metadata(domain, type, null, 0));
  },

  async "unknown flags are refused"(bench) {
    const { domains } = bench.driver;
    const domain = await define(bench);
    const unknown = 0x8000_0000;
    await refused(ErrorCode.invalidArg, () => domains.list(unknown));
    await refused(ErrorCode.invalidArg, () => domains.xml(domain, unknown));
    await refused(ErrorCode.invalidArg, () => domains.start(domain, unknown));
    await refused(ErrorCode.invalidArg, () => domains.undefine(domain, unknown));
  },
};

/** Each is to run with a driver of its own, in which no domain of these names exists. */
export const conformance: readonly ConformanceCase[] = Object.entries(cases).map(([title, run]) => ({
  name: title,
  run,
}));
