import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { EventState } from "../events.js";
import { nodeDeviceEvents } from "../node-device-events.js";
import type { StoragePoolEvent } from "../storage-events.js";
import { storagePoolEventIds, storagePoolEvents } from "../storage-events.js";
import { addDefaultDevices } from "./default-devices.js";
import { DeviceTable } from "./device-table.js";
import { storagePools } from "./storage-pools.js";
import { StorageTable } from "./storage-table.js";
import { storageVolumes } from "./storage-volumes.js";
import { Vports } from "./vports.js";

const uuidText = (number: number) => `c7a5fdbd-edaf-9455-926a-${String(number).padStart(12, "0")}`;
const dir = (name: string, number: number, path = `/${name}`) =>
  `<pool type='dir'><name>${name}</name><uuid>${uuidText(number)}</uuid><target><path>${path}</path></target></pool>`;
const volume = (name: string, bytes: number | bigint = 1) =>
  `<volume><name>${name}</name><capacity>${bytes}</capacity></volume>`;
const fibre = (name: string, number: number) =>
  `<pool type='scsi'><name>${name}</name><uuid>${uuidText(number)}</uuid><source><adapter type='fc_host' wwnn='20000000c9831b4${number}' wwpn='10000000c9831b4b'/></source><target><path>/dev</path></target></pool>`;

function bench() {
  const state = new EventState();
  const devices = new DeviceTable(nodeDeviceEvents(state));
  const table = new StorageTable(storagePoolEvents(state), new Vports(devices));
  return { devices, table, pools: storagePools(table), volumes: storageVolumes(table) };
}

function codeOf(work: () => unknown): number {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof LibvirtError) return thrown.code;
    throw thrown;
  }
  return 0;
}

describe("a pool of the test hypervisor", () => {
  test("counts what its volumes take, and gives it back", async () => {
    const { pools, volumes } = bench();
    const pool = await pools.createXml(dir("p", 1), 0);
    const capacity = 100n * 1024n ** 3n;
    await volumes.create(pool, volume("a", capacity - 1n), 0);
    expect(codeOf(() => volumes.create(pool, volume("b", 2), 0))).toBe(ErrorCode.internalError);
    const b = await volumes.create(pool, volume("b", 1), 0);
    expect(await pools.info(pool)).toMatchObject({ allocationBytes: capacity, availableBytes: 0n });
    await volumes.delete(b, 0);
    expect(await pools.info(pool)).toMatchObject({ allocationBytes: capacity - 1n, availableBytes: 1n });
  });

  test("that is defined anew counts from nothing, and keeps its volumes", async () => {
    const { pools, volumes } = bench();
    const pool = await pools.define(dir("p", 1), 0);
    await pools.start(pool, 0);
    await volumes.create(pool, volume("a", 5), 0);
    await pools.define(dir("p", 1, "/new"), 0);
    expect(await pools.info(pool)).toMatchObject({ allocationBytes: 0n });
    expect(await volumes.names(pool)).toEqual(["a"]);
    // A running pool goes on with the definition it has, and never takes the other.
    expect(await pools.xml(pool, 0)).toContain("<path>/p</path>");
  });

  test("that was defined anew and lost a volume has less than nothing in it, and room for one again", async () => {
    const { pools, volumes } = bench();
    const pool = await pools.createXml(dir("p", 1), 0);
    const old = await volumes.create(pool, volume("a", 5), 0);
    await pools.define(dir("p", 1), 0);
    await volumes.delete(old, 0);
    expect(await pools.info(pool)).toMatchObject({ allocationBytes: 2n ** 64n - 5n });
    expect(codeOf(() => volumes.create(pool, volume("b", 4), 0))).toBe(ErrorCode.internalError);
    await volumes.create(pool, volume("b", 7), 0);
    expect(await pools.info(pool)).toMatchObject({ allocationBytes: 2n });
  });

  test("of another kind has other names for the formats of its volumes", async () => {
    const { pools, volumes } = bench();
    const disk = dir("p", 1)
      .replace("'dir'", "'disk'")
      .replace("<target>", "<source><device path='/d'/></source><target>");
    const pool = await pools.define(dir("p", 1), 0);
    await pools.start(pool, 0);
    const raw = await volumes.create(pool, volume("raw"), 0);
    const qcow2 = `<volume><name>q</name><capacity>1</capacity><target><format type='qcow2'/></target></volume>`;
    const other = await volumes.create(pool, qcow2, 0);
    await pools.destroy(pool);
    await pools.define(disk, 0);
    await pools.start(pool, 0);
    expect(await volumes.xml(raw, 0)).toContain("<format type='linux'/>");
    expect(codeOf(() => volumes.xml(other, 0))).toBe(ErrorCode.internalError);
  });

  test("keeps its volumes while it is off, but nobody finds them", async () => {
    const { pools, volumes } = bench();
    const pool = await pools.define(dir("p", 1), 0);
    await pools.start(pool, 0);
    const { key } = await volumes.create(pool, volume("a"), 0);
    await pools.destroy(pool);
    expect(codeOf(() => volumes.lookupByKey(key))).toBe(ErrorCode.noStorageVol);
    await pools.start(pool, 0);
    expect(await volumes.lookupByKey(key)).toEqual({ pool: "p", name: "a", key: "/p/a" });
  });

  test("on a Fibre Channel adapter brings a port, which goes with the first that stops", async () => {
    const { devices, pools } = bench();
    expect(codeOf(() => pools.createXml(fibre("one", 1), 0))).toBe(ErrorCode.internalError);
    expect(await pools.count(0)).toBe(0);
    addDefaultDevices(devices);
    const one = await pools.createXml(fibre("one", 1), 0);
    const two = await pools.createXml(fibre("two", 2), 0);
    await pools.destroy(one);
    expect(codeOf(() => pools.destroy(two))).toBe(ErrorCode.noNodeDevice);
    expect(await pools.isActive(two)).toBe(false);
  });

  test("tells of its life in order, to those who asked for it", async () => {
    const { table, pools } = bench();
    const seen: string[] = [];
    const note = (event: StoragePoolEvent) =>
      seen.push(`${event.pool.name} ${event.kind === "refresh" ? "refresh" : event.event}`);
    table.events.register(storagePoolEventIds.lifecycle, undefined, note);
    const p = await pools.define(dir("p", 1), 0);
    const number = table.events.register(storagePoolEventIds.refresh, p.uuid, note);
    const q = await pools.createXml(dir("q", 2), 0);
    await pools.start(p, 0);
    await pools.refresh(p, 0);
    await pools.refresh(q, 0);
    await pools.destroy(q);
    await new Promise((resolve) => setImmediate(resolve));
    table.events.unregister(number);
    await pools.refresh(p, 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(["p 0", "q 2", "p 2", "p refresh", "q 3"]);
  });
});

describe("many of them", () => {
  test("10,000 pools are created, found and listed, and a volume is found in one of them", async () => {
    const { pools, volumes } = bench();
    const count = 10_000;
    for (let number = 0; number < count; number++) {
      await pools.createXml(
        `<pool type='rbd'><name>p${number}</name><uuid>${uuidText(number)}</uuid><source><host name='h'/><name>r</name></source></pool>`,
        0,
      );
    }
    expect(await pools.list(0)).toHaveLength(count);
    await volumes.create(await pools.lookupByName("p9999"), volume("v"), 0);
    expect(await volumes.lookupByKey("(null)/v")).toMatchObject({ pool: "p9999" });
  });
});
