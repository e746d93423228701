// What our client library says, beside what libvirt's own (the Python binding) says of the same host. A row is an
// expression of each; equal JSON is equal. bigint counts as number, a refusal as its fields.
import { type Connection, type Domain, fromTypedParameters, toNodeReadable } from "@virtgate/client";

export interface ClientRow {
  readonly title: string;
  readonly ours: (c: Connection, d: Domain) => Promise<unknown> | unknown;
  /** Python: `c` the connection, `d` the running domain. Statements that end in show(...), or one expression. */
  readonly libvirt: string;
}

const row = (title: string, ours: ClientRow["ours"], libvirt: string): ClientRow => ({
  title,
  ours,
  libvirt,
});

const uuid = "c7a5fdbd-edaf-9455-926a-d65c16db1809";
const xml = `<domain type='test'><name>web</name><uuid>${uuid}</uuid><memory>65536</memory><os><type>hvm</type></os></domain>`;
const python = (code: string) => `xml = "${xml}"\n${code}`;
const names = (objects: readonly { readonly name: string }[]) => objects.map(({ name }) => name).sort();

/** On any daemon. */
export const everywhere: ClientRow[] = [
  row("type of the hypervisor", (c) => c.host.type(), "c.getType()"),
  row("version", async (c) => Number((await c.call.connectGetVersion({})).hvVer), "c.getVersion()"),
  row(
    "libvirt's version",
    async (c) => Number((await c.call.connectGetLibVersion({})).libVer),
    "c.getLibVersion()",
  ),
  row("host name", (c) => c.host.hostname(), "c.getHostname()"),
  row("capabilities", (c) => c.host.capabilities(), "c.getCapabilities()"),
  row("sysinfo", (c) => c.host.sysinfo(), "c.getSysinfo()"),
  row("maxvcpus", (c) => c.host.maxVcpus("test"), "c.getMaxVcpus('test')"),
  row(
    "node",
    async (c) => {
      const node = await c.host.nodeInfo();
      const { model, memoryKiB, cpus, mhz, nodes, sockets, cores, threads } = node;
      return [model, memoryKiB / 1024, cpus, mhz, nodes, sockets, cores, threads];
    },
    "c.getInfo()",
  ),
  row("free memory", (c) => c.host.freeMemoryBytes(), "c.getFreeMemory()"),
  row("free memory of cells", (c) => c.host.cellsFreeMemoryBytes(0, 2), "c.getCellsFreeMemory(0, 2)"),
  row("cpu map", async (c) => (await c.host.cpuMap()).slice(0, 8), "c.getCPUMap()[1][:8]"),
  row("cpu statistics", (c) => c.host.cpuStats(), "c.getCPUStats(-1)"),
  row("refused: memory statistics", (c) => c.host.memoryStats(), "c.getMemoryStats(-1)"),

  row("domains", async (c) => names(await c.domains.list()), "sorted(x.name() for x in c.listAllDomains())"),
  row(
    "look up by name",
    async (c) => (await c.domains.lookupByName("test")).uuid,
    "c.lookupByName('test').UUIDString()",
  ),
  row("look up by id", async (c) => (await c.domains.lookupById(1)).name, "c.lookupByID(1).name()"),
  row(
    "look up by uuid",
    async (c) => (await c.domains.lookupByUuid("6695eb01-f6a4-8304-79aa-97f2502e193f")).name,
    "c.lookupByUUIDString('6695eb01-f6a4-8304-79aa-97f2502e193f').name()",
  ),
  row("refused: no such name", (c) => c.domains.lookupByName("nosuch"), "c.lookupByName('nosuch')"),
  row("refused: no such id", (c) => c.domains.lookupById(99), "c.lookupByID(99)"),
  row("refused: no such uuid", (c) => c.domains.lookupByUuid("0".repeat(32)), "c.lookupByUUID(bytes(16))"),

  row(
    "info",
    async (_c, d) => {
      const { state, maxMemoryKiB, memoryKiB, vcpus } = await d.info();
      return [state, maxMemoryKiB, memoryKiB, vcpus];
    },
    "d.info()[:4]",
  ),
  row("state", async (_c, d) => Object.values(await d.state()), "d.state()"),
  row("XML", (_c, d) => d.xmlDesc(), "d.XMLDesc(0)"),
  row("XML, inactive", (_c, d) => d.xmlDesc(2), "d.XMLDesc(2)"),
  row("os type", (_c, d) => d.osType(), "d.OSType()"),
  row(
    "flags of a domain",
    async (_c, d) => [await d.isActive(), await d.isPersistent(), await d.isUpdated()].map(Number),
    "d.isActive(), d.isPersistent(), d.isUpdated()",
  ),
  row("vcpus", async (_c, d) => [await d.maxVcpus(), await d.vcpusFlags(0)], "d.maxVcpus(), d.vcpusFlags(0)"),
  row("control", async (_c, d) => Object.values(await d.controlInfo()), "d.controlInfo()"),
  row("refused: no description", (_c, d) => d.metadata(0), "d.metadata(0, None)"),
  row(
    "a title",
    async (_c, d) => [await d.setMetadata(1, "T"), await d.metadata(1)][1],
    "d.setMetadata(1, 'T', None, None)\nshow(d.metadata(1, None))",
  ),
  row("refused: resume", (_c, d) => d.resume(), "d.resume()"),
  row("refused: start", (_c, d) => d.create(), "d.create()"),
  row("refused: rename", (_c, d) => d.rename("x"), "d.rename('x')"),
  row("refused: restore", (c) => c.domains.restore("/nosuch/file"), "c.restore('/nosuch/file')"),
  row(
    "suspend and resume",
    async (_c, d) => {
      await d.suspend();
      const paused = await d.state();
      await d.resume();
      return [Object.values(paused), Object.values(await d.state())];
    },
    "d.suspend()\nx = d.state()\nd.resume()\nshow([x, d.state()])",
  ),
  row(
    "destroy and start",
    async (_c, d) => {
      await d.destroy();
      const off = Object.values(await d.state());
      await d.create();
      return [off, Object.values(await d.state()), d.id];
    },
    "d.destroy()\nx = d.state()\nd.create()\nshow([x, d.state(), d.ID()])",
  ),
  row(
    "define, start, destroy, undefine",
    async (c) => {
      const web = await c.domains.define(xml);
      await web.create();
      const running = [web.name, web.uuid, web.id, names(await c.domains.list())];
      await web.destroy();
      await web.undefine();
      return [...running, names(await c.domains.list())];
    },
    python(`w = c.defineXML(xml)
w.create()
x = [w.name(), w.UUIDString(), w.ID(), sorted(y.name() for y in c.listAllDomains())]
w.destroy()
w.undefine()
show(x + [sorted(y.name() for y in c.listAllDomains())])`),
  ),
  row(
    "XML of a defined domain",
    async (c) => (await c.domains.define(xml)).xmlDesc(),
    python("show(c.defineXML(xml).XMLDesc(0))"),
  ),
  row(
    "refused: XML",
    (c) => c.domains.define("<domain type='test'/>"),
    `c.defineXML("<domain type='test'/>")`,
  ),
  row(
    "managed save",
    async (_c, d) => {
      await d.managedSave();
      const saved = await d.hasManagedSaveImage();
      await d.create();
      return [saved, await d.hasManagedSaveImage()].map(Number);
    },
    "d.managedSave(0)\nx = d.hasManagedSaveImage()\nd.create()\nshow([x, d.hasManagedSaveImage()])",
  ),
  row(
    "autostart",
    async (_c, d) => {
      await d.setAutostart(true);
      return Number(await d.autostart());
    },
    "d.setAutostart(1)\nshow(d.autostart())",
  ),
  row("keys", (_c, d) => d.sendKey(0, 0, [30]).then(() => 0), "d.sendKey(0, 0, [30], 1, 0)"),
  row(
    "events",
    async (c, d) => {
      const seen: unknown[] = [];
      const events = c.events.domain("lifecycle");
      await events.ready;
      await d.suspend();
      await d.resume();
      for await (const { dom, event, detail } of events) {
        seen.push([dom.name, event, detail]);
        if (seen.length === 2) break;
      }
      return seen;
    },
    `seen = []
i = c.domainEventRegisterAny(None, 0, lambda conn, dom, event, detail, opaque: seen.append([dom.name(), event, detail]), None)
d.suspend()
d.resume()
wait_for(lambda: len(seen) == 2)
show(seen)
c.domainEventDeregisterAny(i)`,
  ),
  row(
    "a screenshot",
    async (_c, d) => {
      const { mime, stream } = await d.screenshot();
      const parts: Buffer[] = [];
      for await (const part of toNodeReadable(stream)) parts.push(part);
      return [mime, Buffer.concat(parts).subarray(0, 4).toString("hex")];
    },
    `s = c.newStream(0)
mime = d.screenshot(s, 0, 0)
parts = []
s.recvAll(lambda stream, chunk, opaque: parts.append(chunk), None)
s.finish()
show([mime, b"".join(parts)[:4].hex()])`,
  ),
];

