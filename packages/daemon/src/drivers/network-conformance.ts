// What every driver with networks must do alike, as cases that any test runner can run: see conformance.ts.

import assert from "node:assert/strict";
import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { ConnectListAllNetworksFlags, NetworkEventLifecycleType } from "@virtgate/protocol/constants";
import type { ConformanceCase } from "./conformance.js";
import type { NetworkDriver, NetworkRef } from "./network-driver.js";
import { networkEventIds } from "./network-events.js";

const name = "conformance";
const uuidText = "c0ffee00-0000-4000-8000-00000000e7e7";
const uuid = Uint8Array.from(Buffer.from(uuidText.replaceAll("-", ""), "hex"));
const ref: NetworkRef = { name, uuid };

/** An isolated network: no driver needs anything of the host's for it. */
const xml = (named = name, as = uuidText) => `<network><name>${named}</name><uuid>${as}</uuid></network>`;

const only = ConnectListAllNetworksFlags;
const { defined, undefined: forgotten, started, stopped } = NetworkEventLifecycleType;

async function refused(code: number, attempt: () => unknown): Promise<void> {
  await assert.rejects(
    async () => attempt(),
    (thrown) => thrown instanceof LibvirtError && thrown.code === code,
  );
}

const listed = async (networks: NetworkDriver, flags: number) =>
  (await networks.list(flags)).some((network) => network.name === name);

const cases: Record<string, (networks: NetworkDriver) => Promise<void>> = {
  async "a defined network is found by name and uuid, and is inactive"(networks) {
    const network = await networks.define(xml(), 0);
    assert.deepEqual(await networks.lookupByName(name), network);
    assert.deepEqual(await networks.lookupByUuid(uuid), network);
    assert.equal(await networks.isActive(network), false);
    assert.equal(await networks.isPersistent(network), true);
    assert.equal(await networks.autostart(network), false);
  },

  async "what does not exist is VIR_ERR_NO_NETWORK everywhere"(networks) {
    await refused(ErrorCode.noNetwork, () => networks.lookupByName(name));
    await refused(ErrorCode.noNetwork, () => networks.lookupByUuid(uuid));
    await refused(ErrorCode.noNetwork, () => networks.xml(ref, 0));
    await refused(ErrorCode.noNetwork, () => networks.isActive(ref));
    await refused(ErrorCode.noNetwork, () => networks.start(ref));
    await refused(ErrorCode.noNetwork, () => networks.destroy(ref));
    await refused(ErrorCode.noNetwork, () => networks.undefine(ref));
  },

  async "a name and a uuid belong to one network"(networks) {
    await networks.define(xml(), 0);
    const other = uuidText.replace(/e7e7$/, "beef");
    await refused(ErrorCode.operationFailed, () => networks.define(xml(name, other), 0));
    await refused(ErrorCode.operationFailed, () => networks.define(xml("another"), 0));
  },

  async "filters of one group add up, groups narrow down"(networks) {
    const network = await networks.define(xml(), 0);
    assert.equal(await listed(networks, 0), true);
    assert.equal(await listed(networks, only.inactive), true);
    assert.equal(await listed(networks, only.active), false);
    assert.equal(await listed(networks, only.active | only.inactive), true);
    assert.equal(await listed(networks, only.inactive | only.transient), false);
    await networks.setAutostart(network, true);
    assert.equal(await listed(networks, only.autostart | only.persistent), true);
    assert.equal(await listed(networks, only.noAutostart), false);
    assert.equal(await networks.count(0), (await networks.list(0)).length);
  },

  async "what runs cannot be started again"(networks) {
    const network = await networks.define(xml(), 0);
    await networks.start(network);
    await refused(ErrorCode.operationInvalid, () => networks.start(network));
    assert.equal(await networks.isActive(network), true);
  },

  async "a network that was never defined is gone when it stops"(networks) {
    const network = await networks.createXml(xml(), 0);
    assert.equal(await networks.isActive(network), true);
    assert.equal(await networks.isPersistent(network), false);
    await networks.destroy(network);
    await refused(ErrorCode.noNetwork, () => networks.lookupByUuid(uuid));
  },

  async "what is written can be defined again"(networks) {
    const text = await networks.xml(await networks.define(xml(), 0), 0);
    assert.equal(await networks.xml(await networks.define(text, 0), 0), text);
  },

  async "flags that nobody knows are refused"(networks) {
    const unknown = 1 << 30;
    await refused(ErrorCode.invalidArg, () => networks.list(unknown));
    await refused(ErrorCode.invalidArg, () => networks.define(xml(), unknown));
    await refused(ErrorCode.invalidArg, () => networks.createXml(xml(), unknown));
    await refused(ErrorCode.noNetwork, () => networks.lookupByName(name));
  },

  async "its life is told, in order"(networks) {
    const seen: number[] = [];
    const number = networks.events.register(networkEventIds.lifecycle, uuid, ({ event }) => seen.push(event));
    const network = await networks.define(xml(), 0);
    await networks.start(network);
    await networks.destroy(network);
    await networks.undefine(network);
    await new Promise((resolve) => setImmediate(resolve));
    networks.events.unregister(number);
    assert.deepEqual(seen, [defined, started, stopped, forgotten]);
  },
};

export const networkConformance: readonly ConformanceCase[] = Object.entries(cases).map(([title, run]) => ({
  name: `networks: ${title}`,
  run: ({ driver }) => {
    assert.ok(driver.networks, "the driver has no networks");
    return run(driver.networks);
  },
}));