/** What virtgated's test hypervisor does not have yet; libvirt's has it. */
export const onLibvirtd: ClientRow[] = [
  row(
    "networks",
    async (c) => names(await c.networks.list()),
    "sorted(x.name() for x in c.listAllNetworks())",
  ),
  row(
    "a network",
    async (c) => {
      const network = await c.networks.lookupByName("default");
      return [
        network.uuid,
        await network.bridgeName(),
        Number(await network.isActive()),
        await network.xmlDesc(),
      ];
    },
    "n = c.networkLookupByName('default')\nshow([n.UUIDString(), n.bridgeName(), n.isActive(), n.XMLDesc(0)])",
  ),
  row("refused: no such network", (c) => c.networks.lookupByName("x"), "c.networkLookupByName('x')"),
  row(
    "pools",
    async (c) => names(await c.storagePools.list()),
    "sorted(x.name() for x in c.listAllStoragePools())",
  ),
  row(
    "a pool",
    async (c) => {
      const pool = await c.storagePools.lookupByName("default-pool");
      const { state, capacityBytes, allocationBytes, availableBytes } = await pool.info();
      return [[state, capacityBytes, allocationBytes, availableBytes], await pool.xmlDesc()];
    },
    "p = c.storagePoolLookupByName('default-pool')\nshow([p.info(), p.XMLDesc(0)])",
  ),
  row(
    "interfaces",
    async (c) => names(await c.interfaces.list()),
    "sorted(x.name() for x in c.listAllInterfaces())",
  ),
  row(
    "node devices",
    async (c) => names(await c.nodeDevices.list()),
    "sorted(x.name() for x in c.listAllDevices())",
  ),
  row("secrets", (c) => c.secrets.list(), "c.listAllSecrets()"),
  row("network filters", (c) => c.nwFilters.list(), "c.listAllNWFilters()"),
  row(
    "scheduler parameters",
    async (c, d) => {
      const { nparams } = await c.call.domainGetSchedulerType({ dom: d.ref });
      const { params } = await c.call.domainGetSchedulerParameters({ dom: d.ref, nparams });
      return fromTypedParameters(params);
    },
    "d.schedulerParameters()",
  ),
  row("snapshots", async (_c, d) => (await d.snapshots()).length, "len(d.listAllSnapshots())"),
  row("cpu models", (c) => c.host.cpuModelNames("x86_64"), "c.getCPUModelNames('x86_64')"),
];
